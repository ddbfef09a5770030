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
package org.apache.flink.runtime.checkpoint.finalization;

import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One checkpoint whose metadata is stored. Not thread-safe; the queue hands it on. */
final class Finalization {

    private static final Logger LOG = LoggerFactory.getLogger(Finalization.class);

    private final PendingCheckpoint checkpoint;
    private final CheckpointStorageLocation target;
    private final CheckpointMetadata metadata;
    private final MetadataDigest digest = new MetadataDigest();
    private boolean attempted;
    private Optional<CompletedCheckpointStorageLocation> stored = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    Finalization(PendingCheckpoint checkpoint, CheckpointMetadata metadata) {
        this.checkpoint = checkpoint;
        this.target = checkpoint.getCheckpointStorageLocation();
        this.metadata = metadata;
    }

    PendingCheckpoint checkpoint() {
        return checkpoint;
    }

    /**
     * Whatever is thrown is kept for whoever completes the checkpoint. Without the lock.
     *
     * @param wanted is asked at the beginning and before the metadata becomes visible
     */
    void store(BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        attempted = true;
        try (CheckpointMetadataOutputStream out = target.createMetadataOutputStream()) {
            Checkpoints.storeCheckpointMetadata(metadata, digest.of(out));
            if (wanted.getAsBoolean()) {
                stored = Optional.of(out.closeAndFinalizeCheckpoint());
            }
        } catch (Throwable t) {
            failure = Optional.of(t);
        }
    }

    /** Where Flink finds what happened. */
    CheckpointStorageLocation location() {
        return failure.map(reason -> StoredMetadataLocation.failed(target, reason))
                .orElseGet(
                        () ->
                                StoredMetadataLocation.stored(
                                        target,
                                        stored.orElseThrow(
                                                () -> new IllegalStateException("not stored")),
                                        digest));
    }

    /**
     * Deletes what was stored, even in part, for a checkpoint that was aborted meanwhile: whoever
     * aborted it may have done so before there was anything.
     */
    void undo() {
        if (attempted) {
            stored.ifPresent(location -> delete(location.getMetadataHandle()::discardState));
            delete(target::disposeOnFailure);
        }
    }

    private void delete(ThrowingRunnable<Exception> deletion) {
        try {
            deletion.run();
        } catch (Exception e) {
            LOG.warn(
                    "Could not delete the metadata of checkpoint {}, which was aborted.",
                    checkpoint.getCheckpointID(),
                    e);
        }
    }
}
