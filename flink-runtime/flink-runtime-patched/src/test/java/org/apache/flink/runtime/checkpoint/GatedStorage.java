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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStateToolset;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import javax.annotation.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Storage of metadata that waits for the test, or fails, and says what happened to it. */
final class GatedStorage implements CheckpointStorage, CheckpointStorageAccess {

    private static final long serialVersionUID = 1;

    /** Such as "storing 1", "stored 1", "deleted 1", "disposed 1". */
    final transient List<String> events = new CopyOnWriteArrayList<>();

    private final transient Map<Long, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final transient Map<Long, IOException> failures = new ConcurrentHashMap<>();
    private final transient Map<Long, byte[]> contents = new ConcurrentHashMap<>();

    void close(long checkpointId) {
        gates.put(checkpointId, new CountDownLatch(1));
    }

    void open(long checkpointId) {
        gates.get(checkpointId).countDown();
    }

    void openAll() {
        gates.values().forEach(CountDownLatch::countDown);
    }

    void fail(long checkpointId, IOException failure) {
        failures.put(checkpointId, failure);
    }

    byte[] content(long checkpointId) {
        return contents.get(checkpointId);
    }

    private final class Location implements CheckpointStorageLocation {
        private final long id;

        Location(long id) {
            this.id = id;
        }

        @Override
        public CheckpointMetadataOutputStream createMetadataOutputStream() {
            return new Stream(id);
        }

        @Override
        public void disposeOnFailure() {
            events.add("disposed " + id);
        }

        @Override
        public CheckpointStorageLocationReference getLocationReference() {
            return CheckpointStorageLocationReference.getDefault();
        }

        @Override
        public CheckpointStateOutputStream createCheckpointStateOutputStream(
                CheckpointedStateScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
            return false;
        }

        @Override
        public List<StreamStateHandle> duplicate(
                List<StreamStateHandle> handles, CheckpointedStateScope scope) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Stream extends CheckpointMetadataOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long id;

        Stream(long id) {
            this.id = id;
        }

        @Override
        public CompletedCheckpointStorageLocation closeAndFinalizeCheckpoint() throws IOException {
            events.add("storing " + id);
            CountDownLatch gate = gates.get(id);
            if (gate != null) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
            if (failures.containsKey(id)) {
                throw failures.get(id);
            }
            contents.put(id, bytes.toByteArray());
            events.add("stored " + id);
            return new Stored(id);
        }

        @Override
        public void write(int value) {
            bytes.write(value);
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void flush() {}

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }

    private final class Stored implements CompletedCheckpointStorageLocation {
        private static final long serialVersionUID = 1;
        private final long id;

        Stored(long id) {
            this.id = id;
        }

        @Override
        public String getExternalPointer() {
            return "checkpoint " + id;
        }

        @Override
        public StreamStateHandle getMetadataHandle() {
            return new Metadata("metadata " + id, () -> events.add("deleted " + id));
        }

        @Override
        public void disposeStorageLocation() {}
    }

    private static final class Metadata extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;
        private final transient Runnable deletion;

        Metadata(String name, Runnable deletion) {
            super(name, new byte[0]);
            this.deletion = deletion;
        }

        @Override
        public void discardState() {
            deletion.run();
        }
    }

    @Override
    public CheckpointStorageAccess createCheckpointStorage(JobID jobId) {
        return this;
    }

    @Override
    public CompletedCheckpointStorageLocation resolveCheckpoint(String externalPointer) {
        throw new UncheckedIOException(new IOException(externalPointer));
    }

    @Override
    public boolean supportsHighlyAvailableStorage() {
        return false;
    }

    @Override
    public boolean hasDefaultSavepointLocation() {
        return true;
    }

    @Override
    public void initializeBaseLocationsForCheckpoint() {}

    @Override
    public CheckpointStorageLocation initializeLocationForCheckpoint(long checkpointId) {
        return new Location(checkpointId);
    }

    @Override
    public CheckpointStorageLocation initializeLocationForSavepoint(
            long checkpointId, @Nullable String externalLocationPointer) {
        return new Location(checkpointId);
    }

    @Override
    public CheckpointStreamFactory resolveCheckpointStorageLocation(
            long checkpointId, CheckpointStorageLocationReference reference) {
        return new Location(checkpointId);
    }

    @Override
    public CheckpointStateOutputStream createTaskOwnedStateStream() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CheckpointStateToolset createTaskOwnedCheckpointStateToolset() {
        throw new UnsupportedOperationException();
    }
}
