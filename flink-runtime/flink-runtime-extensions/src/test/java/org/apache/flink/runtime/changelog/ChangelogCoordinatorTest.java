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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.state.StateObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ChangelogCoordinatorTest {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final FailureCount failures = FailureCount.ofReports("test");
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletedCheckpoint> retained =
            Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void eventsAreToldInTheOrderInWhichTheyHappened() throws Exception {
        ChangelogCoordinator coordinator = coordinator(new Recorder());

        coordinator.happened(CheckpointEvent.triggered(1, 100));
        coordinator.happened(CheckpointEvent.acknowledged(1, new TaskStateSnapshot()));
        coordinator.happened(CheckpointEvent.completed(new CheckpointFacts(1, 100, List.of())));
        coordinator.happened(CheckpointEvent.subsumed(0));
        coordinator.happened(CheckpointEvent.savepointTaken(2));
        coordinator.happened(CheckpointEvent.aborted(3));
        coordinator.happened(
                CheckpointEvent.restored(new CheckpointFacts(1, 100, List.of()), false));
        coordinator.close();

        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told)
                .containsExactly(
                        "triggered 1 at 100",
                        "acknowledged 1",
                        "completed 1",
                        "subsumed 0",
                        "savepoint 2",
                        "aborted 3",
                        "restored 1 not owned",
                        "stopped");
        assertThat(failures.count()).isZero();
    }

    @Test
    void aListenerThatThrowsStarvesNoOtherAndIsCounted() throws Exception {
        CheckpointListener failing =
                new CheckpointListener() {
                    @Override
                    public void triggered(long checkpointId, long triggerTimestampMs) {
                        throw new StackOverflowError("on purpose");
                    }
                };
        ChangelogCoordinator coordinator = coordinator(failing, new Recorder());

        coordinator.happened(CheckpointEvent.triggered(1, 100));
        coordinator.happened(CheckpointEvent.triggered(2, 200));
        coordinator.close();

        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).containsExactly("triggered 1 at 100", "triggered 2 at 200", "stopped");
        assertThat(failures.count()).isEqualTo(2);
    }

    @Test
    void aListenerThatBlocksDelaysNobodyWhoHandsOver() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CheckpointListener blocking =
                new CheckpointListener() {
                    @Override
                    public void triggered(long checkpointId, long triggerTimestampMs) {
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        ChangelogCoordinator coordinator = coordinator(blocking, new Recorder());

        // Returns although the listener does not: the limit of this test fails it otherwise.
        for (int id = 0; id < 1000; id++) {
            coordinator.happened(CheckpointEvent.triggered(id, id));
        }
        assertThat(told).isEmpty();
        released.countDown();

        coordinator.close();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).hasSize(1001);
    }

    @Test
    void theCheckpointsAreThoseAfterAllThatWasHandedOver() throws Exception {
        ChangelogCoordinator coordinator = coordinator();
        TaskStateSnapshot part = new TaskStateSnapshot();
        retained.add(TestCheckpoints.completed(1, 100));

        coordinator.happened(CheckpointEvent.triggered(2, 200));
        coordinator.happened(CheckpointEvent.acknowledged(2, part));
        JobCheckpoints checkpoints = coordinator.checkpoints().get(30, TimeUnit.SECONDS);

        assertThat(checkpoints.retained()).extracting(CheckpointFacts::id).containsExactly(1L);
        assertThat(checkpoints.pending()).containsExactly(part);
    }

    @Test
    void checkpointsThatFlinkCannotListAreAFailure() {
        ChangelogCoordinator coordinator =
                new ChangelogCoordinator(
                        new JobID(),
                        thread,
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        List.of(),
                        failures);

        assertThatThrownBy(() -> coordinator.checkpoints().get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void afterTheEndNothingIsHeardAndNothingThrows() throws Exception {
        ChangelogCoordinator coordinator = coordinator(new Recorder());
        coordinator.close();
        coordinator.close();

        coordinator.happened(CheckpointEvent.triggered(1, 100));
        coordinator.tickEvery(1, () -> told.add("looked"));

        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).containsExactly("stopped");
        assertThat(coordinator.checkpoints()).isCancelled();
    }

    @Test
    void aLookThatThrowsDoesNotEndTheTicks() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        CheckpointListener listener =
                new CheckpointListener() {
                    @Override
                    public void tick() {
                        twice.countDown();
                    }
                };
        ChangelogCoordinator coordinator = coordinator(listener);

        coordinator.tickEvery(
                1,
                () -> {
                    throw new IllegalStateException("on purpose");
                });

        assertThat(twice.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failures.count()).isPositive();
    }

    private ChangelogCoordinator coordinator(CheckpointListener... listeners) {
        return new ChangelogCoordinator(
                new JobID(),
                thread,
                () -> List.copyOf(retained),
                Arrays.asList(listeners),
                failures);
    }

    private final class Recorder implements CheckpointListener {

        @Override
        public void triggered(long checkpointId, long triggerTimestampMs) {
            told.add("triggered " + checkpointId + " at " + triggerTimestampMs);
        }

        @Override
        public void acknowledged(long checkpointId, StateObject part) {
            told.add("acknowledged " + checkpointId);
        }

        @Override
        public void completed(CheckpointFacts checkpoint) {
            told.add("completed " + checkpoint.id());
        }

        @Override
        public void savepointTaken(long checkpointId) {
            told.add("savepoint " + checkpointId);
        }

        @Override
        public void aborted(long checkpointId) {
            told.add("aborted " + checkpointId);
        }

        @Override
        public void subsumed(long checkpointId) {
            told.add("subsumed " + checkpointId);
        }

        @Override
        public void restored(CheckpointFacts checkpoint, boolean owned) {
            told.add("restored " + checkpoint.id() + (owned ? "" : " not owned"));
        }

        @Override
        public void stopped() {
            told.add("stopped");
        }
    }
}
