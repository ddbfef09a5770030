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

import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A mini cluster of two TaskManagers with two slots each, and the configurations that tests vary.
 */
public final class ChangelogCluster implements AutoCloseable {

    private final MiniCluster cluster;

    private ChangelogCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /** The caller closes it. */
    public static ChangelogCluster start(Configuration configuration) throws Exception {
        Configuration own = new Configuration(configuration);
        // Any free one: tests of another build may run on this machine.
        own.set(RestOptions.BIND_PORT, "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(own)
                                .setNumTaskManagers(2)
                                .setNumSlotsPerTaskManager(2)
                                .build());
        cluster.start();
        return new ChangelogCluster(cluster);
    }

    /** Stays this cluster's. */
    public MiniCluster flink() {
        return cluster;
    }

    public JobRun submit(JobGraph graph) {
        return JobRun.submit(cluster, graph);
    }

    /** Waits until it is gone; the JobManager may not know yet. */
    public void terminateTaskManager(int index) {
        Promised.get(cluster.terminateTaskManager(index));
    }

    @Override
    public void close() {
        Promised.get(cluster.closeAsync());
    }

    public static Configuration withoutChangelog(Path directory) {
        Configuration configuration = new Configuration();
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // One that a test asked for must not be subsumed by periodic ones before it is looked at.
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1_000);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        // With the default of a local cluster RocksDB has so little that it flushes all the time.
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(10));
        return configuration;
    }

    public static Configuration withoutMaterialization(Path directory, String backend) {
        Configuration configuration = withoutChangelog(directory);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
        configuration.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "filesystem");
        configuration.set(
                FsStateChangelogOptions.BASE_PATH, directory.resolve("dstl").toUri().toString());
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, false);
        return configuration;
    }

    public static Configuration materializing(Path directory, String backend, Duration interval) {
        Configuration configuration = withoutMaterialization(directory, backend);
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, true);
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, interval);
        return configuration;
    }
}
