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
package io.flinkgic.tests.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.util.ExceptionUtils;

import org.awaitility.Awaitility;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** One submitted job: waits for what tests wait for, and reads what its checkpoints hold. */
public final class JobRun {

    /** A task has not begun yet, or ends just now. */
    private static final Set<CheckpointFailureReason> NOT_READY =
            EnumSet.of(
                    CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING,
                    CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY,
                    CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_CLOSING,
                    CheckpointFailureReason.TASK_CHECKPOINT_FAILURE);

    private final MiniCluster cluster;
    private final JobID jobId;

    private JobRun(MiniCluster cluster, JobID jobId) {
        this.cluster = cluster;
        this.jobId = jobId;
    }

    static JobRun submit(MiniCluster cluster, JobGraph graph) {
        return new JobRun(cluster, Promised.get(cluster.submitJob(graph)).getJobID());
    }

    public JobID jobId() {
        return jobId;
    }

    /**
     * Waits until the state operator has seen this many records; fails when the job ends before.
     */
    public JobRun awaitProcessed(Observer observer, long records) {
        Awaitility.await()
                .atMost(Promised.LIMIT)
                .failFast(this::hasEnded)
                .until(() -> observer.processed() >= records);
        return this;
    }

    /** Waits until the state operator has seen so many different records, and all tasks run. */
    public JobRun awaitSeen(Observer observer, long records) {
        await(Promised.LIMIT, () -> observer.seen() >= records && allTasksRun());
        return this;
    }

    /** Those that the observer does not see, too: a checkpoint needs all. */
    public void awaitAllTasksRun() {
        await(Promised.LIMIT, this::allTasksRun);
    }

    /** Takes a checkpoint that is kept, then cancels the job. Returns the checkpoint's path. */
    public String checkpointAndCancel() throws Exception {
        String path = checkpoint();
        cancel();
        return path;
    }

    public void cancel() {
        Promised.get(cluster.cancelJob(jobId));
        Awaitility.await().atMost(Promised.LIMIT).until(() -> status() == JobStatus.CANCELED);
    }

    /** Makes its sources fail, which must be held, and waits until all tasks run again. */
    public void failOver(Observer observer) {
        long before = restoredCheckpoints();
        observer.failOnce();
        Awaitility.await()
                .atMost(Promised.LIMIT)
                .failFast(this::hasEnded)
                .until(
                        () ->
                                observer.hasFailed()
                                        && restoredCheckpoints() > before
                                        && allTasksRun());
    }

    /** How often it was restored from a checkpoint, at its start included. */
    public long restoredCheckpoints() {
        return counts().getNumberOfRestoredCheckpoints();
    }

    /** Waits until one more checkpoint is complete, whoever has triggered it. */
    public void awaitCompletedCheckpoint() {
        long before = counts().getNumberOfCompletedCheckpoints();
        await(Promised.LIMIT, () -> counts().getNumberOfCompletedCheckpoints() > before);
    }

    /** Waits for a condition; fails when the job ends before. */
    public void await(Duration limit, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(10))
                .failFast(this::hasEnded)
                .until(condition);
    }

    public long finishedTasks() {
        long finished = 0;
        for (AccessExecutionVertex task : executionGraph().getAllExecutionVertices()) {
            finished += task.getExecutionState() == ExecutionState.FINISHED ? 1 : 0;
        }
        return finished;
    }

    /** Of the latest completed checkpoint. */
    public long persistedInFlightBytes() {
        return latestCompleted().map(CompletedCheckpointStats::getPersistedData).orElse(0L);
    }

    /**
     * The latest materialization that the latest completed checkpoint builds on: 0 if there is
     * none, and a later one has a higher number, also after a restore.
     */
    public long latestMaterialization() {
        return latestCompleted().stream()
                .flatMap(completed -> changelogHandles(completed.getExternalPath()).stream())
                .filter(handle -> !handle.getMaterializedStateHandles().isEmpty())
                .mapToLong(ChangelogStateBackendHandle::getMaterializationID)
                .max()
                .orElse(0);
    }

    private Optional<CompletedCheckpointStats> latestCompleted() {
        return Optional.ofNullable(
                executionGraph()
                        .getCheckpointStatsSnapshot()
                        .getHistory()
                        .getLatestCompletedCheckpoint());
    }

    /** Cancels it if it still runs. */
    public void end() {
        if (!hasEnded()) {
            cancel();
        }
    }

    public boolean allTasksRun() {
        for (AccessExecutionVertex task : executionGraph().getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING
                    && task.getExecutionState() != ExecutionState.FINISHED) {
                return false;
            }
        }
        return true;
    }

    public CheckpointStatsCounts counts() {
        return executionGraph().getCheckpointStatsSnapshot().getCounts();
    }

    private JobStatus status() {
        return Promised.get(cluster.getJobStatus(jobId));
    }

    private boolean hasEnded() {
        return status().isGloballyTerminalState();
    }

    private AccessExecutionGraph executionGraph() {
        return Promised.get(cluster.getExecutionGraph(jobId));
    }

    /** {@code flink checkpoint --full}. Returns the path of the latest checkpoint then, to come. */
    public CompletableFuture<String> fullCheckpoint() {
        return CompletableFuture.supplyAsync(
                () -> {
                    FlinkCommand.run(cluster, "checkpoint", "--full", jobId.toString());
                    return latestCheckpoint().orElseThrow();
                });
    }

    /** The job goes on. Returns the path, to come. */
    public CompletableFuture<String> savepoint(Path target, SavepointFormatType format) {
        return savepoint(target.toUri().toString(), format);
    }

    /** The same; the target is a URI. */
    public CompletableFuture<String> savepoint(String target, SavepointFormatType format) {
        return cluster.triggerSavepoint(jobId, target, false, format);
    }

    /** The job ends. */
    public String stopWithSavepoint(Path target, boolean drain, SavepointFormatType format)
            throws Exception {
        String path =
                Promised.get(
                        cluster.stopWithSavepoint(jobId, target.toUri().toString(), drain, format));
        awaitSuccess();
        return path;
    }

    /**
     * Takes a checkpoint, which waits for all before it, as soon as all tasks can. Returns its
     * path.
     */
    public String checkpoint() {
        AtomicReference<String> path = new AtomicReference<>();
        await(Promised.LIMIT, () -> mayCheckpoint(path));
        return path.get();
    }

    /** Returns its path, to come, or why it fails, which is also that it came too early. */
    public CompletableFuture<String> triggerCheckpoint() {
        return cluster.triggerCheckpoint(jobId);
    }

    /** The path of the latest one that is complete, also when the job has ended. */
    public Optional<String> latestCheckpoint() {
        return latestCompleted().map(CompletedCheckpointStats::getExternalPath);
    }

    /** Returns false if it came too early. */
    private boolean mayCheckpoint(AtomicReference<String> path) {
        try {
            path.set(Promised.get(triggerCheckpoint()));
            return true;
        } catch (CompletionException e) {
            if (cameTooEarly(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean cameTooEarly(Throwable failure) {
        return reason(failure).filter(NOT_READY::contains).isPresent();
    }

    /** Why a checkpoint failed, if that is what happened. */
    public static Optional<CheckpointFailureReason> reason(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, CheckpointException.class)
                .map(CheckpointException::getCheckpointFailureReason);
    }

    public JobResult awaitEnd() {
        return Promised.get(cluster.requestJobResult(jobId));
    }

    public void awaitSuccess() throws Exception {
        awaitEnd().toJobExecutionResult(JobRun.class.getClassLoader());
    }

    /** The keyed state handles that a completed checkpoint refers to. */
    public static List<ChangelogStateBackendHandle> changelogHandles(String checkpoint) {
        return StoredCheckpoint.at(checkpoint).changelogHandles();
    }
}
