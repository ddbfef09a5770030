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

import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CheckpointStorageCoordinatorView;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;

/** Reads what a checkpoint or savepoint of the user refers to from its metadata. Any thread. */
final class StoredSnapshot {

    /** Only its states are of interest, and it is older than any checkpoint of this job. */
    private static final long TRIGGERED_MS = 0;

    private StoredSnapshot() {}

    /**
     * @return empty if it is gone: whoever owns it has deleted it, and nobody can need its files
     * @throws IOException if it cannot be read
     */
    static Optional<CheckpointFacts> read(CheckpointStorageCoordinatorView storage, String pointer)
            throws IOException {
        CompletedCheckpointStorageLocation location;
        try {
            location = storage.resolveCheckpoint(pointer);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
        try (DataInputStream in =
                new DataInputStream(location.getMetadataHandle().openInputStream())) {
            CheckpointMetadata metadata =
                    Checkpoints.loadCheckpointMetadata(
                            in, StoredSnapshot.class.getClassLoader(), pointer);
            return Optional.of(
                    new CheckpointFacts(
                            metadata.getCheckpointId(),
                            TRIGGERED_MS,
                            metadata.getOperatorStates()));
        }
    }
}
