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

import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The location of a checkpoint whose metadata was stored before, or could not be.
 *
 * <p>Writing metadata to it does no I/O: it has the outcome that writing had, and compares. Used
 * under the coordinator's lock.
 */
final class StoredMetadataLocation implements CheckpointStorageLocation {

    private final CheckpointStorageLocation target;
    private final Outcome outcome;

    private StoredMetadataLocation(CheckpointStorageLocation target, Outcome outcome) {
        this.target = target;
        this.outcome = outcome;
    }

    static StoredMetadataLocation stored(
            CheckpointStorageLocation target,
            CompletedCheckpointStorageLocation location,
            MetadataDigest digest) {
        return new StoredMetadataLocation(target, () -> new Comparison(location, digest));
    }

    static StoredMetadataLocation failed(CheckpointStorageLocation target, Throwable failure) {
        return new StoredMetadataLocation(
                target,
                () -> {
                    throw failure;
                });
    }

    @Override
    public CheckpointMetadataOutputStream createMetadataOutputStream() throws IOException {
        try {
            return outcome.get();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IOException(t);
        }
    }

    @Override
    public void disposeOnFailure() throws IOException {
        target.disposeOnFailure();
    }

    @Override
    public CheckpointStorageLocationReference getLocationReference() {
        return target.getLocationReference();
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
            CheckpointedStateScope scope) throws IOException {
        return target.createCheckpointStateOutputStream(scope);
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope)
            throws IOException {
        return target.canFastDuplicate(handle, scope);
    }

    @Override
    public List<StreamStateHandle> duplicate(
            List<StreamStateHandle> handles, CheckpointedStateScope scope) throws IOException {
        return target.duplicate(handles, scope);
    }

    private interface Outcome {
        CheckpointMetadataOutputStream get() throws Throwable;
    }

    /** Keeps nothing of what is written, but must get what was stored. */
    private static final class Comparison extends CheckpointMetadataOutputStream {

        private final CompletedCheckpointStorageLocation location;
        private final MetadataDigest stored;
        private final MetadataDigest written = new MetadataDigest();
        private final OutputStream out = written.of(OutputStream.nullOutputStream());
        private long position;

        Comparison(CompletedCheckpointStorageLocation location, MetadataDigest stored) {
            this.location = location;
            this.stored = stored;
        }

        @Override
        public CompletedCheckpointStorageLocation closeAndFinalizeCheckpoint() throws IOException {
            if (!stored.isThatOf(written)) {
                throw new IOException(
                        "The checkpoint changed while its metadata was stored at "
                                + location.getExternalPointer());
            }
            return location;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void flush() {}

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
