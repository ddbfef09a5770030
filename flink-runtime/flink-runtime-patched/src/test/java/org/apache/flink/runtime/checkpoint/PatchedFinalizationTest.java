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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.persistence.PossibleInconsistentStateException;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.util.concurrent.ScheduledExecutorServiceAdapter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Completes checkpoints on a patched coordinator, on a storage that waits. What needs the lock
 * while metadata is stored hangs on the published runtime.
 */
@Timeout(60)
class PatchedFinalizationTest {

    private final JobID jobId = new JobID();
    private final GatedStorage storage = new GatedStorage();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService io = Executors.newFixedThreadPool(4);
    private final CheckpointsCleaner cleaner = new CheckpointsCleaner();
    private final List<Throwable> jobFailures = new CopyOnWriteArrayList<>();
    private final List<Long> completed = new CopyOnWriteArrayList<>();
    private volatile Optional<Exception> storeFailure = Optional.empty();
    private CheckpointCoordinator coordinator;

    @BeforeEach
    void create() {
        coordinator = coordinator(Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() throws Exception {
        storage.openAll();
        coordinator.shutdown();
        timer.shutdownNow();
        io.shutdownNow();
    }

    @Test
    void theLockIsFreeWhileMetadataIsStored() throws Exception {
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");

        assertThat(pending()).isEqualTo(1);
        CompletableFuture<CompletedCheckpoint> second = trigger();
        await().until(() -> pending() == 2);
        storage.open(1);

        assertThat(first.get().getExternalPointer()).isEqualTo("checkpoint 1");
        second.get();
        assertThat(pending()).isZero();
    }

    @Test
    void checkpointsCompleteInTheOrderOfTheirLastAcknowledgements() throws Exception {
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");
        CompletableFuture<CompletedCheckpoint> second = trigger();
        CompletableFuture<CompletedCheckpoint> third = trigger();
        await().until(() -> pending() == 3);
        assertThat(completed).isEmpty();
        storage.open(1);

        CompletableFuture.allOf(first, second, third).get();
        assertThat(completed).containsExactly(1L, 2L, 3L);
        assertThat(storage.events)
                .containsSubsequence("stored 1", "storing 2", "stored 2", "storing 3");
    }

    @Test
    void whatIsStoredIsTheMetadataOfTheCheckpointWithItsFinishedTasks() throws Exception {
        CompletedCheckpoint checkpoint = trigger().get();

        CheckpointMetadata read =
                Checkpoints.loadCheckpointMetadata(
                        new DataInputStream(new ByteArrayInputStream(storage.content(1))),
                        getClass().getClassLoader(),
                        "checkpoint 1");
        assertThat(read.getCheckpointId()).isEqualTo(1);
        assertThat(read.getOperatorStates())
                .containsExactlyElementsOf(checkpoint.getOperatorStates().values())
                .hasSize(1);
        assertThat(read.getCheckpointProperties()).isEqualTo(checkpoint.getProperties());
        assertThat(storage.events).containsExactly("storing 1", "stored 1");
    }

    @Test
    void aCheckpointWhoseMetadataCannotBeStoredFailsAsInFlinkAndTheNextOneDoesNot()
            throws Exception {
        storage.close(1);
        storage.fail(1, new IOException("disk on fire"));
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");
        CompletableFuture<CompletedCheckpoint> second = trigger();
        await().until(() -> pending() == 2);
        storage.open(1);

        assertThatThrownBy(first::get).hasRootCauseMessage("disk on fire");
        second.get();
        awaitEvent("disposed 1");
        assertThat(completed).containsExactly(2L);
        assertThat(jobFailures).hasSize(1); // none is tolerated
    }

    @Test
    void aCheckpointThatIsAbortedMeanwhileIsNotCompletedAndItsMetadataGoes() throws Exception {
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        assertThat(first).isCompletedExceptionally();
        assertThat(pending()).isZero();
        awaitEvent("disposed 1");
        storage.open(1);

        awaitEvents("stored 1", "deleted 1", "disposed 1");
        trigger().get();
        assertThat(completed).containsExactly(2L);
    }

    @Test
    void aCheckpointThatIsAbortedBeforeItsTurnIsNotStored() throws Exception {
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");
        CompletableFuture<CompletedCheckpoint> second = trigger();
        await().until(() -> pending() == 2);
        coordinator.abortPendingCheckpoints(
                new CheckpointException(CheckpointFailureReason.JOB_FAILOVER_REGION));
        storage.open(1);

        trigger().get();
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(storage.events).doesNotContain("storing 2").contains("stored 3");
        assertThat(completed).containsExactly(3L);
    }

    @Test
    void aCheckpointThatExpiresMeanwhileFreesTheJobFromAStoreThatHangs() throws Exception {
        coordinator.shutdown();
        coordinator = coordinator(Duration.ofSeconds(3));
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");

        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        expired ->
                                assertThat(expired.getCheckpointFailureReason())
                                        .isEqualTo(CheckpointFailureReason.CHECKPOINT_EXPIRED));
        await().until(() -> coordinator.getRecentExpiredCheckpoints().contains(1L));
        trigger().get();
        assertThat(completed).as("though the store still hangs").containsExactly(2L);
        storage.open(1);
        awaitEvents("stored 1", "deleted 1");
        assertThat(completed).containsExactly(2L);
    }

    @Test
    void aShutdownWaitsForNoStoreAndCompletesNothingLater() throws Exception {
        storage.close(1);
        CompletableFuture<CompletedCheckpoint> first = trigger();
        awaitEvent("storing 1");
        coordinator.shutdown();
        assertThat(first).isCompletedExceptionally();
        storage.open(1);

        awaitEvents("stored 1", "deleted 1");
        assertThat(completed).isEmpty();
        cleaner.closeAsync().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aSavepointIsCompletedInItsTurnAndSubsumesNothing() throws Exception {
        trigger().get();
        storage.close(2);
        CompletableFuture<CompletedCheckpoint> savepoint =
                coordinator.triggerSavepoint("anywhere", SavepointFormatType.CANONICAL);
        awaitEvent("storing 2");
        CompletableFuture<CompletedCheckpoint> checkpoint = trigger();
        await().until(() -> pending() == 2);
        storage.open(2);

        assertThat(savepoint.get().getProperties().isSavepoint()).isTrue();
        checkpoint.get();
        assertThat(completed).containsExactly(1L, 3L);
        assertThat(storage.events).doesNotContain("deleted 2");
    }

    @Test
    void aCheckpointThatTheStoreMayHaveOrNotKeepsItsState() throws Exception {
        storeFailure = Optional.of(new PossibleInconsistentStateException());

        assertThatThrownBy(() -> trigger().get())
                .hasRootCauseInstanceOf(PossibleInconsistentStateException.class);
        assertThat(pending()).isZero();
        storeFailure = Optional.empty();
        trigger().get();
        assertThat(storage.events).doesNotContain("deleted 1");
    }

    @Test
    void aCheckpointThatTheStoreRefusedIsDeleted() {
        storeFailure = Optional.of(new IOException("no quorum"));

        assertThatThrownBy(() -> trigger().get()).hasRootCauseMessage("no quorum");
        awaitEvents("stored 1", "deleted 1");
        assertThat(jobFailures).hasSize(1);
    }

    private CompletableFuture<CompletedCheckpoint> trigger() {
        return coordinator.triggerCheckpoint(false);
    }

    /** In bounded time: what needs the lock must not hang. */
    private int pending() throws Exception {
        return CompletableFuture.supplyAsync(coordinator::getNumberOfPendingCheckpoints)
                .get(10, TimeUnit.SECONDS);
    }

    private void awaitEvent(String event) {
        await().until(() -> storage.events.contains(event));
    }

    private void awaitEvents(String... events) {
        await().untilAsserted(() -> assertThat(storage.events).containsSubsequence(events));
    }

    private CheckpointCoordinator coordinator(Duration timeout) {
        return new CheckpointCoordinator(
                jobId,
                CheckpointCoordinatorConfiguration.builder()
                        .setCheckpointInterval(
                                CheckpointCoordinatorConfiguration.DISABLED_CHECKPOINT_INTERVAL)
                        .setCheckpointTimeout(timeout.toMillis())
                        .setMaxConcurrentCheckpoints(10)
                        .build(),
                List.of(),
                new StandaloneCheckpointIDCounter(),
                new RecordingStore(),
                storage,
                io,
                cleaner,
                new ScheduledExecutorServiceAdapter(timer),
                new CheckpointFailureManager(0, new JobFailures()),
                () -> CompletableFuture.completedFuture(new AcknowledgedPlan()),
                new UnnamedTask(jobId));
    }

    private final class JobFailures implements CheckpointFailureManager.FailJobCallback {

        @Override
        public void failJob(Throwable cause) {
            jobFailures.add(cause);
        }

        @Override
        public void failJobDueToTaskFailure(Throwable cause, ExecutionAttemptID failingTask) {
            jobFailures.add(cause);
        }
    }

    /** A checkpoint has to have statistics of some task. */
    private static final class UnnamedTask extends CheckpointStatsTracker {

        UnnamedTask(JobID jobId) {
            super(10, new UnregisteredMetricsGroup(), jobId);
        }

        @Override
        PendingCheckpointStats reportPendingCheckpoint(
                long id,
                long timestamp,
                CheckpointProperties props,
                Map<JobVertexID, Integer> none) {
            JobVertexID task = new JobVertexID(5, 6);
            PendingCheckpointStats stats =
                    super.reportPendingCheckpoint(id, timestamp, props, Map.of(task, 1));
            stats.reportSubtaskStats(task, new SubtaskStateStats(0, timestamp));
            return stats;
        }
    }

    private final class RecordingStore extends AbstractCompleteCheckpointStore {
        private final List<CompletedCheckpoint> all = new ArrayList<>();

        RecordingStore() {
            super(new SharedStateRegistryImpl());
        }

        @Override
        public CompletedCheckpoint addCheckpointAndSubsumeOldestOne(
                CompletedCheckpoint checkpoint, CheckpointsCleaner cleaning, Runnable postCleanup)
                throws Exception {
            if (storeFailure.isPresent()) {
                throw storeFailure.get();
            }
            all.add(checkpoint);
            completed.add(checkpoint.getCheckpointID());
            return null;
        }

        @Override
        public List<CompletedCheckpoint> getAllCheckpoints() {
            return List.copyOf(all);
        }

        @Override
        public int getNumberOfRetainedCheckpoints() {
            return all.size();
        }

        @Override
        public int getMaxNumberOfRetainedCheckpoints() {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean requiresExternalizedCheckpoints() {
            return false;
        }
    }
}
