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

import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * Writes what a table keeps in memory to its files before a snapshot is taken, on another thread
 * than that of the task. The snapshot of RocksDB does it on the task thread, for all that has
 * gathered since the last flush; after this there is little. Stateless.
 */
public final class FlushAhead {

    private static final Logger LOG = LoggerFactory.getLogger(FlushAhead.class);

    private FlushAhead() {}

    /**
     * What has to be done, on whatever thread, while the task goes on. Task thread only.
     *
     * @return empty if the table has nothing like it; its snapshot is as good without
     */
    public static Optional<ThrowingRunnable<Exception>> of(AbstractKeyedStateBackend<?> table) {
        if (!BackendInternals.isRocksDb(table)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MemtableFlush.of(table));
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Memtables are flushed on the task thread.", e);
            return Optional.empty();
        }
    }
}
