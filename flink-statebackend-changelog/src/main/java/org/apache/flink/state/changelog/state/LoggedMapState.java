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
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.FlinkRuntimeException;

import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/** Logs single entries, also those changed through iterators. Task thread only. */
final class LoggedMapState<K, N, UK, UV>
        extends LoggedState<K, N, Map<UK, UV>, InternalMapState<K, N, UK, UV>>
        implements InternalMapState<K, N, UK, UV> {

    private final TypeSerializer<UK> mapKeySerializer;
    private final TypeSerializer<UV> mapValueSerializer;

    LoggedMapState(InternalMapState<K, N, UK, UV> table, StateChanges<K, N> changes) {
        super(table, changes);
        MapSerializer<UK, UV> serializer = (MapSerializer<UK, UV>) valueSerializer;
        this.mapKeySerializer = serializer.getKeySerializer();
        this.mapValueSerializer = serializer.getValueSerializer();
    }

    @Override
    public UV get(UK key) throws Exception {
        return table.get(key);
    }

    @Override
    public boolean contains(UK key) throws Exception {
        return table.contains(key);
    }

    @Override
    public boolean isEmpty() throws Exception {
        return table.isEmpty();
    }

    @Override
    public void put(UK key, UV value) throws Exception {
        try (OpenChange change = begin(ChangeOperation.MAP_PUT)) {
            ChangeRecordCodec.writeEntry(
                    change.payload(), key, value, mapKeySerializer, mapValueSerializer);
            table.put(key, value);
            change.commit();
        }
    }

    @Override
    public void putAll(Map<UK, UV> entries) throws Exception {
        if (entries == null || entries.isEmpty()) {
            table.putAll(entries);
            return;
        }
        try (OpenChange change = begin(ChangeOperation.MAP_PUT_ALL)) {
            ChangeRecordCodec.writeEntries(
                    change.payload(), entries, mapKeySerializer, mapValueSerializer);
            inSteps(() -> table.putAll(entries));
            change.commit();
        }
    }

    @Override
    public void remove(UK key) throws Exception {
        try (OpenChange change = begin(ChangeOperation.MAP_REMOVE)) {
            mapKeySerializer.serialize(key, change.payload());
            table.remove(key);
            change.commit();
        }
    }

    /**
     * The entries of the key and namespace that are current when the iteration begins. Backends
     * differ in whether it is that moment or this one; the table and the log must not.
     */
    @Override
    public Iterable<Map.Entry<UK, UV>> entries() {
        return this::loggedIterator;
    }

    @Override
    public Iterator<Map.Entry<UK, UV>> iterator() {
        return loggedIterator();
    }

    @Override
    public Iterable<UK> keys() {
        return () -> new MappedIterator<>(loggedIterator(), Map.Entry::getKey);
    }

    @Override
    public Iterable<UV> values() {
        return () -> new MappedIterator<>(loggedIterator(), Map.Entry::getValue);
    }

    @Override
    public StateIncrementalVisitor<K, N, Map<UK, UV>> getStateIncrementalVisitor(
            int recommendedMaxNumberOfReturnedRecords) {
        StateIncrementalVisitor<K, N, Map<UK, UV>> visitor =
                table.getStateIncrementalVisitor(recommendedMaxNumberOfReturnedRecords);
        return new LoggedVisitor.OfMaps<>(
                visitor,
                new LoggedVisitor<>(visitor, changes, valueSerializer),
                changes,
                mapKeySerializer);
    }

    private Iterator<Map.Entry<UK, UV>> loggedIterator() {
        try {
            return new LoggedMapIterator<>(table.iterator(), entryChanges());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FlinkRuntimeException("Cannot iterate over a map.", e);
        }
    }

    /** Changes of the key and namespace that are current now, also when others are later. */
    private MapEntryChanges<K, N, UK, UV> entryChanges() {
        return new MapEntryChanges<>(
                changes,
                changes.currentKey(),
                currentNamespace(),
                mapKeySerializer,
                mapValueSerializer);
    }

    /** One side of the entries of a logged iterator; removes through it. */
    private static final class MappedIterator<T, R> implements Iterator<R> {

        private final Iterator<T> iterator;
        private final Function<T, R> mapping;

        MappedIterator(Iterator<T> iterator, Function<T, R> mapping) {
            this.iterator = iterator;
            this.mapping = mapping;
        }

        @Override
        public boolean hasNext() {
            return iterator.hasNext();
        }

        @Override
        public R next() {
            return mapping.apply(iterator.next());
        }

        @Override
        public void remove() {
            iterator.remove();
        }
    }
}
