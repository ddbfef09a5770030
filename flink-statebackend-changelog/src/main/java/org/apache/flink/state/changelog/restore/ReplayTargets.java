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
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.RegisteredPriorityQueueStateBackendMetaInfo;
import org.apache.flink.runtime.state.StateSnapshotTransformer.StateSnapshotTransformFactory;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.apache.flink.state.changelog.expiry.Expiry;
import org.apache.flink.state.changelog.expiry.RestoredExpiry;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.StateMetadata;
import org.apache.flink.state.changelog.record.TimeToLive;
import org.apache.flink.state.changelog.table.CreatedStates;
import org.apache.flink.state.changelog.table.RegisteredSchemas;
import org.apache.flink.state.changelog.table.RegisteredSchemas.Registration;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Creates in the wrapped backend the states that metadata records announce.
 *
 * <p>They are created as if restored from a snapshot: with the serializers of the log, open to the
 * ones with which the user registers them later, which is when the wrapped backend migrates them.
 */
final class ReplayTargets<K> {

    private final AbstractKeyedStateBackend<K> backend;
    private final ClassLoader userCode;
    private final long nowMs;
    private final RestoredExpiry restoredExpiry = new RestoredExpiry();
    private boolean migrated;

    /**
     * @param nowMs what has expired by then is left out
     */
    ReplayTargets(AbstractKeyedStateBackend<K> backend, ClassLoader userCode, long nowMs) {
        this.backend = backend;
        this.userCode = userCode;
        this.nowMs = nowMs;
    }

    RestoredExpiry restoredExpiry() {
        return restoredExpiry;
    }

    /** Whether a log has a state in a younger schema than what was there before. */
    boolean haveMigrated() {
        return migrated;
    }

    /** Reads a metadata record and makes what it announces known under its id. */
    void announce(DataInputDeserializer record, Map<Integer, ReplayTarget> byId) throws Exception {
        StateMetadata metadata = ChangeRecordCodec.readMetadata(record, userCode);
        if (byId.containsKey(metadata.stateId())) {
            // Announced again, and an id never changes its meaning.
            return;
        }
        StateMetaInfoSnapshot state = metadata.state();
        switch (state.getBackendStateType()) {
            case KEY_VALUE:
                byId.put(metadata.stateId(), keyedState(state, keySerializer(metadata)));
                return;
            case PRIORITY_QUEUE:
                keySerializer(metadata);
                byId.put(metadata.stateId(), queue(state));
                return;
            default:
                throw new IOException(
                        "State "
                                + state.getName()
                                + " is of kind "
                                + state.getBackendStateType()
                                + ", which a log of keyed state cannot have.");
        }
    }

    /** The one of the log. The cast holds unless the check throws. */
    @SuppressWarnings("unchecked")
    private TypeSerializer<K> keySerializer(StateMetadata metadata) throws Exception {
        TypeSerializerSnapshot<K> logged = (TypeSerializerSnapshot<K>) metadata.keySerializer();
        LoggedKeys.resolve(backend.getKeySerializer(), logged);
        return logged.restoreSerializer();
    }

    private <N, V> ReplayTarget keyedState(
            StateMetaInfoSnapshot state, TypeSerializer<K> keySerializer) throws Exception {
        RegisteredKeyValueStateBackendMetaInfo<N, V> metaInfo =
                new RegisteredKeyValueStateBackendMetaInfo<>(state);
        Registration registration =
                RegisteredSchemas.registration(
                        backend,
                        state.getName(),
                        state.getTypeSerializerSnapshot(CommonSerializerKeys.VALUE_SERIALIZER),
                        userCode);
        migrated |= registration == Registration.MIGRATION;
        CreatedStates.forget(backend);
        InternalKvState<K, N, ?> table =
                backend.createOrUpdateInternalState(
                        metaInfo.getNamespaceSerializer(),
                        ReplayDescriptors.of(metaInfo, registration == Registration.KNOWN),
                        StateSnapshotTransformFactory.noTransform(),
                        true);
        return KeyedReplayTarget.of(backend, keySerializer, metaInfo, table, expiry(state));
    }

    private Expiry expiry(StateMetaInfoSnapshot state) throws Exception {
        Optional<TimeToLive> timeToLive = TimeToLive.readFrom(state);
        timeToLive.ifPresent(shown -> restoredExpiry.replayed(state.getName(), shown));
        return new Expiry(timeToLive, nowMs);
    }

    /** The casts hold: only such elements get into a queue. */
    @SuppressWarnings("unchecked")
    private <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
            ReplayTarget queue(StateMetaInfoSnapshot state) {
        TypeSerializer<T> serializer =
                new RegisteredPriorityQueueStateBackendMetaInfo<T>(state).getElementSerializer();
        KeyGroupedInternalPriorityQueue<T> queue =
                backend.create(state.getName(), serializer, true);
        return new QueueReplayTarget<>(
                state.getName(), queue, serializer, backend.getNumberOfKeyGroups());
    }
}
