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

import java.util.Map;

/**
 * The states that a table has created. They are created several times if there was a log: by the
 * replay of each log, and by the user.
 *
 * <p>RocksDB then gives out the same object and updates it, but forgets the serializer of a
 * reducing state ({@code RocksDBReducingState#update} of Flink 1.20.5, alone of all kinds): its
 * values would be migrated to the new schema, then read and written by the old one. Here RocksDB
 * forgets the object instead, and creates one that knows the serializer. There is no access to it
 * but by reflection. Stateless.
 */
public final class CreatedStates {

    private CreatedStates() {}

    /**
     * States that are created from here on are new objects for the values that are there. Those
     * created before must not be used any more if the serializer changes.
     */
    public static void forget(AbstractKeyedStateBackend<?> backend) {
        if (BackendInternals.isRocksDb(backend)) {
            BackendInternals.field(backend, "createdKVStates", Map.class).clear();
        }
    }
}
