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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.TaskManagerOptions;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.LifecycleJob;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One mini cluster for all tests of a class; they differ in the configuration of their jobs. */
final class LifecycleCluster implements AutoCloseable {

    /** By job; it does not depend on the cluster. */
    private static final Map<LifecycleJob, List<String>> EXPECTED = new ConcurrentHashMap<>();

    /** Few and small ones: a slow task is felt at the source at once. */
    static final MemorySize BUFFER = MemorySize.parse("4kb");

    private final ChangelogCluster cluster;
    private final Path directory;

    private LifecycleCluster(ChangelogCluster cluster, Path directory) {
        this.cluster = cluster;
        this.directory = directory;
    }

    /** The caller closes it. */
    static LifecycleCluster start(Path directory) throws Exception {
        return start(directory, new Configuration());
    }

    /** The caller closes it. */
    @SuppressWarnings("deprecation") // the numbers of buffers are still read, and fine to choose
    static LifecycleCluster start(Path directory, Configuration more) throws Exception {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        // The changelog is the job's choice.
        configuration.removeConfig(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG);
        // Everything is a file, nothing travels in the metadata.
        configuration.set(DstlOptions.INLINE_THRESHOLD, MemorySize.ZERO);
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
        configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, BUFFER);
        configuration.set(NettyShuffleEnvironmentOptions.NETWORK_BUFFERS_PER_CHANNEL, 1);
        configuration.set(NettyShuffleEnvironmentOptions.NETWORK_EXTRA_BUFFERS_PER_GATE, 1);
        configuration.addAll(more);
        return new LifecycleCluster(ChangelogCluster.start(configuration), directory);
    }

    ChangelogCluster flink() {
        return cluster;
    }

    Path dstl() {
        return directory.resolve("dstl");
    }

    Path checkpoints() {
        return directory.resolve("checkpoints");
    }

    Path savepoints() {
        return directory.resolve("savepoints");
    }

    /** Of a job that restarts at once and takes only the checkpoints that the test asks for. */
    Configuration withoutChangelog(String backend) {
        Configuration configuration = ChangelogCluster.withoutChangelog(directory);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, false);
        return restarting(configuration);
    }

    /** The same with a changelog. */
    Configuration withoutMaterialization(String backend) {
        return restarting(ChangelogCluster.withoutMaterialization(directory, backend));
    }

    /** The same with frequent materializations. */
    Configuration materializing(String backend) {
        return restarting(
                ChangelogCluster.materializing(directory, backend, Duration.ofMillis(100)));
    }

    private static Configuration restarting(Configuration configuration) {
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1_000);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        return configuration;
    }

    /** Begins a history of a job, which the caller closes. */
    History begin(LifecycleJob job) {
        return new History(this, job, 0);
    }

    /** Begins one that goes on from a savepoint of another, at this index; the caller closes it. */
    History beginAt(long index, LifecycleJob job) {
        return new History(this, job, index);
    }

    /** The final state of an undisturbed run without changelog. */
    List<String> expected(LifecycleJob job) throws Exception {
        List<String> known = EXPECTED.get(job);
        if (known != null) {
            return known;
        }
        try (History undisturbed = begin(job)) {
            undisturbed.start(withoutChangelog("hashmap"), 1);
            List<String> lines = undisturbed.finish();
            EXPECTED.put(job, lines);
            return lines;
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
