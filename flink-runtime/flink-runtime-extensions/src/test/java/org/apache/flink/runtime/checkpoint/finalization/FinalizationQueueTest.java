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
package org.apache.flink.runtime.checkpoint.finalization;

import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CheckpointStatsTracker;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.memory.NonPersistentMetadataCheckpointStorageLocation;
import org.apache.flink.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FinalizationQueueTest {

    private final JobID jobId = new JobID();
    private final Object lock = new Object();
    private final Deque<Runnable> given = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final CheckpointsCleaner cleaner = new CheckpointsCleaner();
    private final FinalizationQueue queue = queue(given::addLast);
    private Runnable whileStoring = () -> {};
    private boolean over;

    @Test
    void nothingIsStoredInTheCallersThreadAndEverythingIsCompletedUnderTheLock() {
        assertThat(queue.add(acknowledged(1))).isTrue();
        assertThat(events).isEmpty();

        runAll();
        assertThat(events)
                .containsExactly("stored 1", "finished 1", "completed 1 under the lock", "empty");
    }

    @Test
    void oneIsStoredAfterTheOther() {
        assertThat(queue.add(acknowledged(1))).isTrue();
        assertThat(queue.add(acknowledged(2))).isTrue();

        runAll();
        assertThat(events)
                .containsExactly(
                        "stored 1",
                        "finished 1",
                        "completed 1 under the lock",
                        "stored 2",
                        "finished 2",
                        "completed 2 under the lock",
                        "empty");
    }

    @Test
    void oneThatIsAddedTwiceIsCompletedOnce() {
        PendingCheckpoint checkpoint = acknowledged(1);
        assertThat(queue.add(checkpoint)).isTrue();
        assertThat(queue.add(checkpoint)).isTrue();

        runAll();
        assertThat(events)
                .containsExactly("stored 1", "finished 1", "completed 1 under the lock", "empty");
    }

    @Test
    void oneThatIsAbortedBeforeItsTurnIsNeitherStoredNorCompleted() {
        PendingCheckpoint aborted = acknowledged(1);
        queue.add(aborted);
        queue.add(acknowledged(2));
        abort(aborted);

        runAll();
        assertThat(events)
                .containsExactly(
                        "disposed 1",
                        "stored 2",
                        "finished 2",
                        "completed 2 under the lock",
                        "empty");
    }

    @Test
    void oneThatIsAbortedWhileItsStoreHangsHoldsUpNoOtherAndIsUndone() {
        PendingCheckpoint hanging = acknowledged(1);
        PendingCheckpoint second = acknowledged(2);
        queue.add(hanging);
        queue.add(second);
        whileStoring =
                () -> {
                    abort(hanging);
                    runAll();
                    events.add("1 hung until now");
                };

        runAll();
        assertThat(events)
                .containsExactly(
                        "stored 1",
                        "disposed 1",
                        "stored 2",
                        "finished 2",
                        "completed 2 under the lock",
                        "empty",
                        "1 hung until now",
                        "disposed 1");
    }

    @Test
    void metadataOfOneThatIsAbortedMeanwhileDoesNotBecomeVisible() {
        PendingCheckpoint aborted = acknowledged(1);
        queue.add(aborted);
        whileStoring = () -> abort(aborted);

        runAll();
        assertThat(events)
                .as("never finished, and disposed of by whoever aborted and whoever wrote")
                .containsExactly("stored 1", "empty", "disposed 1", "disposed 1");
    }

    @Test
    void whatWasWrittenInPartIsUndoneToo() {
        PendingCheckpoint aborted = acknowledged(1);
        queue.add(aborted);
        whileStoring =
                () -> {
                    abort(aborted);
                    throw new IllegalStateException("the store fails");
                };

        runAll();
        assertThat(events).containsExactly("stored 1", "empty", "disposed 1", "disposed 1");
    }

    @Test
    void nothingIsCompletedAfterTheCoordinatorWasShutDown() {
        queue.add(acknowledged(1));
        whileStoring = () -> over = true;

        runAll();
        assertThat(events).containsExactly("stored 1", "finished 1", "disposed 1", "empty");
    }

    @Test
    void whatWaitsWhenTheExecutorStopsIsLeftToTheCoordinatorsShutdown() {
        FinalizationQueue once =
                queue(
                        command -> {
                            if (!given.isEmpty() || !events.isEmpty()) {
                                throw new RejectedExecutionException();
                            }
                            given.addLast(command);
                        });
        PendingCheckpoint first = acknowledged(1);
        once.add(first);
        once.add(acknowledged(2));
        abort(first);

        assertThat(events).containsExactly("empty", "disposed 1");
    }

    @Test
    void oneThatHasToFailIsLeftToFlink() {
        assertThat(
                        queue.add(
                                pending(
                                        1,
                                        states -> {
                                            throw new IllegalStateException("finished in part");
                                        })))
                .isFalse();
        assertThat(events).containsExactly("empty");
    }

    @Test
    void anExecutorThatWasStoppedLeavesEverythingToFlink() {
        FinalizationQueue stopped =
                queue(
                        command -> {
                            throw new RejectedExecutionException();
                        });

        assertThat(stopped.add(acknowledged(1))).isFalse();
        assertThat(events).containsExactly("empty");
    }

    @Test
    void whatIsQueuedWhenTheExecutorStopsIsCompletedByTheLastThread() {
        FinalizationQueue once =
                queue(
                        command -> {
                            if (!given.isEmpty() || !events.isEmpty()) {
                                throw new RejectedExecutionException();
                            }
                            given.addLast(command);
                        });
        once.add(acknowledged(1));
        once.add(acknowledged(2));

        runAll();
        assertThat(events).contains("completed 1 under the lock", "completed 2 under the lock");
    }

    @Test
    void anErrorReachesTheThreadAndKeepsNoOtherCheckpoint() {
        FinalizationQueue failing =
                new FinalizationQueue(
                        lock,
                        given::addLast,
                        checkpoint -> {
                            events.add("completed " + checkpoint.getCheckpointID());
                            throw new AssertionError("on purpose");
                        },
                        () -> {});
        failing.add(acknowledged(1));
        failing.add(acknowledged(2));

        assertThatThrownBy(this::runAll).hasMessage("on purpose");
        assertThatThrownBy(this::runAll).hasMessage("on purpose");
        assertThat(events)
                .containsExactly(
                        "stored 1",
                        "finished 1",
                        "completed 1",
                        "stored 2",
                        "finished 2",
                        "completed 2");
    }

    @Test
    void flinkFindsTheMetadataStored() throws Exception {
        List<CompletedCheckpoint> completed = new ArrayList<>();
        FinalizationQueue real =
                new FinalizationQueue(
                        lock,
                        given::addLast,
                        checkpoint -> completed.add(finalizeAsFlink(checkpoint)),
                        () -> {});
        real.add(acknowledged(1));

        runAll();
        assertThat(completed).hasSize(1);
        assertThat(events).containsExactly("stored 1", "finished 1");
    }

    @Test
    void aCheckpointThatChangedWhileItWasStoredFails() {
        List<Throwable> failures = new ArrayList<>();
        PendingCheckpoint checkpoint = acknowledged(1);
        FinalizationQueue real =
                new FinalizationQueue(
                        lock,
                        given::addLast,
                        stored -> {
                            try {
                                finalizeAsFlink(stored);
                            } catch (IOException e) {
                                failures.add(e);
                            }
                        },
                        () -> {});
        real.add(checkpoint);
        OperatorID another = new OperatorID(1, 2);
        checkpoint.getOperatorStates().put(another, new OperatorState(another, 1, 1));

        runAll();
        assertThat(failures)
                .singleElement()
                .satisfies(
                        failure ->
                                assertThat(failure)
                                        .hasMessageContaining("changed while its metadata"));
    }

    private CompletedCheckpoint finalizeAsFlink(PendingCheckpoint checkpoint) throws IOException {
        return checkpoint.finalizeCheckpoint(cleaner, () -> {}, Executors.directExecutor());
    }

    private FinalizationQueue queue(Executor io) {
        return new FinalizationQueue(
                lock,
                io,
                new FinalizationQueue.Completion() {
                    @Override
                    public void complete(PendingCheckpoint checkpoint) {
                        events.add(
                                "completed "
                                        + checkpoint.getCheckpointID()
                                        + (Thread.holdsLock(lock) ? " under the lock" : ""));
                    }

                    @Override
                    public boolean isOver() {
                        return over;
                    }
                },
                () -> events.add("empty"));
    }

    private void runAll() {
        while (!given.isEmpty()) {
            given.removeFirst().run();
        }
    }

    private void abort(PendingCheckpoint checkpoint) {
        checkpoint.abort(
                CheckpointFailureReason.CHECKPOINT_EXPIRED,
                null,
                cleaner,
                () -> {},
                Executors.directExecutor(),
                new CheckpointStatsTracker(1, new UnregisteredMetricsGroup(), jobId));
    }

    private PendingCheckpoint acknowledged(long id) {
        return pending(id, states -> {});
    }

    private PendingCheckpoint pending(long id, Consumer<Object> fulfilment) {
        PendingCheckpoint checkpoint =
                new PendingCheckpoint(
                        jobId,
                        id,
                        1,
                        PlanOfNobody.with(fulfilment),
                        List.of(),
                        List.of(),
                        CheckpointProperties.forCheckpoint(
                                CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                        new CompletableFuture<>(),
                        null,
                        new CompletableFuture<>());
        checkpoint.setCheckpointTargetLocation(location(id));
        return checkpoint;
    }

    private CheckpointStorageLocation location(long id) {
        return new NonPersistentMetadataCheckpointStorageLocation(Integer.MAX_VALUE) {
            @Override
            public CheckpointMetadataOutputStream createMetadataOutputStream() throws IOException {
                assertThat(Thread.holdsLock(lock)).isFalse();
                events.add("stored " + id);
                Runnable now = whileStoring;
                whileStoring = () -> {};
                now.run();
                return new ObservedMetadata(
                        super.createMetadataOutputStream(), () -> events.add("finished " + id));
            }

            @Override
            public void disposeOnFailure() {
                events.add("disposed " + id);
            }
        };
    }
}
