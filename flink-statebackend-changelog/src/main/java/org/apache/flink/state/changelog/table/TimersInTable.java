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

import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;

/**
 * Keeps timers where materializations find them. RocksDB may be told to keep them on the heap; they
 * are then in none of its snapshots but written by the operator, which Flink does for backends
 * without a changelog only. Stateless.
 */
public final class TimersInTable {

    private static final Logger LOG = LoggerFactory.getLogger(TimersInTable.class);

    private static final String OPTION = "state.backend.rocksdb.timer-service.factory";
    private static final String ROCKS_DB =
            "org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend";

    private TimersInTable() {}

    /**
     * The same state backend, or one that differs in this only: its timers are in RocksDB, not on
     * the heap. What an operator has written of the timers of a job without changelog is restored
     * into it.
     */
    public static StateBackend of(StateBackend backend) {
        if (!backend.getClass().getName().equals(ROCKS_DB) || !RocksDbTimers.onHeap(backend)) {
            return backend;
        }
        LOG.warn("With a changelog timers are kept in RocksDB: '{}: HEAP' has no effect.", OPTION);
        return RocksDbTimers.inRocksDb(backend);
    }

    /**
     * Refuses a backend without changelog that would not see the timers of a checkpoint with one.
     *
     * @throws IllegalStateException that names the option
     */
    public static void checkFinds(
            Collection<KeyedStateHandle> restored, AbstractKeyedStateBackend<?> backend) {
        if (isLost(backend)
                && restored.stream().anyMatch(ChangelogStateBackendHandle.class::isInstance)) {
            throw new IllegalStateException(
                    "The checkpoint was taken with a changelog and has its timers in RocksDB. To "
                            + "restore it without a changelog set '"
                            + OPTION
                            + ": ROCKSDB', or take a canonical savepoint first.");
        }
    }

    /** Whether timers of this backend would be in no materialization. */
    public static boolean isLost(AbstractKeyedStateBackend<?> backend) {
        return backend.requiresLegacySynchronousTimerSnapshots(CheckpointType.CHECKPOINT);
    }
}
