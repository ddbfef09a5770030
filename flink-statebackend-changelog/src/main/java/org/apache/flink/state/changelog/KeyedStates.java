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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.StateSnapshotTransformer.StateSnapshotTransformFactory;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateFactory;
import org.apache.flink.runtime.state.ttl.TtlStateFactory;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;
import org.apache.flink.state.changelog.state.LoggedStateFactory;
import org.apache.flink.state.changelog.table.RegisteredSchemas;
import org.apache.flink.state.changelog.table.TimersInTable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Creates the states of a keyed backend and gives out the same one for the same name.
 *
 * <p>The wrapped state is at the bottom, then the logging, then expiry and latency metrics, so that
 * what expires is logged like any other change. Task thread only.
 */
final class KeyedStates<K> {

    private final AbstractKeyedStateBackend<K> wrapped;
    private final LoggedStateFactory<K> logged;
    private final Runnable schemaChanged;
    private final TtlTimeProvider ttlTime;
    private final ExecutionConfig executionConfig;

    private final Map<String, InternalKvState<K, ?, ?>> byName = new HashMap<>();

    /** The one asked for last: most operators have one state and ask for it with every record. */
    private Optional<NamedState<K>> last = Optional.empty();

    /**
     * @param schemaChanged called when a state is registered whose restored values were of another
     *     schema
     */
    KeyedStates(
            AbstractKeyedStateBackend<K> wrapped,
            LoggedStateFactory<K> logged,
            Runnable schemaChanged,
            TtlTimeProvider ttlTime,
            ExecutionConfig executionConfig) {
        this.wrapped = wrapped;
        this.logged = logged;
        this.schemaChanged = schemaChanged;
        this.ttlTime = ttlTime;
        this.executionConfig = executionConfig;
    }

    /**
     * Gives out a state, or creates it through {@code backend}, which is the outermost one. The
     * cast holds unless the user asks for one name with two kinds of descriptors.
     */
    @SuppressWarnings("unchecked")
    <N, S extends State, V> S getOrCreate(
            KeyedStateBackend<K> backend,
            TypeSerializer<N> namespaceSerializer,
            StateDescriptor<S, V> descriptor)
            throws Exception {
        InternalKvState<K, ?, ?> state = byName.get(descriptor.getName());
        if (state == null) {
            if (!descriptor.isSerializerInitialized()) {
                descriptor.initializeSerializerUnlessSet(executionConfig);
            }
            InternalKvState<K, N, ?> expiring =
                    TtlStateFactory.createStateAndWrapWithTtlIfEnabled(
                            namespaceSerializer, descriptor, backend, ttlTime);
            state =
                    LatencyTrackingStateFactory.createStateAndWrapWithLatencyTrackingIfEnabled(
                            expiring, descriptor, wrapped.getLatencyTrackingStateConfig());
            byName.put(descriptor.getName(), state);
            wrapped.publishQueryableStateIfEnabled(descriptor, state);
        }
        return (S) state;
    }

    /** Gives out a state in a namespace. The casts hold as above. */
    @SuppressWarnings("unchecked")
    <N, S extends State> S inNamespace(
            KeyedStateBackend<K> backend,
            N namespace,
            TypeSerializer<N> namespaceSerializer,
            StateDescriptor<S, ?> descriptor)
            throws Exception {
        checkNotNull(namespace, "Namespace");
        if (!last.isPresent() || !last.get().name.equals(descriptor.getName())) {
            S state = getOrCreate(backend, namespaceSerializer, descriptor);
            last =
                    Optional.of(
                            new NamedState<>(
                                    descriptor.getName(), (InternalKvState<K, ?, ?>) state));
        }
        InternalKvState<K, N, ?> state = (InternalKvState<K, N, ?>) last.get().state;
        state.setCurrentNamespace(namespace);
        return (S) state;
    }

    /** Creates or updates the innermost state and logs its changes. The cast is the caller's. */
    @SuppressWarnings("unchecked")
    <N, V, E, S extends State, I extends S> I createLogged(
            TypeSerializer<N> namespaceSerializer,
            StateDescriptor<S, V> descriptor,
            StateSnapshotTransformFactory<E> transform)
            throws Exception {
        InternalKvState<K, N, ?> table =
                (InternalKvState<K, N, ?>)
                        wrapped.createOrUpdateInternalState(
                                namespaceSerializer, descriptor, transform);
        if (RegisteredSchemas.hasChanged(wrapped, descriptor.getName())) {
            schemaChanged.run();
        }
        return (I) logged.wrap(table, descriptor);
    }

    <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
            KeyGroupedInternalPriorityQueue<T> createLoggedQueue(
                    String name, TypeSerializer<T> serializer) {
        if (TimersInTable.isLost(wrapped)) {
            throw new UnsupportedOperationException(
                    "The changelog cannot be used with timers that no snapshot of the state "
                            + "backend contains. If it can keep them itself, like RocksDB with "
                            + "state.backend.rocksdb.timer-service.factory: ROCKSDB, let it.");
        }
        return logged.wrap(wrapped.create(name, serializer), name, serializer);
    }

    void clear() {
        byName.clear();
        last = Optional.empty();
    }

    private static final class NamedState<K> {
        private final String name;
        private final InternalKvState<K, ?, ?> state;

        NamedState(String name, InternalKvState<K, ?, ?> state) {
            this.name = name;
            this.state = state;
        }
    }
}
