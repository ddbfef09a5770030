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

import org.apache.flink.api.common.state.InternalCheckpointListener;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateFunction;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.SavepointResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateSnapshotTransformer.StateSnapshotTransformFactory;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.state.changelog.materialization.MaterializationManager;

import javax.annotation.Nonnull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Stream;

/**
 * The façade that Flink asks for: reads go to the wrapped backend, states come from {@link
 * KeyedStates}, snapshots from {@link BackendSnapshots}.
 *
 * <p>Belongs to the task thread; {@link #close} may come from another one that cancels the task. It
 * stops only what works in the background; the log is closed by {@link #dispose}, on the task
 * thread. Both stop what they stop before the wrapped backend goes, in whatever order and however
 * often they are called.
 */
final class ChangelogKeyedStateBackend<K>
        implements CheckpointableKeyedStateBackend<K>,
                InternalCheckpointListener,
                TestableKeyedStateBackend<K> {

    private final AbstractKeyedStateBackend<K> wrapped;
    private final KeyedStates<K> states;
    private final BackendSnapshots snapshots;
    private final Optional<MaterializationManager> materialization;
    private final BackendResources resources;

    ChangelogKeyedStateBackend(
            AbstractKeyedStateBackend<K> wrapped,
            KeyedStates<K> states,
            BackendSnapshots snapshots,
            Optional<MaterializationManager> materialization,
            BackendResources resources) {
        this.wrapped = wrapped;
        this.states = states;
        this.snapshots = snapshots;
        this.materialization = materialization;
        this.resources = resources;
    }

    // ------------------------------------------------------------------------------- keys

    @Override
    public void setCurrentKey(K newKey) {
        wrapped.setCurrentKey(newKey);
    }

    @Override
    public K getCurrentKey() {
        return wrapped.getCurrentKey();
    }

    @Override
    public TypeSerializer<K> getKeySerializer() {
        return wrapped.getKeySerializer();
    }

    @Override
    public KeyGroupRange getKeyGroupRange() {
        return wrapped.getKeyGroupRange();
    }

    @Override
    public <N> Stream<K> getKeys(String state, N namespace) {
        return wrapped.getKeys(state, namespace);
    }

    @Override
    public <N> Stream<K> getKeys(List<String> states, N namespace) {
        return wrapped.getKeys(states, namespace);
    }

    @Override
    public <N> Stream<Tuple2<K, N>> getKeysAndNamespaces(String state) {
        return wrapped.getKeysAndNamespaces(state);
    }

    @Override
    public void registerKeySelectionListener(KeySelectionListener<K> listener) {
        wrapped.registerKeySelectionListener(listener);
    }

    @Override
    public boolean deregisterKeySelectionListener(KeySelectionListener<K> listener) {
        return wrapped.deregisterKeySelectionListener(listener);
    }

    // ----------------------------------------------------------------------------- states

    @Override
    public <N, S extends State, T> void applyToAllKeys(
            N namespace,
            TypeSerializer<N> namespaceSerializer,
            StateDescriptor<S, T> stateDescriptor,
            KeyedStateFunction<K, S> function)
            throws Exception {
        wrapped.applyToAllKeys(
                namespace,
                namespaceSerializer,
                stateDescriptor,
                function,
                this::getPartitionedState);
    }

    @Override
    public <N, S extends State, T> S getOrCreateKeyedState(
            TypeSerializer<N> namespaceSerializer, StateDescriptor<S, T> stateDescriptor)
            throws Exception {
        return states.getOrCreate(this, namespaceSerializer, stateDescriptor);
    }

    @Override
    public <N, S extends State> S getPartitionedState(
            N namespace,
            TypeSerializer<N> namespaceSerializer,
            StateDescriptor<S, ?> stateDescriptor)
            throws Exception {
        return states.inNamespace(this, namespace, namespaceSerializer, stateDescriptor);
    }

    @Nonnull
    @Override
    public <N, V, E, S extends State, I extends S> I createOrUpdateInternalState(
            @Nonnull TypeSerializer<N> namespaceSerializer,
            @Nonnull StateDescriptor<S, V> stateDescriptor,
            @Nonnull StateSnapshotTransformFactory<E> snapshotTransformFactory)
            throws Exception {
        return states.createLogged(namespaceSerializer, stateDescriptor, snapshotTransformFactory);
    }

    @Nonnull
    @Override
    public <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
            KeyGroupedInternalPriorityQueue<T> create(
                    @Nonnull String stateName, @Nonnull TypeSerializer<T> serializer) {
        return states.createLoggedQueue(stateName, serializer);
    }

    @Deprecated
    @Override
    public boolean isStateImmutableInStateBackend(CheckpointType checkpointOptions) {
        return wrapped.isStateImmutableInStateBackend(checkpointOptions);
    }

    @Override
    public boolean isSafeToReuseKVState() {
        return wrapped.isSafeToReuseKVState();
    }

    // -------------------------------------------------------------------------- snapshots

    @Nonnull
    @Override
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            long checkpointId,
            long timestamp,
            @Nonnull CheckpointStreamFactory streamFactory,
            @Nonnull CheckpointOptions checkpointOptions)
            throws Exception {
        return snapshots.snapshot(checkpointId, timestamp, streamFactory, checkpointOptions);
    }

    @Nonnull
    @Override
    public SavepointResources<K> savepoint() throws Exception {
        return wrapped.savepoint();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        snapshots.complete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        snapshots.abort(checkpointId);
    }

    @Override
    public void notifyCheckpointSubsumed(long checkpointId) {
        snapshots.subsumed(checkpointId);
    }

    // ------------------------------------------------------------------------------- end

    @Override
    public void close() throws IOException {
        resources.stop();
        wrapped.close();
    }

    @Override
    public void dispose() {
        resources.close();
        states.clear();
        wrapped.dispose();
    }

    // ----------------------------------------------------------------------------- tests

    /** Absent if materialization is switched off. It is closed with this backend. */
    Optional<MaterializationManager> materialization() {
        return materialization;
    }

    @Override
    public int numKeyValueStateEntries() {
        return wrapped.numKeyValueStateEntries();
    }

    @Override
    public KeyedStateBackend<K> getDelegatedKeyedStateBackend(boolean recursive) {
        return recursive ? wrapped.getDelegatedKeyedStateBackend(true) : wrapped;
    }
}
