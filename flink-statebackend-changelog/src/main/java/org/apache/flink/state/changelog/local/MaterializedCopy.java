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
package org.apache.flink.state.changelog.local;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.util.FileUtils;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One materialization on local disk: the wrapped backend's local handle, the directory that holds
 * its files and nothing else, and their checksums. Immutable; the directory is deleted by {@link
 * LocalMaterializations}, or by {@link #discardState} if nobody ever used it.
 */
public final class MaterializedCopy implements KeyedStateHandle {

    private static final long serialVersionUID = 1L;

    private final KeyedStateHandle handle;
    private final String directory;
    private final TreeMap<String, FileChecksum> checksums;

    MaterializedCopy(KeyedStateHandle handle, Path directory, Map<String, FileChecksum> checksums) {
        this.handle = handle;
        this.directory = directory.toString();
        this.checksums = new TreeMap<>(checksums);
    }

    /** What the wrapped backend restores from. */
    public KeyedStateHandle handle() {
        return handle;
    }

    Path directory() {
        return Paths.get(directory);
    }

    /**
     * Reads all files. Neither backend notices every damage by itself: the heap has no checksums,
     * and RocksDB looks at those of a block when it is first asked for, which fails the task again
     * and again.
     *
     * @param cancelled asked while files are read
     * @throws DamagedLocalCopyException if there are other files, or other bytes in them
     * @throws IOException if they are not there or cannot be read
     */
    public void verify(BooleanSupplier cancelled) throws IOException {
        Map<String, BasicFileAttributes> files = ChecksumReader.list(directory());
        if (!files.keySet().equals(checksums.keySet())) {
            throw new DamagedLocalCopyException(directory(), checksums.keySet(), files.keySet());
        }
        for (Map.Entry<String, FileChecksum> expected : checksums.entrySet()) {
            Path file = directory().resolve(expected.getKey());
            long sizeBytes = files.get(expected.getKey()).size();
            if (sizeBytes != expected.getValue().sizeBytes()) {
                throw new DamagedLocalCopyException(
                        file, expected.getValue(), sizeBytes + " bytes");
            }
        }
        for (Map.Entry<String, FileChecksum> expected : checksums.entrySet()) {
            Path file = directory().resolve(expected.getKey());
            FileChecksum found = ChecksumReader.read(file, cancelled);
            if (!found.equals(expected.getValue())) {
                throw new DamagedLocalCopyException(file, expected.getValue(), found);
            }
        }
    }

    @Override
    public KeyGroupRange getKeyGroupRange() {
        return handle.getKeyGroupRange();
    }

    @Override
    public KeyedStateHandle getIntersection(KeyGroupRange keyGroupRange) {
        throw new UnsupportedOperationException("A local copy is not divided.");
    }

    @Override
    public StateHandleID getStateHandleId() {
        return handle.getStateHandleId();
    }

    @Override
    public void registerSharedStates(SharedStateRegistry stateRegistry, long checkpointID) {
        // The JobManager never sees it.
    }

    @Override
    public long getCheckpointedSize() {
        return handle.getCheckpointedSize();
    }

    @Override
    public void discardState() throws IOException {
        FileUtils.deleteDirectory(directory().toFile());
    }

    @Override
    public long getStateSize() {
        return handle.getStateSize();
    }

    @Override
    public void collectSizeStats(StateObjectSizeStatsCollector collector) {
        handle.collectSizeStats(collector);
    }

    @Override
    public String toString() {
        return directory + ", " + checksums.size() + " files";
    }
}
