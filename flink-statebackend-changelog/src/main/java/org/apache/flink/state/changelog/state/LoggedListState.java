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
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.Preconditions;

import java.util.Collection;
import java.util.List;

/**
 * Logs appended elements; a merge of namespaces as such, not the lists it moves. Task thread only.
 */
final class LoggedListState<K, N, V> extends LoggedState<K, N, List<V>, InternalListState<K, N, V>>
        implements InternalListState<K, N, V> {

    private final TypeSerializer<V> elementSerializer;

    LoggedListState(InternalListState<K, N, V> table, StateChanges<K, N> changes) {
        super(table, changes);
        this.elementSerializer = ((ListSerializer<V>) valueSerializer).getElementSerializer();
    }

    @Override
    public Iterable<V> get() throws Exception {
        return table.get();
    }

    @Override
    public List<V> getInternal() throws Exception {
        return table.getInternal();
    }

    @Override
    public void add(V value) throws Exception {
        Preconditions.checkNotNull(value, "You cannot add null to a ListState.");
        try (OpenChange change = begin(ChangeOperation.LIST_ADD)) {
            elementSerializer.serialize(value, change.payload());
            table.add(value);
            change.commit();
        }
    }

    @Override
    public void addAll(List<V> values) throws Exception {
        checkElements(values);
        if (values.isEmpty()) {
            return;
        }
        try (OpenChange change = begin(ChangeOperation.LIST_ADD_ALL)) {
            ChangeRecordCodec.writeElements(change.payload(), values, valueSerializer);
            inSteps(() -> table.addAll(values));
            change.commit();
        }
    }

    @Override
    public void update(List<V> values) throws Exception {
        checkElements(values);
        if (values.isEmpty()) {
            clear();
            return;
        }
        try (OpenChange change = begin(ChangeOperation.SET)) {
            ChangeRecordCodec.writeElements(change.payload(), values, valueSerializer);
            table.update(values);
            change.commit();
        }
    }

    @Override
    public void updateInternal(List<V> values) throws Exception {
        if (values == null || values.isEmpty()) {
            clear();
            return;
        }
        try (OpenChange change = begin(ChangeOperation.SET)) {
            ChangeRecordCodec.writeElements(change.payload(), values, valueSerializer);
            table.updateInternal(values);
            change.commit();
        }
    }

    @Override
    public void mergeNamespaces(N target, Collection<N> sources) throws Exception {
        if (sources == null || sources.isEmpty()) {
            return;
        }
        try (OpenChange change = changes.begin(ChangeOperation.LIST_MERGE, target)) {
            ChangeRecordCodec.writeNamespaces(
                    change.payload(), sources, changes.namespaceSerializer());
            inSteps(() -> table.mergeNamespaces(target, sources));
            change.commit();
        } finally {
            // The table may have moved to another namespace.
            restoreNamespace();
        }
    }

    private static void checkElements(List<?> values) {
        Preconditions.checkNotNull(values, "List of values to add cannot be null.");
        for (Object value : values) {
            Preconditions.checkNotNull(value, "You cannot add null to a ListState.");
        }
    }
}
