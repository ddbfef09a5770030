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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointEvent;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

import javax.annotation.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The changelog coordinators of a process, by the checkpoint coordinator that each one watches.
 *
 * <p>A process has one registry: the REST endpoint and all JobMasters of the leading JobManager
 * live in it, so that no RPC is needed. An entry begins when an execution graph with a changelog is
 * made and ends when its checkpoint coordinator shuts down, its job's metric group is closed, or
 * the job gets another execution graph. Any thread.
 */
public final class ChangelogCoordinators {

    private static final long TICK_MS = 10_000;

    private final Map<CheckpointCoordinator, AttachedJob> jobs = new ConcurrentHashMap<>();

    /** What is to be told when the store of a job's checkpoints is shut down. */
    private final Map<CompletedCheckpointStore, AttachedJob> endings = new ConcurrentHashMap<>();

    private final FailureCount failures = FailureCount.ofReports("Changelog coordinators");
    private final JobWiring wiring;
    private final long tickMs;

    /**
     * @param tickMs how often listeners are told that time has passed
     */
    ChangelogCoordinators(JobWiring wiring, long tickMs) {
        this.wiring = wiring;
        this.tickMs = tickMs;
    }

    static ChangelogCoordinators create() {
        return new ChangelogCoordinators(new DefaultJobWiring(), TICK_MS);
    }

    /** The accounts of a job that runs with a changelog in this process. */
    public Optional<ChangelogAccounts> accounts(JobID jobId) {
        return jobs.values().stream()
                .filter(job -> job.accounts().job().id().equals(jobId))
                .map(AttachedJob::accounts)
                .findFirst();
    }

    FailureCount failures() {
        return failures;
    }

    int size() {
        return jobs.size();
    }

    void attach(
            ExecutionGraph graph,
            CompletedCheckpointStore store,
            SavepointRestoreSettings from,
            Configuration cluster,
            JobManagerJobMetricGroup metrics)
            throws Exception {
        CheckpointCoordinator source = graph.getCheckpointCoordinator();
        if (source == null || !graph.isChangelogStateBackendEnabled().getOrDefault(false)) {
            return;
        }
        ChangelogJob job = describe(graph);
        endOthersOf(job.id());
        Configuration configuration = new Configuration(cluster);
        configuration.addAll(graph.getJobConfiguration());
        AttachedJob attached =
                wiring.wire(
                        job,
                        new JobSurroundings(
                                configuration,
                                cluster,
                                metrics,
                                source::getSuccessfulCheckpoints,
                                Duration.ofMillis(source.getCheckpointTimeout()),
                                source.isPeriodicCheckpointingConfigured(),
                                RunFolder.of(source.getCheckpointStorage()),
                                origin(source, from)));
        jobs.put(source, attached);
        endings.put(store, attached);
        if (source.isShutdown()) {
            stopped(source);
            return;
        }
        attached.coordinator()
                .tickEvery(
                        tickMs,
                        () -> {
                            if (metrics.isClosed()) {
                                stopped(source);
                            }
                        });
        try {
            restored(source);
        } catch (Exception e) {
            failures.caught("hearing of a restore", e);
        }
        attached.life().begun(attached.coordinator()::checkpoints);
    }

    private static JobOrigin origin(CheckpointCoordinator source, SavepointRestoreSettings from)
            throws Exception {
        boolean claims = from.getRestoreMode() == RestoreMode.CLAIM;
        List<CompletedCheckpoint> found = source.getSuccessfulCheckpoints();
        return new JobOrigin(
                from.restoreSavepoint() && claims
                        ? Optional.of(RunFolder.qualified(new Path(from.getRestorePath())))
                        : Optional.empty(),
                from.restoreSavepoint() && !claims
                        ? RestoredBefore.from(
                                () ->
                                        StoredSnapshot.read(
                                                source.getCheckpointStorage(),
                                                from.getRestorePath()))
                        : RestoredBefore.nothing(),
                found.isEmpty(),
                found.isEmpty() ? Optional.empty() : resumed(found.get(found.size() - 1), from));
    }

    /** Empty if the latest checkpoint is only what the job was started from. */
    private static Optional<CheckpointFacts> resumed(
            CompletedCheckpoint latest, SavepointRestoreSettings from) {
        return isOwned(latest.getProperties())
                        && !(from.restoreSavepoint() && isAt(latest, from.getRestorePath()))
                ? Optional.of(CheckpointFacts.of(latest))
                : Optional.empty();
    }

    private static boolean isAt(CompletedCheckpoint checkpoint, String restorePath) {
        Path path = new Path(restorePath);
        Path folder =
                path.getName().equals(AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME)
                        ? path.getParent()
                        : path;
        return CheckpointFacts.of(checkpoint)
                .folder()
                .filter(own -> own.toUri().getPath().equals(folder.toUri().getPath()))
                .isPresent();
    }

    /**
     * The adaptive scheduler drops execution graphs that it cannot deploy without a word to their
     * checkpoint coordinators.
     */
    private void endOthersOf(JobID jobId) {
        endings.values().removeIf(job -> job.accounts().job().id().equals(jobId));
        jobs.forEach(
                (source, job) -> {
                    if (job.accounts().job().id().equals(jobId)) {
                        stopped(source);
                    }
                });
    }

    void triggered(CheckpointCoordinator source, PendingCheckpoint checkpoint) {
        tell(
                source,
                CheckpointEvent.triggered(
                        checkpoint.getCheckpointID(), checkpoint.getCheckpointTimestamp()));
    }

    void acknowledged(CheckpointCoordinator source, @Nullable AcknowledgeCheckpoint message) {
        TaskStateSnapshot state = message == null ? null : message.getSubtaskState();
        if (state != null) {
            tell(source, CheckpointEvent.acknowledged(message.getCheckpointId(), state));
        }
    }

    void completed(
            CheckpointCoordinator source,
            CompletedCheckpoint checkpoint,
            @Nullable CompletedCheckpoint subsumed) {
        if (!jobs.containsKey(source)) {
            return;
        }
        tell(
                source,
                checkpoint.getProperties().isSavepoint()
                        ? CheckpointEvent.savepointTaken(checkpoint.getCheckpointID())
                        : CheckpointEvent.completed(CheckpointFacts.of(checkpoint)));
        if (subsumed != null) {
            tell(source, CheckpointEvent.subsumed(subsumed.getCheckpointID()));
        }
    }

    void aborted(CheckpointCoordinator source, long checkpointId) {
        tell(source, CheckpointEvent.aborted(checkpointId));
    }

    /** What a job restores from is the latest checkpoint it has. */
    void restored(CheckpointCoordinator source) throws Exception {
        if (!jobs.containsKey(source)) {
            return;
        }
        List<CompletedCheckpoint> retained = source.getSuccessfulCheckpoints();
        if (!retained.isEmpty()) {
            CompletedCheckpoint latest = retained.get(retained.size() - 1);
            tell(
                    source,
                    CheckpointEvent.restored(
                            CheckpointFacts.of(latest), isOwned(latest.getProperties())));
        }
    }

    /** Not what the user restored from without claiming it, nor a savepoint of the legacy mode. */
    private static boolean isOwned(CheckpointProperties properties) {
        return !properties.isUnclaimed() && !properties.isSavepoint();
    }

    void stopped(CheckpointCoordinator source) {
        AttachedJob job = jobs.remove(source);
        if (job != null) {
            job.coordinator().close();
        }
    }

    /**
     * @param status at which its scheduler ends here, for good or only on this JobManager
     */
    void ended(CompletedCheckpointStore store, JobStatus status) throws Exception {
        AttachedJob job = endings.remove(store);
        if (job != null && status.isGloballyTerminalState()) {
            List<CheckpointFacts> staying = new ArrayList<>();
            List<CheckpointFacts> discarded = new ArrayList<>();
            for (CompletedCheckpoint each : store.getAllCheckpoints()) {
                (each.shouldBeDiscardedOnShutdown(status) ? discarded : staying)
                        .add(CheckpointFacts.of(each));
            }
            job.life().endedForGood(staying, discarded);
        }
    }

    private void tell(CheckpointCoordinator source, CheckpointEvent event) {
        AttachedJob job = jobs.get(source);
        if (job != null) {
            job.coordinator().happened(event);
        }
    }

    private static ChangelogJob describe(ExecutionGraph graph) {
        List<ChangelogJob.Vertex> vertices = new ArrayList<>();
        for (ExecutionJobVertex vertex : graph.getVerticesTopologically()) {
            vertices.add(
                    new ChangelogJob.Vertex(
                            vertex.getJobVertexId(),
                            vertex.getName(),
                            vertex.getOperatorIDs().stream()
                                    .map(OperatorIDPair::getGeneratedOperatorID)
                                    .collect(Collectors.toList())));
        }
        return new ChangelogJob(graph.getJobID(), graph.getJobName(), vertices);
    }
}
