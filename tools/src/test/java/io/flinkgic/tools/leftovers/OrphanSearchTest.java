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
package io.flinkgic.tools.leftovers;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

import io.flinkgic.tools.cluster.FlinkHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** On files that Flink's own classes wrote. */
class OrphanSearchTest {

    @TempDir private java.nio.file.Path directory;

    private java.nio.file.Path checkpoints;
    private java.nio.file.Path log;
    private CheckpointMetadataReader reader;
    private OrphanSearch search;

    @BeforeEach
    void anInstallationAndADirectory() throws IOException {
        java.nio.file.Path home = directory.resolve("flink");
        for (String script : List.of("jobmanager.sh", "taskmanager.sh", "flink")) {
            file(home.resolve("bin").resolve(script), 1);
        }
        Files.createDirectories(home.resolve("lib"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            java.nio.file.Path jar = java.nio.file.Path.of(entry);
            if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar);
            }
        }
        checkpoints = Files.createDirectories(directory.resolve("checkpoints/job"));
        log = Files.createDirectories(directory.resolve("changelog/job"));
        reader = CheckpointMetadataReader.of(FlinkHome.at(home));
        search = new OrphanSearch(reader, checkpoints, log, UnaryOperator.identity());
    }

    @AfterEach
    void closeReader() throws IOException {
        reader.close();
    }

    @Test
    void whatNoCheckpointRefersToIsAnOrphanOfItsFolder() throws Exception {
        java.nio.file.Path segment = file(log.resolve("dstl/segment"), 10);
        checkpoint(3, segment);
        file(log.resolve("dstl/lost"), 100);
        file(checkpoints.resolve("taskowned/lost"), 7);
        file(checkpoints.resolve("taskowned/lost-too"), 8);

        Orphans orphans = search.search(() -> {}, () -> {});

        assertThat(orphans.files(FileKind.LOG)).isEqualTo(1);
        assertThat(orphans.bytes(FileKind.LOG)).isEqualTo(100);
        assertThat(orphans.files(FileKind.TASK_OWNED)).isEqualTo(2);
        assertThat(orphans.bytes(FileKind.TASK_OWNED)).isEqualTo(15);
        assertThat(orphans.files()).isEqualTo(3);
        assertThat(orphans.largest(1)).containsExactly(log.resolve("dstl/lost"));
    }

    @Test
    void whatACheckpointSinceTheBeginningRefersToIsNone() throws Exception {
        java.nio.file.Path uploadedAhead = file(log.resolve("dstl/ahead"), 10);
        checkpoint(3);

        Orphans orphans = search.search(() -> checkpoint(4, uploadedAhead), () -> {});

        assertThat(orphans.none()).isTrue();
    }

    @Test
    void whatIsLeftOfASubsumedCheckpointIsAnOrphan() throws Exception {
        java.nio.file.Path segment = file(log.resolve("dstl/of-two"), 10);
        file(log.resolve("dstl/of-nobody"), 10);
        checkpoint(2, segment);
        checkpoint(3);

        Orphans orphans = search.search(() -> {}, () -> {});

        assertThat(orphans.largest(9))
                .containsExactlyInAnyOrder(
                        checkpoints.resolve("chk-2/_metadata"),
                        log.resolve("dstl/of-two"),
                        log.resolve("dstl/of-nobody"));
    }

    @Test
    void whateverAJobHasLeftAtItsEndIsAnOrphan() throws IOException {
        java.nio.file.Path left = file(log.resolve("dstl/left"), 7);
        file(log.resolve("owners/run"), 1);

        Orphans orphans = OrphanSearch.leftIn(List.of(log, directory.resolve("never-made")), true);

        assertThat(orphans.largest(2)).containsExactly(left);
        assertThat(OrphanSearch.leftIn(List.of(log), false).files()).isEqualTo(2);
        assertThat(new Orphans(Map.of()).and(orphans).bytes()).isEqualTo(7);
    }

    @Test
    void theMarkerOfTheRunIsNone() throws Exception {
        file(log.resolve("owners/run"), 1);
        checkpoint(3);

        assertThat(search.search(() -> {}, () -> {}).none()).isTrue();
    }

    @Test
    void whatIsYoungerThanTheSearchIsNone() throws Exception {
        checkpoint(3);

        Orphans orphans = search.search(() -> file(log.resolve("dstl/young"), 1), () -> {});

        assertThat(orphans.none()).isTrue();
    }

    @Test
    void whatIsDeletedLateIsNone() throws Exception {
        checkpoint(3);
        java.nio.file.Path late = file(log.resolve("dstl/late"), 1);

        Orphans orphans = search.search(() -> {}, () -> Files.delete(late));

        assertThat(orphans.none()).isTrue();
    }

    @Test
    void withoutACompleteCheckpointNothingCanBeTold() {
        assertThatThrownBy(() -> search.search(() -> {}, () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no complete checkpoint in " + checkpoints);
    }

    /** A checkpoint whose log has these files. */
    private void checkpoint(long id, java.nio.file.Path... logFiles) throws IOException {
        OperatorID operatorId = new OperatorID(1, 1);
        OperatorState operator = new OperatorState(operatorId, 1, 128);
        operator.putState(
                0,
                OperatorSubtaskState.builder().setManagedKeyedState(changelog(logFiles)).build());
        java.nio.file.Path folder = Files.createDirectories(checkpoints.resolve("chk-" + id));
        try (OutputStream out = Files.newOutputStream(folder.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(id, List.of(operator), List.of()),
                    new DataOutputStream(out));
        }
    }

    private static KeyedStateHandle changelog(java.nio.file.Path... logFiles) {
        KeyGroupRange range = new KeyGroupRange(0, 127);
        List<Tuple2<StreamStateHandle, Long>> parts = new ArrayList<>();
        for (java.nio.file.Path file : logFiles) {
            parts.add(Tuple2.of(new FileStateHandle(new Path(file.toUri()), 10), 0L));
        }
        return new ChangelogStateBackendHandleImpl(
                List.of(),
                List.of(new ChangelogStateHandleStreamImpl(parts, range, 10, 10, "filesystem")),
                range,
                1,
                1,
                10);
    }

    private static java.nio.file.Path file(java.nio.file.Path path, int bytes) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, new byte[bytes]);
    }
}
