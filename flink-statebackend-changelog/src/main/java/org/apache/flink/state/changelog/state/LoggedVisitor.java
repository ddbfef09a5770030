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
package org.apache.flink.state.changelog.state;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.StateEntry;
import org.apache.flink.runtime.state.internal.InternalKvState.StateIncrementalVisitor;
import org.apache.flink.runtime.state.ttl.TtlValue;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Logs what the cleanup of expired entries removes and updates, under keys not selected. */
final class LoggedVisitor<K, N, V> implements StateIncrementalVisitor<K, N, V> {

    private final StateIncrementalVisitor<K, N, V> visitor;
    private final StateChanges<K, N> changes;
    private final TypeSerializer<V> valueSerializer;

    LoggedVisitor(
            StateIncrementalVisitor<K, N, V> visitor,
            StateChanges<K, N> changes,
            TypeSerializer<V> valueSerializer) {
        this.visitor = visitor;
        this.changes = changes;
        this.valueSerializer = valueSerializer;
    }

    @Override
    public boolean hasNext() {
        return visitor.hasNext();
    }

    @Override
    public Collection<StateEntry<K, N, V>> nextEntries() {
        return visitor.nextEntries();
    }

    @Override
    public void remove(StateEntry<K, N, V> entry) {
        try (OpenChange change =
                changes.begin(ChangeOperation.CLEAR, entry.getKey(), entry.getNamespace())) {
            visitor.remove(entry);
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that an entry was removed.", e);
        }
    }

    @Override
    public void update(StateEntry<K, N, V> entry, V newValue) {
        try (OpenChange change =
                changes.begin(ChangeOperation.SET, entry.getKey(), entry.getNamespace())) {
            valueSerializer.serialize(newValue, change.payload());
            visitor.update(entry, newValue);
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that an entry was updated.", e);
        }
    }

    /**
     * Visits maps. The cleanup rebuilds each map it looks at, mostly to an equal one, which changes
     * nothing; of one that lost entries only these are logged. Task thread only.
     */
    static final class OfMaps<K, N, UK, UV> implements StateIncrementalVisitor<K, N, Map<UK, UV>> {

        private final StateIncrementalVisitor<K, N, Map<UK, UV>> table;
        private final StateIncrementalVisitor<K, N, Map<UK, UV>> logged;
        private final StateChanges<K, N> changes;
        private final TypeSerializer<UK> mapKeySerializer;

        /**
         * @param table changes the table only
         * @param logged changes the table and logs whole maps
         */
        OfMaps(
                StateIncrementalVisitor<K, N, Map<UK, UV>> table,
                StateIncrementalVisitor<K, N, Map<UK, UV>> logged,
                StateChanges<K, N> changes,
                TypeSerializer<UK> mapKeySerializer) {
            this.table = table;
            this.logged = logged;
            this.changes = changes;
            this.mapKeySerializer = mapKeySerializer;
        }

        @Override
        public boolean hasNext() {
            return table.hasNext();
        }

        @Override
        public Collection<StateEntry<K, N, Map<UK, UV>>> nextEntries() {
            return table.nextEntries();
        }

        @Override
        public void remove(StateEntry<K, N, Map<UK, UV>> entry) {
            logged.remove(entry);
        }

        @Override
        public void update(StateEntry<K, N, Map<UK, UV>> entry, Map<UK, UV> newMap) {
            Map<UK, UV> oldMap = entry.getState();
            if (!isPart(newMap, oldMap)) {
                logged.update(entry, newMap);
            } else if (newMap.size() < oldMap.size()) {
                drop(entry, newMap);
            }
        }

        /** The table takes the map at once, the log key by key: a failure leaves a hole. */
        private void drop(StateEntry<K, N, Map<UK, UV>> entry, Map<UK, UV> newMap) {
            List<UK> dropped = new ArrayList<>(entry.getState().keySet());
            dropped.removeIf(newMap::containsKey);
            try {
                table.update(entry, newMap);
                for (UK mapKey : dropped) {
                    recordRemoval(entry, mapKey);
                }
            } catch (Throwable t) {
                changes.lost(t);
                throw new FlinkRuntimeException("Cannot log that map entries were removed.", t);
            }
        }

        private void recordRemoval(StateEntry<K, N, Map<UK, UV>> entry, UK mapKey)
                throws IOException {
            try (OpenChange change =
                    changes.begin(
                            ChangeOperation.MAP_REMOVE, entry.getKey(), entry.getNamespace())) {
                mapKeySerializer.serialize(mapKey, change.payload());
                change.commit();
            }
        }

        private static <UK, UV> boolean isPart(Map<UK, UV> part, Map<UK, UV> whole) {
            for (Map.Entry<UK, UV> entry : part.entrySet()) {
                UV value = whole.get(entry.getKey());
                if (!(whole.containsKey(entry.getKey()) && isSame(value, entry.getValue()))) {
                    return false;
                }
            }
            return true;
        }

        /** The cleanup copies values and never changes one; copies of them may not be equal. */
        private static boolean isSame(Object value, Object copy) {
            if (value instanceof TtlValue && copy instanceof TtlValue) {
                return ((TtlValue<?>) value).getLastAccessTimestamp()
                        == ((TtlValue<?>) copy).getLastAccessTimestamp();
            }
            return Objects.equals(value, copy);
        }
    }
}
