/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardQueue;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/** Deletions are off the path of checkpoints, at a bounded rate, and tried again. */
final class DiscardQueueTest {

    private static final int PER_SECOND = 10;
    private static final int TRIES = 3;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final ManualExecutor threads = new ManualExecutor();
    private final DiscardQueue queue = queue(threads);

    private int deleted;
    private int tries;

    @Test
    void whoeverAddsDoesNotDelete() {
        queue.add("file", this::delete);
        assertThat(deleted).isZero();

        threads.runAll();
        assertThat(deleted).isOne();
    }

    @Test
    void stormIsSpreadOverTime() {
        for (int i = 0; i < 10 * PER_SECOND; i++) {
            queue.add("file", this::delete);
        }
        threads.runAll();
        assertThat(deleted).isEqualTo(PER_SECOND);
        for (int second = 2; second <= 10; second++) {
            for (int tick = 0; tick < PER_SECOND; tick++) {
                clock.advance(Duration.ofMillis(1_000 / PER_SECOND));
                threads.runAll();
            }
            assertThat(deleted).isBetween(second * PER_SECOND - 1, second * PER_SECOND + 1);
        }
    }

    @Test
    void failedDeletionIsTriedAgainAfterGrowingPausesAndGivenUpInTheEnd() {
        queue.add("file", this::fail);
        threads.runAll();
        assertThat(tries).isOne();
        clock.advance(RETRY_DELAY);
        threads.runAll();
        assertThat(tries).isEqualTo(2);
        clock.advance(RETRY_DELAY);
        threads.runAll();
        assertThat(tries).isEqualTo(2);
        clock.advance(RETRY_DELAY);
        threads.runAll();
        assertThat(tries).isEqualTo(TRIES);

        clock.advance(Duration.ofHours(1));
        assertThat(threads.runAll()).isZero();
    }

    @Test
    void failureHoldsUpNoOther() {
        queue.add("bad", this::fail);
        queue.add(
                "worse",
                () -> {
                    throw new IllegalStateException("injected");
                });
        queue.add("good", this::delete);
        threads.runAll();

        assertThat(deleted).isOne();
    }

    @Test
    void deletionThatHangsKeepsNoOther() {
        // the first one "hangs": while it is under way, another thread goes on
        queue.add("hanging", () -> threads.runAll());
        queue.add("file", this::delete);
        queue.add("file", this::delete);
        queue.add("after", () -> assertThat(deleted).isEqualTo(2));
        threads.runAll();

        assertThat(deleted).isEqualTo(2);
    }

    @Test
    void allThreadsGoOnAfterAPause() {
        for (int i = 0; i < PER_SECOND; i++) {
            queue.add("file", this::delete);
        }
        threads.runAll();
        queue.add(
                "hanging",
                () -> {
                    threads.runAll();
                    assertThat(deleted).isEqualTo(PER_SECOND + 1);
                    tries++;
                });
        queue.add("file", this::delete);
        threads.runAll();
        assertThat(deleted).as("the rate is used up").isEqualTo(PER_SECOND);

        clock.advance(Duration.ofMillis(300));
        clock.advance(Duration.ofMillis(300));
        threads.runAll();
        assertThat(tries).isOne();
    }

    @Test
    void threadThatCannotBeStartedIsTriedAgain() {
        AtomicBoolean failing = new AtomicBoolean(true);
        DiscardQueue starved =
                queue(
                        command -> {
                            if (failing.get()) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            command.run();
                        });
        starved.add("file", this::delete);
        assertThat(deleted).isZero();

        failing.set(false);
        clock.advance(RETRY_DELAY);
        assertThat(deleted).isOne();
    }

    @Test
    void closeDeletesTheRestAtOnce() {
        for (int i = 0; i < 10 * PER_SECOND; i++) {
            queue.add("file", this::delete);
        }
        queue.add("bad", this::fail);
        threads.runAll();
        queue.close();
        queue.close();
        threads.runAll();

        assertThat(deleted).isEqualTo(10 * PER_SECOND);
        assertThat(tries).isOne();
    }

    @Test
    void whatComesAfterTheCloseIsDeletedByWhoeverBringsIt() {
        queue.close();
        queue.add("file", this::delete);

        assertThat(deleted).isOne();
    }

    @Test
    void nothingIsLostWhenThereIsNoThread() {
        DiscardQueue threadless =
                queue(
                        command -> {
                            throw new RejectedExecutionException("injected");
                        });
        threadless.add("file", this::delete);

        assertThat(deleted).isOne();
    }

    private DiscardQueue queue(Executor executor) {
        return new DiscardQueue(
                new DiscardSettings(PER_SECOND, 2, TRIES, RETRY_DELAY),
                executor,
                clock,
                clock,
                new DstlMetrics(new UnregisteredMetricsGroup()));
    }

    private void delete() {
        deleted++;
    }

    private void fail() throws IOException {
        tries++;
        throw new IOException("injected");
    }
}
