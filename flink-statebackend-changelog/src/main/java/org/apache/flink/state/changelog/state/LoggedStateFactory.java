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

import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.RegisteredPriorityQueueStateBackendMetaInfo;
import org.apache.flink.runtime.state.internal.InternalAggregatingState;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.runtime.state.internal.InternalReducingState;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.state.changelog.expiry.RestoredExpiry;
import org.apache.flink.state.changelog.queue.LoggedQueues;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.record.TimeToLive;

import java.util.Optional;

/** Wraps states and queues of the wrapped backend so that their changes are logged. Task thread. */
public final class LoggedStateFactory<K> {

    private final StateRegistry registry;
    private final ChangeRecorder<K> recorder;
    private final RestoredExpiry restored;
    private final Runnable timeToLiveRaised;

    /**
     * @param restored by which times to live the log was replayed
     * @param timeToLiveRaised called when a state is registered whose values live longer than that
     */
    public LoggedStateFactory(
            StateRegistry registry,
            ChangeRecorder<K> recorder,
            RestoredExpiry restored,
            Runnable timeToLiveRaised) {
        this.registry = registry;
        this.recorder = recorder;
        this.restored = restored;
        this.timeToLiveRaised = timeToLiveRaised;
    }

    /** Wraps a keyed state that was created or updated by this descriptor. */
    public <N, V> InternalKvState<K, N, ?> wrap(
            InternalKvState<K, N, V> table, StateDescriptor<?, ?> descriptor) {
        TypeSerializer<N> namespaceSerializer = table.getNamespaceSerializer();
        TypeSerializer<V> valueSerializer = table.getValueSerializer();
        Optional<TimeToLive> timeToLive = TimeToLive.of(descriptor.getTtlConfig());
        if (restored.isRaisedBy(descriptor.getName(), timeToLive)) {
            timeToLiveRaised.run();
        }
        StateMetaInfoSnapshot metaInfo =
                new RegisteredKeyValueStateBackendMetaInfo<>(
                                descriptor.getType(),
                                descriptor.getName(),
                                namespaceSerializer,
                                valueSerializer)
                        .snapshot();
        RegisteredState state =
                registry.register(
                        timeToLive.map(expiring -> expiring.writeTo(metaInfo)).orElse(metaInfo),
                        namespaceSerializer,
                        valueSerializer);
        return wrap(
                table,
                descriptor,
                new StateChanges<>(registry, state, recorder, namespaceSerializer));
    }

    /** The casts hold: the kind of the descriptor decides which state a backend creates. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private <N> InternalKvState<K, N, ?> wrap(
            InternalKvState<K, N, ?> table,
            StateDescriptor<?, ?> descriptor,
            StateChanges<K, N> changes) {
        switch (descriptor.getType()) {
            case VALUE:
                return new LoggedValueState<>((InternalValueState<K, N, ?>) table, changes);
            case LIST:
                return new LoggedListState<>((InternalListState<K, N, ?>) table, changes);
            case MAP:
                return new LoggedMapState<>((InternalMapState<K, N, ?, ?>) table, changes);
            case REDUCING:
                return new LoggedReducingState(
                        (InternalReducingState) table,
                        changes,
                        ((ReducingStateDescriptor<?>) descriptor).getReduceFunction());
            case AGGREGATING:
                return new LoggedAggregatingState(
                        (InternalAggregatingState) table,
                        changes,
                        ((AggregatingStateDescriptor<?, ?, ?>) descriptor).getAggregateFunction());
            default:
                throw new UnsupportedOperationException(
                        "State "
                                + descriptor.getName()
                                + " is of kind "
                                + descriptor.getType()
                                + ", whose changes cannot be logged.");
        }
    }

    /** Wraps a queue that was created or updated with this serializer. */
    public <T extends Keyed<?>> KeyGroupedInternalPriorityQueue<T> wrap(
            KeyGroupedInternalPriorityQueue<T> table, String name, TypeSerializer<T> serializer) {
        RegisteredState state =
                registry.register(
                        new RegisteredPriorityQueueStateBackendMetaInfo<>(name, serializer)
                                .snapshot(),
                        serializer);
        return LoggedQueues.wrap(
                table, serializer, new RegisteredQueueLog(registry, state, recorder));
    }
}
