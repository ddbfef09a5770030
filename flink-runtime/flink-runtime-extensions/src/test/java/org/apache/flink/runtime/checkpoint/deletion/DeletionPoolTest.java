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

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeletionPoolTest {

    private final ManualThreads threads = new ManualThreads();
    private final DeletionPool pool = new DeletionPool(threads, 4);
    private final DeletionLane lane = new DeletionLane(pool);
    private final DeletionLane other = new DeletionLane(pool);
    private final List<String> deleted = new ArrayList<>();

    @Test
    void noDeletionRunsInTheThreadThatGivesIt() {
        lane.execute(() -> deleted.add("a"));
        assertThat(deleted).isEmpty();

        threads.runAll();
        assertThat(deleted).containsExactly("a");
    }

    @Test
    void deletionsOfAJobKeepTheirOrder() {
        for (String file : List.of("a", "b", "c")) {
            lane.execute(() -> deleted.add(file));
        }
        threads.runAll();

        assertThat(deleted).containsExactly("a", "b", "c");
    }

    @Test
    void aJobWithMuchToDeleteLetsAnotherOneHaveItsTurn() {
        for (int i = 0; i < 100; i++) {
            lane.execute(() -> deleted.add("much"));
        }
        other.execute(() -> deleted.add("little"));
        other.execute(() -> deleted.add("little"));
        for (int i = 0; i < 4; i++) {
            threads.runNext();
        }

        assertThat(deleted).containsExactly("much", "little", "much", "little");
    }

    /** Each begins while those before are under way. */
    @Test
    void aJobWhoseStoreHangsLeavesAThreadToOthers() {
        lane.execute(
                () -> {
                    deleted.add("first");
                    threads.runNext();
                });
        lane.execute(
                () -> {
                    deleted.add("second");
                    threads.runNext();
                });
        lane.execute(
                () -> {
                    deleted.add("third");
                    threads.runNext();
                    other.execute(() -> deleted.add("of the other"));
                    threads.runNext();
                });
        lane.execute(() -> deleted.add("fourth"));
        threads.runNext();
        assertThat(deleted).containsExactly("first", "second", "third", "of the other");

        threads.runAll();
        assertThat(deleted).hasSize(5).endsWith("fourth");
        assertThat(pool.backlog()).isZero();
    }

    @Test
    void backlogCountsFilesUntilTheyAreDeleted() {
        lane.execute(
                () -> {
                    assertThat(pool.backlog()).isEqualTo(9);
                    deleted.add("a");
                });
        lane.ofFiles(7).execute(() -> deleted.add("b"));
        other.execute(() -> deleted.add("c"));
        assertThat(List.of(lane.backlog(), other.backlog(), pool.backlog()))
                .containsExactly(8L, 1L, 9L);

        threads.runAll();
        assertThat(List.of(lane.backlog(), other.backlog(), pool.backlog()))
                .containsExactly(0L, 0L, 0L);
        assertThat(List.of(lane.done(), other.done())).containsExactly(8L, 1L);
    }

    @Test
    void aDeletionThatFailsIsCountedAndKeepsNoOther() {
        lane.execute(
                () -> {
                    throw new IllegalStateException("on purpose");
                });
        lane.execute(() -> deleted.add("a"));
        assertThatThrownBy(threads::runNext).hasMessage("on purpose");
        threads.runAll();

        assertThat(deleted).containsExactly("a");
        assertThat(pool.backlog()).isZero();
    }

    @Test
    void whoWaitsHearsWhenEverythingIsDeleted() {
        assertThat(pool.emptied()).isDone();
        lane.execute(() -> deleted.add("a"));
        lane.execute(() -> deleted.add("b"));
        CompletableFuture<Void> emptied = pool.emptied();
        threads.runNext();
        assertThat(emptied).isNotDone();

        threads.runNext();
        assertThat(emptied).isDone();
    }

    @Test
    void theLoggingContextOfWhoeverGivesADeletionGoesWithIt() {
        MDC.setContextMap(Map.of("job", "x"));
        lane.execute(() -> deleted.add(MDC.get("job")));
        MDC.clear();
        lane.execute(() -> deleted.add("no " + MDC.get("job")));
        threads.runAll();

        assertThat(deleted).containsExactly("x", "no null");
    }
}
