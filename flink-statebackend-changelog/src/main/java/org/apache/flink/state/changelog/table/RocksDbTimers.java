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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.runtime.state.StateBackend;

/** Where RocksDB keeps timers. Needs RocksDB on the class path. Stateless. */
final class RocksDbTimers {

    private RocksDbTimers() {}

    static boolean onHeap(StateBackend rocksDb) {
        return ((EmbeddedRocksDBStateBackend) rocksDb).getPriorityQueueStateType()
                == PriorityQueueStateType.HEAP;
    }

    /** A copy; the given one, which other tasks may use, is left as it is. */
    static StateBackend inRocksDb(StateBackend rocksDb) {
        EmbeddedRocksDBStateBackend copy =
                ((EmbeddedRocksDBStateBackend) rocksDb)
                        .configure(new Configuration(), RocksDbTimers.class.getClassLoader());
        copy.setPriorityQueueStateType(PriorityQueueStateType.ROCKSDB);
        return copy;
    }
}
