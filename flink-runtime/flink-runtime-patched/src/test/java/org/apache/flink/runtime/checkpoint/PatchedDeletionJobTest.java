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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobgraph.tasks.JobCheckpointingSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs a job on the patched runtime; each test fails on the published one. */
@Timeout(120)
class PatchedDeletionJobTest {

    private MiniCluster cluster;

    @BeforeEach
    void start() throws Exception {
        LateTask.deletingThread = new CompletableFuture<>();
        GaugeNames.SEEN.clear();
        Configuration configuration = new Configuration();
        configuration.setString(
                "metrics.reporter.names.factory.class", GaugeNames.Factory.class.getName());
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(1)
                                .withRandomPorts()
                                .build());
        cluster.start();
        cluster.submitJob(job()).get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void whatIsAcknowledgedTooLateIsDeletedBesideTheAcknowledgements() throws Exception {
        assertThat(LateTask.deletingThread.get(60, TimeUnit.SECONDS))
                .startsWith("checkpoint-deletion");
    }

    @Test
    void aJobHasMetricsOfItsDeletions() {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(
                        () ->
                                assertThat(GaugeNames.SEEN)
                                        .anyMatch(
                                                name ->
                                                        name.endsWith(
                                                                "late.CheckpointDeletion.deletionBacklog")));
    }

    private static JobGraph job() {
        JobVertex vertex = new JobVertex("late");
        vertex.setInvokableClass(LateTask.class);
        vertex.setParallelism(1);
        vertex.setMaxParallelism(128);
        JobGraph graph = new JobGraph(new JobID(), "late", vertex);
        graph.setJobType(JobType.STREAMING);
        graph.setSnapshotSettings(
                new JobCheckpointingSettings(
                        CheckpointCoordinatorConfiguration.builder()
                                .setCheckpointInterval(
                                        CheckpointCoordinatorConfiguration
                                                .DISABLED_CHECKPOINT_INTERVAL)
                                .setCheckpointTimeout(60_000)
                                .setMaxConcurrentCheckpoints(1)
                                .build(),
                        null));
        return graph;
    }
}
