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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.internal.InternalAppendingState;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.state.changelog.expiry.Expiry;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.CorruptChangeException;

/** Selects key and namespace, then leaves the payload to the kind of state. */
final class KeyedReplayTarget<K, N> implements ReplayTarget {

    /** What one kind of state does with a payload, under the key and namespace selected. */
    interface Payload<N> {
        void apply(ChangeOperation operation, N namespace, DataInputDeserializer payload)
                throws Exception;
    }

    private final AbstractKeyedStateBackend<K> backend;
    private final TypeSerializer<K> keySerializer;
    private final TypeSerializer<N> namespaceSerializer;
    private final InternalKvState<K, N, ?> table;
    private final Payload<N> payload;

    private KeyedReplayTarget(
            AbstractKeyedStateBackend<K> backend,
            TypeSerializer<K> keySerializer,
            TypeSerializer<N> namespaceSerializer,
            InternalKvState<K, N, ?> table,
            Payload<N> payload) {
        this.backend = backend;
        this.keySerializer = keySerializer;
        this.namespaceSerializer = namespaceSerializer;
        this.table = table;
        this.payload = payload;
    }

    static <K, N, V> ReplayTarget of(
            AbstractKeyedStateBackend<K> backend,
            TypeSerializer<K> keySerializer,
            RegisteredKeyValueStateBackendMetaInfo<N, V> state,
            InternalKvState<K, N, ?> table,
            Expiry expiry) {
        return new KeyedReplayTarget<>(
                backend,
                keySerializer,
                state.getNamespaceSerializer(),
                table,
                payload(state, table, expiry));
    }

    /** The casts hold: the kind of the state decides what a backend creates. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <N> Payload<N> payload(
            RegisteredKeyValueStateBackendMetaInfo<N, ?> state,
            InternalKvState<?, N, ?> table,
            Expiry expiry) {
        String name = state.getName();
        TypeSerializer serializer = state.getStateSerializer();
        switch (state.getStateType()) {
            case VALUE:
                return new SingleValuePayload<N, Object>(
                        table, ((InternalValueState) table)::update, name, serializer, expiry);
            case LIST:
                return new ListPayload(
                        (InternalListState) table,
                        name,
                        (ListSerializer) serializer,
                        state.getNamespaceSerializer(),
                        expiry);
            case MAP:
                return new MapPayload(
                        (InternalMapState) table, name, (MapSerializer) serializer, expiry);
            default:
                return new SingleValuePayload<N, Object>(
                        table,
                        ((InternalAppendingState) table)::updateInternal,
                        name,
                        serializer,
                        expiry);
        }
    }

    @Override
    public void apply(ChangeOperation operation, DataInputDeserializer record, int keyGroup)
            throws Exception {
        backend.setCurrentKey(keySerializer.deserialize(record));
        if (backend.getCurrentKeyGroupIndex() != keyGroup) {
            throw new CorruptChangeException(
                    "the key group of a key", keyGroup, backend.getCurrentKeyGroupIndex());
        }
        N namespace = namespaceSerializer.deserialize(record);
        table.setCurrentNamespace(namespace);
        if (operation == ChangeOperation.CLEAR) {
            table.clear();
        } else {
            payload.apply(operation, namespace, record);
        }
    }
}
