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
package io.flinkgic.benchmarks.coordinator;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobgraph.tasks.JobCheckpointingSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedValue;

import io.flinkgic.benchmarks.report.Figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run in this process: a job whose tasks do nothing but to acknowledge. Once per process. */
@SuppressWarnings("try") // Flink declares that closing may be interrupted
final class CoordinatorRun {

    static final Duration INTERVAL = Duration.ofMillis(200);

    private static final int MAX_CONCURRENT = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private CoordinatorRun() {}

    /** {@code LOAD SECONDS}: prints figures and ends, in the middle of the job. */
    public static void main(String[] args) {
        int exitCode = 1;
        try {
            of(Load.valueOf(args[0]), WARM_UP, Duration.ofSeconds(Long.parseLong(args[1]))).print();
            System.out.flush();
            exitCode = 0;
        } catch (Throwable failure) {
            System.err.println(ExceptionUtils.stringifyException(failure));
        }
        Runtime.getRuntime().halt(exitCode);
    }

    static Figures of(Load load, Duration unmeasured, Duration measured) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.bind-address", "127.0.0.1");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("web.checkpoints.history", "100000");
        configuration.setString("jobmanager.io-pool.size", "8");
        FileSystem.initialize(configuration, null);
        MiniClusterConfiguration clusterConfiguration =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(load.subtasks())
                        .withRandomPorts()
                        .build();
        try (MiniCluster cluster = new MiniCluster(clusterConfiguration)) {
            cluster.start();
            JobGraph graph = graph(load);
            cluster.submitJob(graph).get();
            awaitFirstCheckpoint(cluster, graph.getJobID());
            pass(unmeasured);
            long deletedBefore = Observer.IN_THIS_PROCESS.deletions();
            int before = checkpoints(cluster, graph.getJobID()).size();
            pass(measured);
            long deleted = Observer.IN_THIS_PROCESS.deletions() - deletedBefore;
            List<AbstractCheckpointStats> all = checkpoints(cluster, graph.getJobID());
            Figures figures =
                    CoordinatorFigures.of(
                            all.subList(before, all.size()),
                            Observer.IN_THIS_PROCESS,
                            INTERVAL,
                            measured,
                            deleted);
            cluster.cancelJob(graph.getJobID()).get();
            cluster.requestJobResult(graph.getJobID()).get();
            return figures;
        }
    }

    /** Until it runs: how long that takes is not what is measured. */
    private static void awaitFirstCheckpoint(MiniCluster cluster, JobID job) throws Exception {
        while (checkpoints(cluster, job).isEmpty()) {
            if (cluster.getJobStatus(job).get().isGloballyTerminalState()) {
                throw new IllegalStateException("The job ended before its first checkpoint.");
            }
            pass(Duration.ofMillis(50));
        }
    }

    private static void pass(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Those that ended, oldest first. */
    private static List<AbstractCheckpointStats> checkpoints(MiniCluster cluster, JobID job)
            throws Exception {
        List<AbstractCheckpointStats> all = new ArrayList<>();
        for (AbstractCheckpointStats checkpoint :
                cluster.getExecutionGraph(job)
                        .get()
                        .getCheckpointStatsSnapshot()
                        .getHistory()
                        .getCheckpoints()) {
            if (!checkpoint.getStatus().isInProgress()) {
                all.add(0, checkpoint);
            }
        }
        return all;
    }

    private static JobGraph graph(Load load) throws Exception {
        JobVertex vertex = new JobVertex("acknowledging");
        vertex.setInvokableClass(AcknowledgingTask.class);
        vertex.setParallelism(load.subtasks());
        vertex.setMaxParallelism(load.subtasks());
        JobGraph graph = new JobGraph(new JobID(), "coordinator", vertex);
        graph.setJobType(JobType.STREAMING);
        graph.getJobConfiguration().setString(AcknowledgingTask.LOAD, load.name());
        graph.setSnapshotSettings(
                new JobCheckpointingSettings(
                        CheckpointCoordinatorConfiguration.builder()
                                .setCheckpointInterval(INTERVAL.toMillis())
                                .setCheckpointTimeout(Duration.ofMinutes(10).toMillis())
                                .setMaxConcurrentCheckpoints(MAX_CONCURRENT)
                                .setExactlyOnce(true)
                                .build(),
                        null,
                        null,
                        new SerializedValue<>(
                                new FileSystemCheckpointStorage(
                                        SimulatedStore.SCHEME + ":///checkpoints")),
                        null));
        return graph;
    }
}
