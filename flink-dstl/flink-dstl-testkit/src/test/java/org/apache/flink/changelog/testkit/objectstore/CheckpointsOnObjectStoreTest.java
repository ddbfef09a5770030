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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.time.Duration;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Flink's checkpoints need of a file system, by Flink's own classes. */
class CheckpointsOnObjectStoreTest {

    private static final int BYTES = 100_000;

    @TempDir private java.nio.file.Path folder;

    @BeforeEach
    void theStoreIsQuick() {
        Configuration configuration = new Configuration();
        configuration.set(ObjectStoreOptions.PUT_LATENCY, Duration.ofMillis(1));
        configuration.set(ObjectStoreOptions.GET_LATENCY, Duration.ofMillis(1));
        configuration.set(ObjectStoreOptions.DELETE_LATENCY, Duration.ofMillis(1));
        configuration.set(ObjectStoreOptions.LIST_LATENCY, Duration.ofMillis(1));
        FileSystem.initialize(configuration, null);
    }

    @AfterEach
    void asBefore() {
        FileSystem.initialize(new Configuration(), null);
    }

    @Test
    void aCheckpointIsWrittenReadAndDiscarded() throws Exception {
        CheckpointStorageAccess storage = storage();
        CheckpointStorageLocation location = storage.initializeLocationForCheckpoint(1);
        StreamStateHandle exclusive =
                state(
                        streams(storage)
                                .createCheckpointStateOutputStream(
                                        CheckpointedStateScope.EXCLUSIVE));
        StreamStateHandle shared =
                state(
                        streams(storage)
                                .createCheckpointStateOutputStream(CheckpointedStateScope.SHARED));
        StreamStateHandle taskOwned = state(storage.createTaskOwnedStateStream());
        CompletedCheckpointStorageLocation completed = metadata(location);

        assertThat(meter().objects(ObjectKind.EXCLUSIVE)).isEqualTo(1);
        assertThat(meter().objects(ObjectKind.MATERIALIZED)).isEqualTo(2);
        assertThat(meter().objects(ObjectKind.METADATA)).isEqualTo(1);
        for (StreamStateHandle handle : new StreamStateHandle[] {exclusive, shared, taskOwned}) {
            assertThat(read(handle)).hasSize(BYTES);
        }
        assertThat(
                        read(
                                storage.resolveCheckpoint(completed.getExternalPointer())
                                        .getMetadataHandle()))
                .hasSize(BYTES);

        for (StreamStateHandle handle :
                new StreamStateHandle[] {
                    exclusive, shared, taskOwned, completed.getMetadataHandle()
                }) {
            handle.discardState();
        }
        completed.disposeStorageLocation();
        assertThat(FileSystem.get(ObjectStoreFileSystem.uri(folder)).exists(root())).isFalse();
    }

    @Test
    void aStateThatIsGivenUpLeavesNothing() throws Exception {
        CheckpointStateOutputStream stream = storage().createTaskOwnedStateStream();
        stream.write(new byte[BYTES]);
        stream.flush();
        stream.close();

        assertThat(FileSystem.get(ObjectStoreFileSystem.uri(folder)).exists(root())).isFalse();
        assertThat(meter().objects(ObjectKind.MATERIALIZED)).isZero();
    }

    @Test
    void aCheckpointWithoutMetadataIsNoneToRestore() {
        assertThatThrownBy(() -> storage().resolveCheckpoint(root() + "/chk-1"))
                .hasMessageContaining("chk-1");
    }

    private CheckpointStorageAccess storage() throws Exception {
        CheckpointStorageAccess storage =
                new FileSystemCheckpointStorage(root().toUri(), 0)
                        .createCheckpointStorage(new JobID(1, 2));
        return storage;
    }

    private CheckpointStreamFactory streams(CheckpointStorageAccess storage) throws Exception {
        return storage.resolveCheckpointStorageLocation(
                1, CheckpointStorageLocationReference.getDefault());
    }

    private static StreamStateHandle state(CheckpointStateOutputStream stream) throws Exception {
        try (stream) {
            stream.write(new byte[BYTES]);
            return Objects.requireNonNull(stream.closeAndGetHandle());
        }
    }

    private static CompletedCheckpointStorageLocation metadata(CheckpointStorageLocation location)
            throws Exception {
        try (CheckpointMetadataOutputStream stream = location.createMetadataOutputStream()) {
            stream.write(new byte[BYTES]);
            return stream.closeAndFinalizeCheckpoint();
        }
    }

    private static byte[] read(StreamStateHandle handle) throws Exception {
        try (FSDataInputStream stream = handle.openInputStream()) {
            return stream.readAllBytes();
        }
    }

    private static StoreCounts meter() throws Exception {
        return ObjectStoreFileSystem.inThisProcess().meter().total();
    }

    private Path root() {
        return new Path(ObjectStoreFileSystem.uri(folder));
    }
}
