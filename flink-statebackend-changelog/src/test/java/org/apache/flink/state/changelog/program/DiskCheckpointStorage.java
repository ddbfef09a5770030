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
package org.apache.flink.state.changelog.program;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStateToolset;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The snapshots' side of a {@link MemoryDisk}, as one subtask has it. Thread-safe. */
final class DiskCheckpointStorage implements CheckpointStorageAccess {

    /** Of files that belong to no single checkpoint. */
    static final String OWNED = "owned/";

    private final MemoryDisk disk;
    private final String owned;
    private volatile boolean failing;

    DiskCheckpointStorage(MemoryDisk disk) {
        this.disk = disk;
        this.owned = disk.newFolder(OWNED);
    }

    /** From now on no file of a materialization, or of a FULL checkpoint, can be written. */
    void fail() {
        failing = true;
    }

    boolean isFailing() {
        return failing;
    }

    void recover() {
        failing = false;
    }

    @Override
    public CheckpointStreamFactory resolveCheckpointStorageLocation(
            long checkpointId, CheckpointStorageLocationReference reference) {
        return new Streams("chk-" + checkpointId + "/");
    }

    @Override
    public CheckpointStateOutputStream createTaskOwnedStateStream() throws IOException {
        if (failing) {
            throw new IOException("the disk is told to fail");
        }
        return new Output(owned);
    }

    /** The files that are there of materializations, and of checkpoints that are FULL. */
    Set<String> ownedFiles() {
        return disk.files(owned);
    }

    @Override
    public CheckpointStateToolset createTaskOwnedCheckpointStateToolset() {
        return new NoToolset();
    }

    @Override
    public boolean supportsHighlyAvailableStorage() {
        return false;
    }

    @Override
    public boolean hasDefaultSavepointLocation() {
        return false;
    }

    @Override
    public CompletedCheckpointStorageLocation resolveCheckpoint(String externalPointer) {
        throw new AssertionError("A program restores from handles, not from a path.");
    }

    @Override
    public void initializeBaseLocationsForCheckpoint() {}

    @Override
    public CheckpointStorageLocation initializeLocationForCheckpoint(long checkpointId) {
        throw new AssertionError("The model of the JobManager keeps metadata as objects.");
    }

    @Override
    public CheckpointStorageLocation initializeLocationForSavepoint(
            long checkpointId, String externalLocationPointer) {
        throw new AssertionError("The model of the JobManager keeps metadata as objects.");
    }

    private final class Streams implements CheckpointStreamFactory {

        private final String folder;

        Streams(String folder) {
            this.folder = folder;
        }

        @Override
        public CheckpointStateOutputStream createCheckpointStateOutputStream(
                CheckpointedStateScope scope) {
            return new Output(folder);
        }

        @Override
        public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
            return false;
        }

        @Override
        public List<StreamStateHandle> duplicate(
                List<StreamStateHandle> handles, CheckpointedStateScope scope) {
            throw new AssertionError("This storage said that it cannot duplicate.");
        }
    }

    private static final class NoToolset implements CheckpointStateToolset {

        @Override
        public boolean canFastDuplicate(StreamStateHandle handle) {
            return false;
        }

        @Override
        public List<StreamStateHandle> duplicate(List<StreamStateHandle> handles) {
            throw new AssertionError("This storage said that it cannot duplicate.");
        }
    }

    /** A file that is there when it is finished, and not before. */
    private final class Output extends CheckpointStateOutputStream {

        private final String folder;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        Output(String folder) {
            this.folder = folder;
        }

        /** As on a file system: there is no handle to nothing. */
        @Override
        public StreamStateHandle closeAndGetHandle() throws IOException {
            checkOpen();
            closed = true;
            return bytes.size() == 0 ? null : disk.write(folder, bytes.toByteArray());
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) throws IOException {
            checkOpen();
            bytes.write(b);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            checkOpen();
            bytes.write(from, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void sync() {}

        private void checkOpen() throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
        }
    }
}
