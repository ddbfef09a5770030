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
package org.apache.flink.state.changelog.table;

import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend.RocksDbKvStateInfo;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.util.ResourceGuard;
import org.apache.flink.util.function.ThrowingRunnable;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Flushes the memtables of all states that a RocksDB backend has at one moment, unless they are
 * small: the snapshot flushes what is written meanwhile into one more file, and after a few files
 * RocksDB compacts, so that much has to be uploaded again. Writes go on meanwhile, and so does
 * everything else: RocksDB is thread-safe, and the backend is not disposed of before this ends. The
 * one class that needs RocksDB on the class path.
 */
final class MemtableFlush implements ThrowingRunnable<Exception> {

    /**
     * Of one state. RocksDB counts what it has allocated, by default 8 MiB with the first change;
     * so there are more than that. The snapshot flushes that in some ten milliseconds.
     */
    private static final long LARGE_BYTES = 16 << 20;

    /** Of all states. */
    private static final long LARGE_TOGETHER_BYTES = 32 << 20;

    private static final String OLDER_AND_ACTIVE_MEMTABLES = "rocksdb.cur-size-all-mem-tables";

    private final RocksDB db;
    private final ResourceGuard guard;
    private final List<ColumnFamilyHandle> columnFamilies;

    private MemtableFlush(
            RocksDB db, ResourceGuard guard, List<ColumnFamilyHandle> columnFamilies) {
        this.db = db;
        this.guard = guard;
        this.columnFamilies = columnFamilies;
    }

    /** Task thread only: states may be added by it. */
    static MemtableFlush of(AbstractKeyedStateBackend<?> backend) {
        Map<?, ?> states = BackendInternals.field(backend, "kvStateInformation", Map.class);
        List<ColumnFamilyHandle> columnFamilies = new ArrayList<>();
        for (Object state : states.values()) {
            columnFamilies.add(((RocksDbKvStateInfo) state).columnFamilyHandle);
        }
        return new MemtableFlush(
                BackendInternals.field(backend, "db", RocksDB.class),
                BackendInternals.field(backend, "rocksDBResourceGuard", ResourceGuard.class),
                columnFamilies);
    }

    /**
     * Returns when everything is in files, or what is not is little. It does not wait for a time
     * when writes would not be slowed down: the backend cannot be disposed of meanwhile, and the
     * snapshot would not wait.
     *
     * @throws IOException if the backend is closed
     */
    @Override
    @SuppressWarnings("try") // The lease is there to be closed.
    public void run() throws IOException, RocksDBException {
        if (columnFamilies.isEmpty()) {
            return;
        }
        try (ResourceGuard.Lease ignored = guard.acquireResource();
                FlushOptions options =
                        new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
            if (isMuchInMemory()) {
                db.flush(options, columnFamilies);
            }
        }
    }

    private boolean isMuchInMemory() throws RocksDBException {
        long bytes = 0;
        long mostBytes = 0;
        for (ColumnFamilyHandle columnFamily : columnFamilies) {
            long ofOne = db.getLongProperty(columnFamily, OLDER_AND_ACTIVE_MEMTABLES);
            bytes += ofOne;
            mostBytes = Math.max(mostBytes, ofOne);
        }
        return mostBytes >= LARGE_BYTES || bytes >= LARGE_TOGETHER_BYTES;
    }
}
