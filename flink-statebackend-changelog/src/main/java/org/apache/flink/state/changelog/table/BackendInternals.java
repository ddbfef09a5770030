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
 * What Flink's backends do not publish, by reflection. The class of that for RocksDB may be missing
 * on a cluster, so that it is known by name only. Stateless.
 */
final class BackendInternals {

    private static final String ROCKS_DB =
            "org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend";

    private BackendInternals() {}

    static boolean isRocksDb(AbstractKeyedStateBackend<?> table) {
        return table.getClass().getName().equals(ROCKS_DB);
    }

    /**
     * The value of a field.
     *
     * @throws IllegalStateException if there is no such field in this version of Flink
     */
    static <T> T field(Object owner, String name, Class<T> type) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(owner));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    owner.getClass().getName()
                            + " is not that of the Flink version that this changelog was made for.",
                    e);
        }
    }
}
