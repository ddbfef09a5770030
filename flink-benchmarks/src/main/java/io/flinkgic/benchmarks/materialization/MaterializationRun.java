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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.ObjectStoreFileSystem;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import io.flinkgic.benchmarks.process.JobConfiguration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One run in this process: fills the state and observes the intervals of materializations that
 * follow. Once for each process.
 */
@SuppressWarnings("try") // Flink declares that closing may be interrupted
final class MaterializationRun {

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration FILL_LIMIT = Duration.ofMinutes(5);
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Clock clock = SystemClock.getInstance();
    private final MaterializationWatch watch =
            new MaterializationWatch(Scale.SUBTASKS, MaterializationCounts.counters());
    private final Scale scale;
    private final MiniCluster cluster;
    private final JobID job;
    private final ObjectStoreFileSystem store;

    private MaterializationRun(
            Scale scale, MiniCluster cluster, JobID job, ObjectStoreFileSystem store) {
        this.scale = scale;
        this.cluster = cluster;
        this.job = job;
        this.store = store;
    }

    /**
     * {@code SCALE FOLDER RESULTS-FOLDER NAME}: prints figures and ends, in the middle of the job.
     */
    public static void main(String[] args) {
        int exitCode = 1;
        try {
            Scale scale = Scale.valueOf(args[0]);
            Configuration more = settings(List.of(args).subList(4, args.length));
            Observations seen = of(scale, Path.of(args[1]), more);
            new RawSeries(seen).write(Path.of(args[2]), args[3]);
            Span all = seen.measured();
            long firstEndMs = all.beginMs() + scale.first().toMillis();
            Evaluation.of(seen.during(new Span(firstEndMs, all.endMs())), scale.interval()).print();
            Evaluation.of(seen.during(new Span(all.beginMs(), firstEndMs)), scale.interval())
                    .print("after the fill, ");
            System.out.flush();
            exitCode = 0;
        } catch (Throwable failure) {
            System.err.println(ExceptionUtils.stringifyException(failure));
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /**
     * From the end of the filling on.
     *
     * @param folder for everything the job writes
     * @param more settings, which win
     */
    static Observations of(Scale scale, Path folder, Configuration more) throws Exception {
        Configuration configuration = configuration(scale, folder);
        configuration.addAll(more);
        FileSystem.initialize(configuration, null);
        MiniClusterConfiguration clusterConfiguration =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(Scale.SUBTASKS)
                        .withRandomPorts()
                        .build();
        try (MiniCluster cluster = new MiniCluster(clusterConfiguration)) {
            cluster.start();
            JobGraph graph = graph(scale, configuration);
            cluster.submitJob(graph).get();
            Observations seen =
                    new MaterializationRun(
                                    scale,
                                    cluster,
                                    graph.getJobID(),
                                    ObjectStoreFileSystem.inThisProcess())
                            .observe();
            cluster.cancelJob(graph.getJobID()).get();
            cluster.requestJobResult(graph.getJobID()).get();
            return seen;
        }
    }

    private static Configuration settings(List<String> pairs) {
        Configuration settings = new Configuration();
        for (String pair : pairs) {
            String[] sides = pair.split("=", 2);
            settings.setString(sides[0], sides[1]);
        }
        return settings;
    }

    private static Configuration configuration(Scale scale, Path folder) {
        Configuration configuration =
                JobConfiguration.of(folder, ObjectStoreFileSystem.uri(folder));
        configuration.setString("parallelism.default", String.valueOf(Scale.SUBTASKS));
        configuration.setString("state.backend.type", "rocksdb");
        configuration.setString("state.changelog.enabled", "true");
        configuration.setString(
                "state.changelog.periodic-materialize.interval",
                scale.interval().toMillis() + " ms");
        // a slow upload is not a failed one: what is compared is not the default of a time limit
        configuration.setString("state.changelog.dstl.dfs.upload.timeout", "60 s");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1000");
        configuration.setString("restart-strategy.fixed-delay.delay", "100 ms");
        configuration.setString("web.checkpoints.history", "100000");
        configuration.setString(
                "metrics.reporter.materializations.factory.class",
                MaterializationCounts.Factory.class.getName());
        return configuration;
    }

    private static JobGraph graph(Scale scale, Configuration configuration) throws Exception {
        long keys = scale.keys();
        try (StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(configuration)) {
            environment
                    .fromSource(
                            new DataGeneratorSource<>(
                                    index -> index,
                                    Long.MAX_VALUE,
                                    new FillThenRate(keys, scale.updatesPerSecond()),
                                    Types.LONG),
                            WatermarkStrategy.noWatermarks(),
                            "updates")
                    .setParallelism(1)
                    .keyBy(
                            index ->
                                    index < keys
                                            ? index
                                            : Long.remainderUnsigned(index * SPREAD, keys))
                    .transform("state", Types.VOID, new UpdatedState(scale.valueBytes()));
            return environment.getStreamGraph().getJobGraph();
        }
    }

    private Observations observe() throws Exception {
        long keys = scale.keys();
        long limitMs = clock.relativeTimeMillis() + FILL_LIMIT.toMillis();
        watchWhile(
                () -> {
                    if (clock.relativeTimeMillis() > limitMs) {
                        throw new IllegalStateException("the state is not filled yet");
                    }
                    return TaskObservations.IN_THIS_PROCESS.records() < keys;
                });
        long beginMs = clock.absoluteTimeMillis();
        watchFor(scale.first().plus(scale.measured()));
        Span measured = new Span(beginMs, clock.absoluteTimeMillis());
        return new Observations(
                measured,
                checkpoints(),
                watch.materializations(measured.endMs()),
                watch.uploads(measured.endMs()),
                TaskObservations.IN_THIS_PROCESS.pauses(),
                store.meter().perSecond());
    }

    private void watchFor(Duration duration) throws Exception {
        long endMs = clock.relativeTimeMillis() + duration.toMillis();
        watchWhile(() -> clock.relativeTimeMillis() < endMs);
    }

    private void watchWhile(BooleanSupplier wanted) throws Exception {
        while (wanted.getAsBoolean()) {
            LockSupport.parkNanos(POLL.toNanos());
            watch.look(
                    clock.absoluteTimeMillis(),
                    store.meter().total().openUploads(ObjectKind.MATERIALIZED) > 0);
        }
        JobStatus status = cluster.getJobStatus(job).get();
        if (status.isGloballyTerminalState() || MaterializationCounts.restarts() > 0) {
            throw new IOException(
                    String.format(
                            "the job is %s after %d restarts",
                            status, MaterializationCounts.restarts()));
        }
    }

    private List<ObservedCheckpoint> checkpoints() throws Exception {
        List<ObservedCheckpoint> checkpoints = new ArrayList<>();
        for (AbstractCheckpointStats stats :
                cluster.getExecutionGraph(job)
                        .get(1, TimeUnit.MINUTES)
                        .getCheckpointStatsSnapshot()
                        .getHistory()
                        .getCheckpoints()) {
            if (!stats.getStatus().isInProgress()) {
                long beganMs = stats.getTriggerTimestamp();
                checkpoints.add(
                        new ObservedCheckpoint(
                                stats.getCheckpointId(),
                                new Span(
                                        beganMs,
                                        beganMs + Math.max(0, stats.getEndToEndDuration())),
                                stats.getStatus().isCompleted()));
            }
        }
        return checkpoints;
    }
}
