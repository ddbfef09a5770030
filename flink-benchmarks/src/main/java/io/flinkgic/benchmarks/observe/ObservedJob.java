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
package io.flinkgic.benchmarks.observe;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import io.flinkgic.benchmarks.materialization.MaterializationCounts;
import io.flinkgic.benchmarks.process.ProcessUsage;
import io.flinkgic.benchmarks.store.MeasuredStore;
import io.flinkgic.benchmarks.workload.CommittedRows;
import io.flinkgic.benchmarks.workload.JobProbe;
import io.flinkgic.benchmarks.workload.Workload;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A job on a cluster in this process; one for each process. Belongs to one thread. */
@SuppressWarnings("try") // Flink declares that closing may be interrupted
public final class ObservedJob implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration FILL_LIMIT = Duration.ofMinutes(10);

    /** A job that keeps its rate is not that much behind. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final Duration ENDING_LIMIT = Duration.ofMinutes(3);

    private final Clock clock = SystemClock.getInstance();
    private final Sampler sampler = new Sampler(clock);
    private final MetadataWatch metadata;
    private final Workload workload;
    private final MiniCluster cluster;
    private final JobID job;
    private final MeasuredStore store;

    private ObservedJob(Workload workload, MiniCluster cluster, JobID job, MeasuredStore store) {
        this.workload = workload;
        this.cluster = cluster;
        this.job = job;
        this.store = store;
        this.metadata =
                new MetadataWatch(
                        clock,
                        store.meter(),
                        JobProbe.IN_THIS_PROCESS::completed,
                        MaterializationCounts::completed);
    }

    /**
     * Submits it.
     *
     * @param slots of the one TaskManager
     * @param store belongs to the caller
     */
    public static ObservedJob start(
            Configuration configuration, Workload workload, int slots, MeasuredStore store)
            throws Exception {
        configuration.setString(
                "traces.reporter.restores.factory.class", RestoreSpans.Factory.class.getName());
        configuration.setString(
                "metrics.reporter.materializations.factory.class",
                MaterializationCounts.Factory.class.getName());
        store.install(configuration);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .withRandomPorts()
                                .build());
        try {
            cluster.start();
            JobGraph graph = workload.job(configuration);
            cluster.submitJob(graph).get();
            return new ObservedJob(workload, cluster, graph.getJobID(), store);
        } catch (Throwable failure) {
            cluster.close();
            throw failure;
        }
    }

    /**
     * Waits until the state is filled, and some time more.
     *
     * @param materialized also until each subtask has materialized what the filling has logged
     */
    public void warmUp(Duration more, boolean materialized) throws Exception {
        long filled = workload.fullAfter();
        passUntil(() -> JobProbe.IN_THIS_PROCESS.records() >= filled, FILL_LIMIT, "it is filled");
        BooleanSupplier another = MaterializationCounts.anotherByEach();
        pass(more);
        if (materialized) {
            passUntil(another, FILL_LIMIT, "each subtask has materialized its state");
        }
    }

    /**
     * Observes it, and then ends it with a savepoint: of what began in the observed time, nothing
     * is left open.
     *
     * @param interval of its materializations
     */
    public Observed observe(Duration duration, Disturbance disturbance, Duration interval)
            throws Exception {
        long fromMs = clock.absoluteTimeMillis();
        ProcessUsage before = ProcessUsage.now();
        Map<RequestKind, Long> requestsBefore = store.requests();
        long recordsBefore = JobProbe.IN_THIS_PROCESS.records();
        List<Recovery> recoveries = disturb(disturbance, interval);
        pass(duration.minusMillis(clock.absoluteTimeMillis() - fromMs));
        ProcessUsage usage = ProcessUsage.now().since(before);
        long records = JobProbe.IN_THIS_PROCESS.records() - recordsBefore;
        long toMs = clock.absoluteTimeMillis();
        Map<RequestKind, Long> requests = store.requests();
        requests.replaceAll((kind, number) -> number - requestsBefore.get(kind));
        long objects = store.objects();
        long restarts = restarts();
        awaitCheckpointsUntil(toMs);
        end();
        Observed seen =
                new Observed(
                        workload,
                        interval,
                        fromMs,
                        toMs,
                        checkpoints(),
                        sampler.samples(),
                        recoveries,
                        new StoreUse(
                                store.meter().perSecond(), requests, objects, metadata.stored()),
                        CommittedRows.IN_THIS_PROCESS.waits(fromMs, toMs),
                        usage,
                        records,
                        JobProbe.IN_THIS_PROCESS.records() - CommittedRows.IN_THIS_PROCESS.rows());
        if (restarts != disturbance.restarts()) {
            seen.addFlaw("a task was restarted " + restarts + " times");
        }
        if (disturbance == Disturbance.NONE && workload.recordsPerSecond() > 0) {
            seen.demandPunctuality(LATE);
        }
        CommittedRows.IN_THIS_PROCESS.flaws(workload).forEach(seen::addFlaw);
        return seen;
    }

    /**
     * Those up to then, which the end of the job would abort, and one more, which commits the last
     * rows: the savepoint would do so, too, but later.
     */
    private void awaitCheckpointsUntil(long toMs) throws Exception {
        long limitMs = clock.relativeTimeMillis() + ENDING_LIMIT.toMillis();
        while ((isOneOpenUntil(toMs) || !isOneCompletedAfter(toMs))
                && clock.relativeTimeMillis() < limitMs) {
            pass(POLL);
        }
    }

    private boolean isOneOpenUntil(long toMs) throws Exception {
        return history().stream()
                .anyMatch(
                        stats ->
                                stats.getStatus().isInProgress()
                                        && stats.getTriggerTimestamp() <= toMs);
    }

    private boolean isOneCompletedAfter(long toMs) throws Exception {
        return history().stream()
                .anyMatch(
                        stats ->
                                stats.getStatus() == CheckpointStatsStatus.COMPLETED
                                        && stats.getTriggerTimestamp() > toMs);
    }

    private List<AbstractCheckpointStats> history() throws Exception {
        return graph().getCheckpointStatsSnapshot().getHistory().getCheckpoints();
    }

    private void end() throws Exception {
        cluster.stopWithSavepoint(
                        job,
                        store.root().resolve("savepoints").toString(),
                        false,
                        SavepointFormatType.CANONICAL)
                .get(ENDING_LIMIT.toSeconds(), TimeUnit.SECONDS);
        cluster.requestJobResult(job).get(ENDING_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Of the task that was restarted most often; by a rescale, too. */
    private long restarts() throws Exception {
        long restarts = 0;
        for (AccessExecutionVertex vertex : graph().getAllExecutionVertices()) {
            restarts = Math.max(restarts, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return restarts;
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }

    private List<Recovery> disturb(Disturbance disturbance, Duration interval) throws Exception {
        RecoveryWatch recoveries = new RecoveryWatch(this, clock, store.meter());
        switch (disturbance) {
            case FAILURE:
                return recoveries.failure(interval);
            case RESCALE:
                return recoveries.rescaling();
            default:
                return List.of();
        }
    }

    void pass(Duration duration) throws Exception {
        long endMs = clock.relativeTimeMillis() + duration.toMillis();
        passWhile(() -> clock.relativeTimeMillis() < endMs);
    }

    /**
     * @throws IOException if it takes longer
     */
    void passUntil(BooleanSupplier reached, Duration limit, String what) throws Exception {
        if (!passUntil(reached, limit)) {
            throw new IOException(limit.toSeconds() + " s were not enough until " + what);
        }
    }

    /**
     * @return false if it takes longer
     */
    boolean passUntil(BooleanSupplier reached, Duration limit) throws Exception {
        long limitMs = clock.relativeTimeMillis() + limit.toMillis();
        AtomicBoolean wasReached = new AtomicBoolean();
        passWhile(
                () -> {
                    wasReached.set(reached.getAsBoolean());
                    return !wasReached.get() && clock.relativeTimeMillis() < limitMs;
                });
        return wasReached.get();
    }

    AccessExecutionGraph graph() throws Exception {
        return cluster.getExecutionGraph(job).get(1, TimeUnit.MINUTES);
    }

    Duration checkpointInterval() throws Exception {
        return Duration.ofMillis(
                graph().getCheckpointCoordinatorConfiguration().getCheckpointInterval());
    }

    URI restAddress() throws Exception {
        return cluster.getRestAddress().get(1, TimeUnit.MINUTES);
    }

    JobID id() {
        return job;
    }

    private void passWhile(BooleanSupplier wanted) throws Exception {
        while (wanted.getAsBoolean()) {
            LockSupport.parkNanos(POLL.toNanos());
            sampler.sampleIfDue();
            metadata.look();
        }
        JobStatus status = cluster.getJobStatus(job).get();
        if (status.isGloballyTerminalState()) {
            throw new IOException("the job is " + status);
        }
    }

    private List<SeenCheckpoint> checkpoints() throws Exception {
        Map<Long, Long> completedMs = JobProbe.IN_THIS_PROCESS.completedMs();
        List<SeenCheckpoint> checkpoints = new ArrayList<>();
        for (AbstractCheckpointStats stats : history()) {
            if (!stats.getStatus().isInProgress()) {
                checkpoints.add(SeenCheckpoint.of(stats, completedMs));
            }
        }
        return checkpoints;
    }
}
