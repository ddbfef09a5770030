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
 * Flushes the memtables of all states that a RocksDB backend has at one moment. Writes go on
 * meanwhile, and so does everything else: RocksDB is thread-safe, and the backend is not disposed
 * of before this ends. The one class that needs RocksDB on the class path.
 */
final class MemtableFlush implements ThrowingRunnable<Exception> {

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
     * Returns when everything is in files. It does not wait for a time when writes would not be
     * slowed down: the backend cannot be disposed of meanwhile, and the snapshot would not wait.
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
            db.flush(options, columnFamilies);
        }
    }
}
