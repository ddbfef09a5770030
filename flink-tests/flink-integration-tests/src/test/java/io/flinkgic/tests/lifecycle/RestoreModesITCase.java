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

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.util.FileUtils;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.StateKindsJob;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Retained checkpoints are restored again and again, at lower, higher and the same parallelism; who
 * owns their files then is up to the mode.
 */
@Timeout(120)
class RestoreModesITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(4_000);
    private static final int[] PARALLELISM = {2, 3, 3, 1};
    private static final long PER_RUN = 900;
    private static final long CHANGES_IN_LOG = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        Configuration lastOnly = new Configuration();
        lastOnly.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        cluster = LifecycleCluster.start(directory, lastOnly);
    }

    @AfterEach
    void releaseFiles() {
        HeldFileSystem.release();
    }

    @ParameterizedTest(name = "{0}, {1}, materializing: {2}")
    @CsvSource({
        "NO_CLAIM, rocksdb, true",
        "NO_CLAIM, rocksdb, false",
        "NO_CLAIM, hashmap, true",
        "NO_CLAIM, hashmap, false",
        "CLAIM, rocksdb, true",
        "CLAIM, rocksdb, false",
        "CLAIM, hashmap, true",
        "CLAIM, hashmap, false",
        "LEGACY, rocksdb, true",
        "LEGACY, rocksdb, false",
        "LEGACY, hashmap, true",
        "LEGACY, hashmap, false"
    })
    void filesOfTheOldJobAreTreatedAsTheModeSays(
            RestoreMode mode, String backend, boolean materializing) throws Exception {
        Configuration configuration =
                materializing
                        ? cluster.materializing(backend)
                        : cluster.withoutMaterialization(backend);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                HeldFileSystem.SCHEME + "://" + cluster.checkpoints());
        try (History history = cluster.begin(JOB)) {
            history.start(configuration, PARALLELISM[0]);
            for (int run = 0; run < PARALLELISM.length - 1; run++) {
                history.runTo(run * PER_RUN + PER_RUN / 2);
                checkpoint(history.run(), materializing);
                // From here on changes cannot but be in the log.
                HeldFileSystem.hold();
                history.runTo(run * PER_RUN + PER_RUN / 2 + CHANGES_IN_LOG);
                String old = history.run().checkpoint();
                HeldFileSystem.release();
                history.run().cancel();
                OldFiles files = new OldFiles(history.run(), old);
                assertThat(files.log()).isNotEmpty();

                history.restore(configuration, PARALLELISM[run + 1], old, mode);
                goOn(history, mode, backend, materializing, files, (run + 1) * PER_RUN);
            }
            history.finishAsExpected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void maxParallelismIsKeptWhenTheNewJobSetsNone(String backend) throws Exception {
        Configuration configuration = cluster.withoutMaterialization(backend);
        try (History history = cluster.begin(JOB)) {
            history.start(configuration, 2);
            String old = history.runTo(600).checkpointAndCancel();

            JobGraph graph =
                    JOB.graph(
                            configuration,
                            3,
                            history.observer(),
                            SavepointRestoreSettings.forPath(old, false, RestoreMode.CLAIM));
            for (JobVertex vertex : graph.getVertices()) {
                vertex.setMaxParallelism(JobVertex.MAX_PARALLELISM_DEFAULT);
            }
            history.submit(graph);
            String rescaled = history.runTo(1_200).checkpoint();
            assertThat(StoredCheckpoint.at(rescaled).maxParallelisms())
                    .containsExactly(StateKindsJob.MAX_PARALLELISM);
            history.finishAsExpected();
        }
    }

    private static void goOn(
            History history,
            RestoreMode mode,
            String backend,
            boolean materializing,
            OldFiles old,
            long toIndex)
            throws Exception {
        JobRun run = history.runTo(toIndex);
        String first = run.checkpoint();
        switch (mode) {
            case NO_CLAIM:
                // P2: from here on the old files are the user's, who deletes them.
                old.assertUnused(first);
                old.deleteAll();
                break;
            case CLAIM:
                checkpoint(run, materializing);
                if (materializing) {
                    run.await(
                            LIMIT,
                            () -> {
                                run.checkpoint();
                                // RocksDB may go on with files that it uploaded for the old job.
                                return backend.equals("rocksdb")
                                        ? areDeleted(old.log())
                                        : areDeleted(old.all());
                            });
                } else {
                    assertThat(old.all()).as("all of it is needed").allMatch(Files::exists);
                }
                break;
            case LEGACY:
                checkpoint(run, materializing);
                checkpoint(run, materializing);
                assertThat(old.checkpoint()).exists();
                assertThat(old.all()).allMatch(Files::exists);
                break;
        }
        run.failOver(history.observer());
    }

    /** If the job materializes, with a materialization of each backend that has state. */
    private static void checkpoint(JobRun run, boolean materializing) {
        run.await(LIMIT, () -> isMaterialized(run.checkpoint()) || !materializing);
    }

    private static boolean isMaterialized(String checkpoint) {
        return JobRun.changelogHandles(checkpoint).stream()
                .noneMatch(handle -> handle.getMaterializedStateHandles().isEmpty());
    }

    private static boolean areDeleted(Set<Path> files) {
        return files.stream().noneMatch(Files::exists);
    }

    /** The files that a checkpoint of an ended job needs. */
    private static final class OldFiles {

        private final Path checkpoint;
        private final Path checkpoints;
        private final Path logs;
        private final Set<Path> log = new TreeSet<>();
        private final Set<Path> all = new TreeSet<>();

        OldFiles(JobRun run, String path) throws IOException {
            checkpoint = StoredCheckpoint.at(path).directory();
            checkpoints = cluster.checkpoints().resolve(run.jobId().toHexString());
            logs = cluster.dstl().resolve(run.jobId().toHexString());
            for (ChangelogStateBackendHandle handle : JobRun.changelogHandles(path)) {
                for (ChangelogStateHandle changes : handle.getNonMaterializedStateHandles()) {
                    StoredCheckpoint.files(changes).forEach(log::add);
                }
                StoredCheckpoint.files(handle).forEach(all::add);
            }
            assertThat(all).isNotEmpty().allMatch(Files::exists);
        }

        Path checkpoint() {
            return checkpoint;
        }

        Set<Path> all() {
            return all;
        }

        Set<Path> log() {
            return log;
        }

        void assertUnused(String later) {
            assertThat(StoredCheckpoint.at(later).keyedHandles())
                    .isNotEmpty()
                    .flatMap(state -> StoredCheckpoint.files(state).collect(Collectors.toList()))
                    .noneMatch(file -> file.startsWith(checkpoints) || file.startsWith(logs));
        }

        /** The run that is over may still delete some of them itself. */
        void deleteAll() {
            for (Path root : new Path[] {checkpoints, logs}) {
                await().ignoreExceptionsInstanceOf(IOException.class)
                        .until(
                                () -> {
                                    FileUtils.deleteDirectory(root.toFile());
                                    return Files.notExists(root);
                                });
            }
        }
    }
}
