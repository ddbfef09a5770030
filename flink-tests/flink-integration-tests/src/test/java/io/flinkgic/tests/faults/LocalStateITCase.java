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
package io.flinkgic.tests.faults;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import io.flinkgic.tests.faults.LocalRecovery.Damage;
import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.Promised;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A task fails, and its job restores on the same TaskManagers with local recovery: materialized
 * state from its local copies if these are whole, from the remote files if not, and exactly in any
 * case.
 */
@Timeout(180)
class LocalStateITCase {

    private static final long RECORDS = 8_000;
    private static final long MATERIALIZATION_AT = 2_000;
    private static final long FIRST_CHECKPOINT_AT = 3_000;
    private static final long FIRST_FAILURE_AT = 4_000;
    private static final long SECOND_CHECKPOINT_AT = 5_000;
    private static final long SECOND_FAILURE_AT = 6_000;

    /** For each of four subtasks, two operators with keyed state. */
    private static final int COPIES = 8;

    @TempDir private Path directory;

    /** What is lost before the first failure. */
    enum Loss {
        /** Nothing can be restored but the local copies. */
        REMOTE_SNAPSHOTS,
        LOCAL_COPIES,
        HALF_OF_EACH_LOCAL_FILE,
        ONE_BIT_OF_EACH_LOCAL_FILE
    }

    static Stream<Arguments> backendsAndLosses() {
        return Stream.of("hashmap", "rocksdb")
                .flatMap(
                        backend ->
                                Stream.of(Loss.values()).map(loss -> Arguments.of(backend, loss)));
    }

    /**
     * The second failure comes before the first materialization after a restore (P32). With the
     * remote snapshots gone, that restore has no choice either.
     */
    @ParameterizedTest(name = "{0}, lost: {1}")
    @MethodSource("backendsAndLosses")
    void stateIsExactAfterTwoFailuresWithoutAMaterializationBetween(String backend, Loss loss)
            throws Exception {
        Configuration configuration = configuration(backend);
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            JobRun run =
                    checkpointed(
                            cluster,
                            StateKindsJob.whole(configuration, 4, RECORDS, observer),
                            observer);
            observer.holdAt(FIRST_FAILURE_AT);
            run.awaitProcessed(observer, FIRST_FAILURE_AT);
            inflict(loss);

            observer.failOnce();
            observer.holdAt(SECOND_CHECKPOINT_AT);
            long repeated = FIRST_FAILURE_AT - FIRST_CHECKPOINT_AT;
            run.awaitProcessed(observer, SECOND_CHECKPOINT_AT + repeated);
            run.awaitAllTasksRun();
            String checkpoint = run.checkpoint();
            assertThat(JobRun.changelogHandles(checkpoint))
                    .allSatisfy(LocalStateITCase::buildsOnTheRestoredMaterialization);
            observer.holdAt(SECOND_FAILURE_AT);
            run.awaitProcessed(observer, SECOND_FAILURE_AT + repeated);

            observer.failOnce();
            observer.goOn();
            repeated += SECOND_FAILURE_AT - SECOND_CHECKPOINT_AT;
            run.awaitProcessed(observer, RECORDS + repeated);
            observer.allowEnd();
            run.awaitSuccess();

            assertThat(observer.sortedOutputs()).isEqualTo(undisturbed(cluster));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(files().localFiles()).isEmpty());
        }
    }

    private static void buildsOnTheRestoredMaterialization(ChangelogStateBackendHandle handle) {
        assertThat(handle.getMaterializedStateHandles()).hasSize(1);
        assertThat(handle.getNonMaterializedStateHandles()).hasSize(2);
        assertThat(handle.getMaterializedStateHandles().get(0).toString())
                .doesNotContain("materialized_");
    }

    /**
     * The TaskManager that is left has copies; which of them it may use when scaling down is
     * Flink's to decide. What it logs thereafter has copies again, and a failure finds them.
     */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void stateIsExactAfterScalingDownOverLocalCopies(String backend) throws Exception {
        Configuration configuration = configuration(backend);
        configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
        configuration.set(JobManagerOptions.RESOURCE_STABILIZATION_TIMEOUT, Duration.ofMillis(500));
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            JobGraph graph = StateKindsJob.whole(configuration, 4, RECORDS, observer);
            // One source, whose position cannot be divided.
            for (JobVertex vertex : graph.getVertices()) {
                if (vertex.isInputVertex()) {
                    vertex.setParallelism(1);
                    vertex.setMaxParallelism(1);
                }
            }
            JobRun run = checkpointed(cluster, graph, observer);
            observer.holdAt(FIRST_FAILURE_AT);
            run.awaitProcessed(observer, FIRST_FAILURE_AT);

            cluster.terminateTaskManager(0);
            observer.holdAt(SECOND_CHECKPOINT_AT);
            long repeated = FIRST_FAILURE_AT - FIRST_CHECKPOINT_AT;
            run.awaitProcessed(observer, SECOND_CHECKPOINT_AT + repeated);
            run.awaitAllTasksRun();
            List<Path> logBefore = files().remoteLog();
            assertThat(JobRun.changelogHandles(run.checkpoint()))
                    .as("two subtasks of two operators")
                    .hasSize(4);
            List<Path> logSince = files().remoteLog();
            logSince.removeAll(logBefore);
            assertThat(logSince).isNotEmpty();
            LocalRecovery.inflict(Damage.GONE, logSince);
            observer.holdAt(SECOND_FAILURE_AT);
            run.awaitProcessed(observer, SECOND_FAILURE_AT + repeated);

            observer.failOnce();
            observer.goOn();
            repeated += SECOND_FAILURE_AT - SECOND_CHECKPOINT_AT;
            run.awaitProcessed(observer, RECORDS + repeated);
            observer.allowEnd();
            run.awaitSuccess();
            assertThat(observer.sortedOutputs()).isEqualTo(undisturbed(cluster));
        }
    }

    /** A job with a materialization and, upon it, a checkpoint with a log; both have copies. */
    private JobRun checkpointed(ChangelogCluster cluster, JobGraph graph, Observer observer)
            throws Exception {
        observer.holdAt(MATERIALIZATION_AT);
        JobRun run = cluster.submit(graph);
        run.awaitProcessed(observer, MATERIALIZATION_AT);
        run.awaitAllTasksRun();
        Promised.get(run.fullCheckpoint());
        observer.holdAt(FIRST_CHECKPOINT_AT);
        run.awaitProcessed(observer, FIRST_CHECKPOINT_AT);
        String checkpoint = run.checkpoint();
        assertThat(JobRun.changelogHandles(checkpoint))
                .allSatisfy(
                        handle -> {
                            assertThat(handle.getMaterializedStateHandles()).hasSize(1);
                            assertThat(handle.getNonMaterializedStateHandles()).hasSize(1);
                        });
        assertThat(copies()).hasSize(COPIES);
        return run;
    }

    private List<String> undisturbed(ChangelogCluster cluster) throws Exception {
        try (Observer undisturbed = new Observer()) {
            undisturbed.allowEnd();
            cluster.submit(
                            StateKindsJob.whole(
                                    ChangelogCluster.withoutChangelog(directory),
                                    1,
                                    RECORDS,
                                    undisturbed))
                    .awaitSuccess();
            return undisturbed.sortedOutputs();
        }
    }

    private Configuration configuration(String backend) {
        Configuration configuration = files().configuration(backend);
        // Snapshots are files, however small.
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
        return configuration;
    }

    private LocalRecovery files() {
        return new LocalRecovery(directory);
    }

    private void inflict(Loss loss) throws IOException {
        switch (loss) {
            case REMOTE_SNAPSHOTS:
                assertThat(files().remoteSnapshots()).hasSizeGreaterThanOrEqualTo(COPIES);
                LocalRecovery.inflict(Damage.GONE, files().remoteSnapshots());
                break;
            case LOCAL_COPIES:
                LocalRecovery.inflict(Damage.GONE, localSnapshots());
                break;
            case HALF_OF_EACH_LOCAL_FILE:
                LocalRecovery.inflict(Damage.HALF_GONE, localSnapshots());
                break;
            case ONE_BIT_OF_EACH_LOCAL_FILE:
                LocalRecovery.inflict(Damage.ONE_BIT_FLIPPED, localSnapshots());
                break;
        }
    }

    private List<Path> localSnapshots() {
        return copies().stream()
                .flatMap(copy -> LocalRecovery.filesBelow(copy).stream())
                .collect(Collectors.toList());
    }

    /** One directory for each materialization of each backend. */
    private Set<Path> copies() {
        return files().localFiles().stream()
                .flatMap(file -> directoriesAround(file))
                .filter(
                        path ->
                                path.getParent()
                                        .getFileName()
                                        .toString()
                                        .startsWith("materialized_"))
                .collect(Collectors.toSet());
    }

    private Stream<Path> directoriesAround(Path file) {
        return Stream.iterate(file.getParent(), path -> !path.equals(directory), Path::getParent);
    }
}
