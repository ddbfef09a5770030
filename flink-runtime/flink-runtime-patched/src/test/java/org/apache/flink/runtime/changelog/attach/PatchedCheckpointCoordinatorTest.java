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
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.runtime.jobgraph.tasks.JobCheckpointingSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.util.TernaryBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Runs a job on the patched runtime; each test fails on the published one. */
@Timeout(120)
class PatchedCheckpointCoordinatorTest {

    @TempDir private static Path folder;
    private static URL changelogBackend;
    private static MiniCluster cluster;

    private final RecordingWiring wiring = new RecordingWiring();
    private final ChangelogCoordinators coordinators =
            new ChangelogCoordinators(wiring, Long.MAX_VALUE);
    private final ChangelogCoordinators before = CheckpointHooks.coordinators();
    private final JobVertex vertex = new JobVertex("obedient");

    @BeforeAll
    static void start() throws Exception {
        changelogBackend = ChangelogBackendFolder.writeTo(folder.resolve("backend"));
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(1)
                                .withRandomPorts()
                                .build());
        cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void listen() {
        ObedientTask.declines = false;
        ObedientTask.FAILURES.clear();
        CheckpointHooks.use(coordinators);
    }

    @AfterEach
    void cancelAll() throws Exception {
        CheckpointHooks.use(before);
        for (var job : cluster.listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cancel(job.getJobId());
            }
        }
    }

    @Test
    void aJobWithAChangelogIsAttached() throws Exception {
        JobID jobId = run(true);

        assertThat(coordinators.accounts(jobId))
                .hasValueSatisfying(
                        accounts -> {
                            assertThat(accounts.job().name()).isEqualTo("test");
                            assertThat(accounts.job().vertices().get(0).id())
                                    .isEqualTo(vertex.getID());
                            assertThat(accounts.job().vertices().get(0).name())
                                    .isEqualTo("obedient");
                        });
    }

    @Test
    void aJobWithoutAChangelogIsNot() throws Exception {
        run(false);

        assertThat(coordinators.size()).isZero();
    }

    @Test
    void aTriggeredCheckpointIsHeardOf() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);

        awaitHeard("triggered 1");
    }

    @Test
    void anAcknowledgementIsHeardOfBeforeTheCompletion() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);

        awaitHeard("acknowledged 1 with 110 bytes", "completed 1");
    }

    @Test
    void aCompleteCheckpointIsHeardOfWithTheOneItSubsumes() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);
        checkpoint(jobId);

        awaitHeard("completed 1", "completed 2", "subsumed 1");
    }

    @Test
    void aDeclinedCheckpointIsHeardOfAsAborted() throws Exception {
        JobID jobId = run(true);
        ObedientTask.declines = true;
        assertThatThrownBy(() -> checkpoint(jobId)).hasMessageContaining("declined");

        awaitHeard("triggered 1", "aborted 1");
    }

    @Test
    void aRestoreAfterAFailureIsHeardOf() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);
        ObedientTask.FAILURES.add("on purpose");

        awaitHeard("completed 1", "restored 1 owned");
    }

    @Test
    void theEndOfAJobIsHeardOfAndEndsItsEntry() throws Exception {
        JobID jobId = run(true);
        cancel(jobId);

        awaitHeard("stopped");
        assertThat(coordinators.size()).isZero();
        assertThat(coordinators.accounts(jobId)).isEmpty();
    }

    @Test
    void theEndOfAJobForGoodIsHeardOfWithTheCheckpointsThatAreDiscarded() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);
        cancel(jobId);

        awaitHeard("ended without checkpoint 1");
    }

    @Test
    void aJobWhoseMetricsAreClosedIsNoLongerWatched() throws Exception {
        ChangelogCoordinators ticking = new ChangelogCoordinators(wiring, 1);
        CheckpointHooks.use(ticking);
        JobID jobId = run(true);
        CheckpointHooks.use(before); // so that nobody hears of the end of its coordinator
        assertThat(ticking.size()).isEqualTo(1);

        cancel(jobId);

        await().until(() -> ticking.size() == 0);
    }

    @Test
    void whatAJobRestoresFromIsHeardOfWithWhoOwnsIt() throws Exception {
        String savepoint = savepoint(run(true));
        awaitHeard("savepoint 1");
        cancelAll();
        CheckpointHooks.use(coordinators);

        JobGraph graph = job(true);
        graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(savepoint, false, RestoreMode.NO_CLAIM));
        run(graph);

        awaitHeard("restored 1 not owned");
        assertThat(wiring.coordinator.checkpoints().get(60, TimeUnit.SECONDS).restored())
                .extracting(CheckpointFacts::id)
                .containsExactly(1L);
    }

    @Test
    void aListenerThatBlocksOrThrowsDelaysAndFailsNoCheckpoint() throws Exception {
        JobID jobId = run(true);
        CountDownLatch released = new CountDownLatch(1);
        wiring.obstacle =
                () -> {
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IllegalStateException("on purpose");
                };
        for (int i = 0; i < 10; i++) {
            checkpoint(jobId); // complete while the listener is stuck at the first event
        }
        assertThat(wiring.heard).isEmpty();
        assertThat(coordinators.accounts(jobId).orElseThrow().latest()).isEmpty();

        released.countDown();
        await().until(() -> accountOf(jobId) == 10);
        assertThat(wiring.heard).isEmpty();
    }

    @Test
    void theRestEndpointAnswersForJobAndVertex() throws Exception {
        JobID jobId = run(true);
        checkpoint(jobId);
        await().until(() -> accountOf(jobId) == 1);

        String job = "/jobs/" + jobId + "/changelog";
        assertThat(get(job).body())
                .contains("\"id\":\"" + vertex.getID() + "\"", "\"materialized_bytes\":100");
        assertThat(get(job + "/" + vertex.getID()).body())
                .contains("\"materialization_id\":1", "\"log_bytes\":10");
        assertThat(get(job + "/" + new JobVertex("other").getID()).statusCode()).isEqualTo(404);
        assertThat(get("/jobs/" + new JobID() + "/changelog").statusCode()).isEqualTo(404);
    }

    private long accountOf(JobID jobId) {
        return coordinators
                .accounts(jobId)
                .flatMap(accounts -> accounts.latest())
                .map(account -> account.checkpointId())
                .orElse(0L);
    }

    private JobGraph job(boolean changelog) {
        vertex.setInvokableClass(ObedientTask.class);
        vertex.setParallelism(1);
        vertex.setMaxParallelism(128);
        JobGraph graph = new JobGraph(new JobID(), "test", vertex);
        graph.setJobType(JobType.STREAMING);
        graph.setClasspaths(List.of(changelogBackend));
        graph.getJobConfiguration().set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, changelog);
        graph.setSnapshotSettings(
                new JobCheckpointingSettings(
                        CheckpointCoordinatorConfiguration.builder()
                                .setCheckpointInterval(
                                        CheckpointCoordinatorConfiguration
                                                .DISABLED_CHECKPOINT_INTERVAL)
                                .setCheckpointTimeout(60_000)
                                .setMaxConcurrentCheckpoints(1)
                                .setTolerableCheckpointFailureNumber(Integer.MAX_VALUE)
                                .setExactlyOnce(true)
                                .build(),
                        null,
                        TernaryBoolean.fromBoolean(changelog),
                        null,
                        null));
        return graph;
    }

    private JobID run(boolean changelog) throws Exception {
        return run(job(changelog));
    }

    private JobID run(JobGraph graph) throws Exception {
        cluster.submitJob(graph).get(60, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(60)).until(() -> isRunning(graph.getJobID()));
        return graph.getJobID();
    }

    private static boolean isRunning(JobID jobId) throws Exception {
        AccessExecutionGraph graph = cluster.getExecutionGraph(jobId).get(60, TimeUnit.SECONDS);
        for (var execution : graph.getAllExecutionVertices()) {
            if (execution.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return graph.getState() == JobStatus.RUNNING;
    }

    private static void checkpoint(JobID jobId) throws Exception {
        cluster.triggerCheckpoint(jobId).get(60, TimeUnit.SECONDS);
    }

    private static String savepoint(JobID jobId) throws Exception {
        return cluster.triggerSavepoint(
                        jobId,
                        folder.resolve("savepoints").toUri().toString(),
                        false,
                        SavepointFormatType.NATIVE)
                .get(60, TimeUnit.SECONDS);
    }

    private static void cancel(JobID jobId) throws Exception {
        cluster.cancelJob(jobId).get(60, TimeUnit.SECONDS);
        cluster.requestJobResult(jobId).get(60, TimeUnit.SECONDS);
    }

    private void awaitHeard(String... events) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(wiring.heard).containsSubsequence(events));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        URI address = cluster.getRestAddress().get(60, TimeUnit.SECONDS);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
