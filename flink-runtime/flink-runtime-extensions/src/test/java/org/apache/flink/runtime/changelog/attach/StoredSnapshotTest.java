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
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.TestCheckpoints;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointStorageCoordinatorView;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.apache.flink.runtime.changelog.TestCheckpoints.changelog;
import static org.apache.flink.runtime.changelog.TestCheckpoints.subtask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoredSnapshotTest {

    private final OperatorID operatorId = new OperatorID();

    @TempDir private Path folder;
    private Path snapshot;
    private CheckpointStorageCoordinatorView storage;

    @BeforeEach
    void createFolder() throws IOException {
        snapshot = Files.createDirectories(folder.resolve("chk-7"));
        storage =
                new FileSystemCheckpointStorage(folder.toUri(), 0)
                        .createCheckpointStorage(new JobID());
    }

    @Test
    void theStatesAreThoseOfTheMetadata() throws Exception {
        OperatorState state =
                TestCheckpoints.operator(
                        operatorId, subtask(changelog(3, new long[] {10}, new long[] {5})));
        try (OutputStream out = Files.newOutputStream(snapshot.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(7, List.of(state), List.of()), out);
        }

        Optional<CheckpointFacts> facts = StoredSnapshot.read(storage, pointer());

        assertThat(facts)
                .hasValueSatisfying(
                        found -> {
                            assertThat(found.id()).isEqualTo(7);
                            assertThat(found.states())
                                    .singleElement()
                                    .satisfies(
                                            read -> {
                                                assertThat(read.getOperatorID())
                                                        .isEqualTo(operatorId);
                                                assertThat(read.getStateSize()).isEqualTo(15);
                                            });
                        });
    }

    @Test
    void oneThatItsOwnerHasDeletedIsNothing() throws Exception {
        assertThat(StoredSnapshot.read(storage, folder.resolve("chk-8").toUri().toString()))
                .isEmpty();
    }

    @Test
    void oneThatIsDamagedIsAFailure() throws Exception {
        Files.writeString(snapshot.resolve("_metadata"), "no metadata");

        assertThatThrownBy(() -> StoredSnapshot.read(storage, pointer()))
                .isInstanceOf(IOException.class);
    }

    private String pointer() {
        return snapshot.toUri().toString();
    }
}
