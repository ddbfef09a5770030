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

import java.lang.reflect.Field;

/**
 * What Flink's RocksDB backend does not publish, by reflection. Its class may be missing on a
 * cluster, so that it is known by name only. Stateless.
 */
final class RocksDbInternals {

    private static final String BACKEND =
            "org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend";

    private RocksDbInternals() {}

    static boolean isRocksDb(AbstractKeyedStateBackend<?> table) {
        return table.getClass().getName().equals(BACKEND);
    }

    /**
     * The value of a field.
     *
     * @throws IllegalStateException if there is no such field in this version of Flink
     */
    static <T> T field(AbstractKeyedStateBackend<?> rocksDb, String name, Class<T> type) {
        try {
            Field field = rocksDb.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(rocksDb));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The RocksDB state backend is not that of the Flink version that this "
                            + "changelog was made for.",
                    e);
        }
    }
}
