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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FailedDeletionsTest {

    private final ManualThreads threads = new ManualThreads();
    private final ManualClock clock = new ManualClock();
    private final FailedDeletions failures = new FailedDeletions(threads, clock);
    private final List<Long> attempts = new ArrayList<>();
    private boolean storeIsDown = true;

    @Test
    void isDeletedAgainOnceAnotherOneCouldBe() throws Exception {
        assertThatThrownBy(() -> delete(1)).hasMessage("the store is down");
        storeIsDown = false;
        threads.runAll();
        assertThat(attempts).as("nobody knows yet that it is up").containsExactly(1L);

        delete(2);
        threads.runAll();
        assertThat(attempts).containsExactly(1L, 2L, 1L);

        delete(3);
        threads.runAll();
        assertThat(attempts).as("it is deleted").containsExactly(1L, 2L, 1L, 3L);
    }

    @Test
    void theSameIfItsFilesAreDeletedEachByItself() throws Exception {
        assertThat(deleteAsync(1)).isCompletedExceptionally();
        storeIsDown = false;
        assertThat(deleteAsync(2)).isCompleted();
        threads.runAll();
        assertThat(attempts).containsExactly(1L, 2L, 1L);
    }

    /** As one that refuses some of the requests. */
    @Test
    void isNotTriedWithEachOtherThatSucceedsWhileItFails() throws Exception {
        assertThatThrownBy(() -> delete(1)).hasMessage("the store is down");
        for (int second = 0; second < 31; second++) {
            failures.succeeded();
            threads.runAll();
            clock.advanceTime(Duration.ofSeconds(1));
        }
        assertThat(attempts).as("at 0 s twice, at 10 s, at 30 s").hasSize(4);
    }

    @Test
    void butIsIfTooManyWait() throws Exception {
        for (long id = 1; id <= 1_900; id++) {
            failures.failed(id, ExclusiveStates.NONE, () -> attempt(0));
        }
        for (int other = 1; other <= 3; other++) {
            failures.succeeded();
            threads.runAll();
            assertThat(attempts).hasSize(1_900 * other);
        }
    }

    @Test
    void isGivenUpAfterTenAttempts() throws Exception {
        assertThatThrownBy(() -> delete(1)).hasMessage("the store is down");
        for (int other = 0; other < 20; other++) {
            clock.advanceTime(Duration.ofHours(1));
            failures.succeeded();
            threads.runAll();
        }
        assertThat(attempts).hasSize(10);
    }

    @Test
    void memoryIsBounded() throws Exception {
        for (long id = 1; id <= 3_700; id++) {
            failures.failed(id, ExclusiveStates.NONE, () -> {});
        }
        failures.failed(3_701, ExclusiveStates.NONE, () -> attempts.add(3_701L));
        failures.succeeded();
        assertThat(threads.size()).isEqualTo(3_600);
        threads.runAll();
        assertThat(attempts).as("the oldest are forgotten").containsExactly(3_701L);
    }

    private void delete(long id) throws Exception {
        retried(id).markAsDiscarded().discard();
    }

    private CompletableFuture<Void> deleteAsync(long id) {
        return retried(id).markAsDiscarded().discardAsync(Runnable::run);
    }

    private Checkpoint retried(long id) {
        return new RetriedCheckpoint(
                new Checkpoint() {
                    @Override
                    public long getCheckpointID() {
                        return id;
                    }

                    @Override
                    public DiscardObject markAsDiscarded() {
                        return () -> attempt(id);
                    }
                },
                () -> ExclusiveStates.NONE,
                Optional.of(failures),
                () -> {});
    }

    private void attempt(long id) throws IOException {
        attempts.add(id);
        if (storeIsDown) {
            throw new IOException("the store is down");
        }
    }
}
