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
package io.flinkgic.tests.versions;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.FixtureRun;
import io.flinkgic.tests.job.Promised;
import io.flinkgic.tests.job.StoredCheckpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes a fixture: a folder with all that a run has left, and a file {@code restore} that says
 * where to begin. Only what is referred to is kept, and the marker of the run.
 */
final class FixtureWriter {

    /** Has the path of the checkpoint or savepoint. */
    static final String RESTORE = "restore";

    /** As a URI that means the same on each machine. */
    private final String version;

    FixtureWriter(String version) {
        this.version = version;
    }

    void write(Fixture fixture) throws Exception {
        String directory = version + "/" + fixture.folder();
        Path local = FixtureFileSystem.local(new org.apache.flink.core.fs.Path(directory));
        Configuration configuration = fixture.configuration(directory);
        String left;
        // Its own: the options of the log are those of the cluster.
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration)) {
            left = leave(cluster, fixture, configuration, directory + "/savepoint");
        }
        assertIsWhatItShouldBe(fixture, left);
        // A run that leaves no checkpoint needs none.
        assertThat(markers(local).isEmpty()).isEqualTo(fixture.isSavepoint());
        deleteAllBut(StoredCheckpoint.at(left), local);
        Files.writeString(local.resolve(RESTORE), left + "\n");
    }

    /**
     * Runs a job until it has something to leave. Returns the path of that.
     *
     * @param savepoints for a savepoint
     */
    static String leave(
            ChangelogCluster cluster, Fixture fixture, Configuration job, String savepoints)
            throws Exception {
        Configuration retaining = new Configuration(job);
        retaining.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        try (FixtureRun run = FixtureRun.start(cluster, retaining)) {
            run.runTo(0, Fixture.MATERIALIZED_AT);
            if (fixture.left() == Fixture.Left.MATERIALIZED) {
                Promised.get(run.job().fullCheckpoint());
            }
            run.runTo(0, Fixture.LEFT_AT);
            if (!fixture.isSavepoint()) {
                return run.job().checkpointAndCancel();
            }
            String path = Promised.get(run.job().savepoint(savepoints, fixture.savepointFormat()));
            run.job().cancel();
            return path;
        }
    }

    private static void assertIsWhatItShouldBe(Fixture fixture, String left) {
        StoredCheckpoint stored = StoredCheckpoint.at(left);
        if (fixture.isSavepoint()) {
            assertThat(stored.keyedHandles())
                    .isNotEmpty()
                    .noneMatch(handle -> handle instanceof ChangelogStateBackendHandle);
            return;
        }
        List<ChangelogStateBackendHandle> handles = stored.changelogHandles();
        assertThat(handles).isNotEmpty();
        boolean materialized = fixture.left() == Fixture.Left.MATERIALIZED;
        for (ChangelogStateBackendHandle handle : handles) {
            assertThat(handle.getMaterializedStateHandles().isEmpty()).isNotEqualTo(materialized);
            assertThat(handle.getNonMaterializedStateHandles()).isNotEmpty();
            assertThat(handle.getNonMaterializedStateHandles())
                    .allMatch(log -> isInline(log) == fixture.isInline());
        }
    }

    private static boolean isInline(ChangelogStateHandle log) {
        return ((ChangelogStateHandleStreamImpl) log)
                .getHandlesAndOffsets().stream()
                        .allMatch(part -> part.f0 instanceof ByteStreamStateHandle);
    }

    private static List<Path> markers(Path directory) throws IOException {
        return files(directory).stream()
                .filter(file -> file.getParent().endsWith("owners"))
                .collect(Collectors.toList());
    }

    private static void deleteAllBut(StoredCheckpoint kept, Path directory) throws IOException {
        List<Path> all = files(directory);
        all.removeAll(markers(directory));
        all.removeIf(
                file ->
                        kept.allFiles().stream()
                                .anyMatch(needed -> file.endsWith(lastTwo(needed))));
        for (Path file : all) {
            Files.delete(file);
        }
    }

    /** The name of a file and that of its folder. */
    private static Path lastTwo(Path file) {
        return file.subpath(file.getNameCount() - 2, file.getNameCount());
    }

    /** All below a directory, sorted. */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }
}
