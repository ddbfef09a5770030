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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.store.FileSystemJanitorStore;
import org.apache.flink.runtime.changelog.janitor.store.JanitorStore;
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.changelog.owner.OldMarkers;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.changelog.reference.ReferenceCollector;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileSystemJanitorStoreTest {

    @TempDir private java.nio.file.Path folder;

    private final JanitorStore store = new FileSystemJanitorStore();

    @Test
    void listsFilesWithSizeAndTimeButNoFolders() throws IOException {
        java.nio.file.Path file = Files.write(folder.resolve("file"), new byte[7]);
        Files.setLastModifiedTime(file, FileTime.fromMillis(123_000));
        Files.createDirectory(folder.resolve("folder"));

        List<StoredFile> listed = store.list(path(folder));

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path().getName()).isEqualTo("file");
        assertThat(listed.get(0).sizeBytes()).isEqualTo(7);
        assertThat(listed.get(0).modifiedMs()).hasValue(123_000);
    }

    @Test
    void aFileWithoutATimeHasNone() throws IOException {
        java.nio.file.Path file = Files.createFile(folder.resolve("file"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        assertThat(store.list(path(folder)).get(0).modifiedMs()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() throws IOException {
        assertThat(store.list(path(folder.resolve("none")))).isEmpty();
        assertThat(store.checkpoints(path(folder.resolve("none")))).isEmpty();
    }

    /** As the file system of local files finds it while the last one is deleted. */
    @Test
    void aFolderOfWhichOneChildVanishesIsNotTakenForAnEmptyOne() throws IOException {
        Files.createDirectory(folder.resolve("chk-4"));
        Files.createSymbolicLink(folder.resolve("chk-5"), folder.resolve("gone"));

        assertThatThrownBy(() -> store.checkpoints(path(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> store.list(path(folder))).isInstanceOf(IOException.class);
    }

    @Test
    void deletesAFileOnce() throws IOException {
        java.nio.file.Path file = Files.createFile(folder.resolve("file"));

        assertThat(store.delete(path(file))).isTrue();
        assertThat(file).doesNotExist();
        assertThat(store.delete(path(file))).isFalse();
    }

    @Test
    void whatCannotBeDeletedIsAnError() throws IOException {
        java.nio.file.Path full = Files.createDirectory(folder.resolve("full"));
        Files.createFile(full.resolve("file"));

        assertThatThrownBy(() -> store.delete(path(full))).isInstanceOf(IOException.class);
        assertThat(full.resolve("file")).exists();
    }

    @Test
    void findsCheckpointsAndReadsTheirHandles() throws IOException {
        java.nio.file.Path checkpoint = Files.createDirectory(folder.resolve("chk-7"));
        Files.createDirectory(folder.resolve("shared"));
        OperatorState operator = new OperatorState(SimCheckpoint.OPERATOR, 1, 12);
        operator.putState(
                0,
                new SimHandle(
                                SimCheckpoint.keyGroups(0, 1),
                                5,
                                List.of(new Path("file:/x/taskowned/table")),
                                List.of(new Path("file:/x/dstl/batch")),
                                true)
                        .toState(7));
        try (OutputStream out = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(7, List.of(operator), List.of()), out);
        }

        List<Path> found = store.checkpoints(path(folder));

        assertThat(found).extracting(Path::getName).containsExactly("chk-7");
        assertThat(store.isComplete(found.get(0))).isTrue();
        ReferencedFiles files = ReferenceCollector.filesOf(store.states(found.get(0)));
        assertThat(files.unknownKinds()).isEmpty();
        assertThat(files.contain(new Path("file:/y/table"))).isTrue();
        assertThat(files.contain(new Path("file:/y/batch"))).isTrue();
        assertThat(files.count()).isEqualTo(2);
    }

    @Test
    void aCheckpointWithoutMetadataIsNotFound() throws IOException {
        java.nio.file.Path checkpoint = Files.createDirectory(folder.resolve("chk-7"));

        assertThat(store.isComplete(path(checkpoint))).isFalse();
        assertThatThrownBy(() -> store.states(path(checkpoint)))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void metadataThatIsCutOffIsAnErrorThatIsNotMissingMetadata() throws IOException {
        java.nio.file.Path checkpoint = Files.createDirectory(folder.resolve("chk-7"));
        Files.write(checkpoint.resolve("_metadata"), new byte[] {0x49, 0x60});

        assertThatThrownBy(() -> store.states(path(checkpoint)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileNotFoundException.class);
    }

    @Test
    void aJanitorCleansTheFoldersOfAJobOnDisk() throws IOException {
        JobID job = new JobID(1, 1);
        java.nio.file.Path log =
                Files.createDirectories(folder.resolve("log").resolve(job + "/dstl"));
        java.nio.file.Path taskOwned =
                Files.createDirectories(folder.resolve("checkpoints").resolve(job + "/taskowned"));
        java.nio.file.Path needed = Files.createFile(log.resolve("needed"));
        java.nio.file.Path table = Files.createFile(taskOwned.resolve("table"));
        java.nio.file.Path stranger = Files.createFile(folder.resolve("log").resolve("stranger"));
        Files.createFile(log.resolve("orphan"));
        Files.createFile(taskOwned.resolve("orphan"));
        SimHandle handle =
                new SimHandle(
                        SimCheckpoint.keyGroups(0, 1),
                        5,
                        List.of(path(table)),
                        List.of(path(needed)),
                        false);
        OperatorState operator = new OperatorState(SimCheckpoint.OPERATOR, 1, 12);
        operator.putState(0, handle.toState(7));
        JobCheckpoints known =
                new JobCheckpoints(
                        job,
                        List.of(new CheckpointFacts(7, 1, List.of(operator))),
                        List.of(),
                        List.of());

        JanitorFolders folders =
                JanitorFolders.of(
                        job,
                        new Path(folder + "/checkpoints/" + job),
                        Optional.of(new Path(folder + "/log/")),
                        Optional.empty());
        OwnerMarkers owners =
                new OwnerMarkers(
                        new OldMarkers(),
                        new ManualClock(),
                        folders.runFolder(),
                        Optional.empty(),
                        folders.toBeMarked(),
                        false,
                        "token");
        owners.keep();

        Janitor janitor =
                new Janitor(
                        new JanitorSettings(
                                JanitorMode.ON, Duration.ofMinutes(1), Duration.ofMinutes(30), 1),
                        folders,
                        Optional.empty(),
                        owners,
                        store,
                        new ManualClock(),
                        pause -> {});
        JanitorReport report = janitor.runAfterEnd(known, janitor.timesAtEnd(0), true);

        assertThat(report.problems()).isEmpty();
        assertThat(report.deletedFiles()).isEqualTo(2);
        assertThat(log.toFile().list()).containsExactly("needed");
        assertThat(taskOwned.toFile().list()).containsExactly("table");
        assertThat(stranger).exists();
    }

    @Test
    void aFolderThatIsNotThereHasNoTimeAndIsNotMade() throws IOException {
        assertThat(store.time(path(folder.resolve("none")))).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(store.time(path(folder))).isPresent();
        assertThat(folder).isEmptyDirectory();
    }

    private static Path path(java.nio.file.Path file) {
        return new Path(file.toUri());
    }
}
