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
import org.apache.flink.runtime.state.BackendBuildingException;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.StateMetadata;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.clock.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a wrapped backend from the materialized state of a checkpoint and replays the log over
 * it. Runs on the thread that creates the backend.
 */
public final class RestoreProcedure {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreProcedure.class);

    private RestoreProcedure() {}

    /**
     * Restores.
     *
     * @param clock tells how long the replay took
     * @return the backend is the caller's
     * @throws Exception if the wrapped backend cannot be created, or a local copy is damaged, or a
     *     log cannot be read or does not fit the state; what was created is disposed of, and Flink
     *     may try again with other handles of the same checkpoint
     */
    public static <K> RestoredBackend<K> restore(
            StateBackend wrapped, KeyedStateBackendParameters<K> parameters, Clock clock)
            throws Exception {
        RestoredHandles handles =
                RestoredHandles.of(parameters.getStateHandles(), parameters.getKeyGroupRange());
        handles.verifyCopies(parameters.getCancelStreamRegistry()::isClosed);
        LogReader reader = new LogReader(parameters.getEnv());
        AbstractKeyedStateBackend<K> backend =
                checked(
                        wrapped,
                        wrapped.createKeyedStateBackend(
                                forMaterialized(parameters, handles, reader)));
        boolean restored = false;
        try {
            long beganMs = clock.relativeTimeMillis();
            ChangeReplayer<K> replayer =
                    new ChangeReplayer<>(
                            backend,
                            reader,
                            parameters.getCancelStreamRegistry(),
                            parameters.getTtlTimeProvider().currentTimestamp());
            replay(handles, replayer);
            restored = true;
            return new RestoredBackend<>(
                    backend,
                    handles,
                    replayer.restoredExpiry(),
                    replayer.hasMigrated(),
                    clock.relativeTimeMillis() - beganMs);
        } finally {
            if (!restored) {
                IOUtils.closeQuietly(backend);
                backend.dispose();
            }
        }
    }

    /**
     * What the wrapped backend is created with. If it restores something, it resolves the key
     * serializer itself; else the log must, before the first key is written.
     */
    private static <K> KeyedStateBackendParameters<K> forMaterialized(
            KeyedStateBackendParameters<K> given, RestoredHandles handles, LogReader reader)
            throws Exception {
        TypeSerializer<K> keySerializer = given.getKeySerializer();
        if (handles.sources().isEmpty() && !handles.log().isEmpty()) {
            keySerializer = loggedKeySerializer(keySerializer, handles.log().get(0), reader);
        }
        return new KeyedStateBackendParametersImpl<>(
                given.getEnv(),
                given.getJobID(),
                given.getOperatorIdentifier(),
                keySerializer,
                given.getNumberOfKeyGroups(),
                given.getKeyGroupRange(),
                given.getKvStateRegistry(),
                given.getTtlTimeProvider(),
                given.getMetricGroup(),
                given.getCustomInitializationMetrics(),
                handles.sources(),
                given.getCancelStreamRegistry(),
                given.getManagedMemoryFraction());
    }

    /** The cast holds unless the check throws. */
    @SuppressWarnings({"unchecked", "try"})
    private static <K> TypeSerializer<K> loggedKeySerializer(
            TypeSerializer<K> registered, ChangelogStateHandle log, LogReader reader)
            throws BackendBuildingException {
        try (CloseableIterator<StateChange> changes = reader.open(log)) {
            while (changes.hasNext()) {
                StateChange change = changes.next();
                if (change.getKeyGroup() == StateChange.META_KEY_GROUP) {
                    StateMetadata metadata =
                            ChangeRecordCodec.readMetadata(
                                    new DataInputDeserializer(change.getChange()),
                                    reader.userCode());
                    return LoggedKeys.resolve(
                            registered, (TypeSerializerSnapshot<K>) metadata.keySerializer());
                }
            }
            return registered;
        } catch (Exception e) {
            throw new BackendBuildingException(
                    "Cannot read the metadata of log " + log.getStateHandleId() + ".", e);
        }
    }

    private static <K> AbstractKeyedStateBackend<K> checked(
            StateBackend wrapped, CheckpointableKeyedStateBackend<K> backend) {
        if (backend instanceof AbstractKeyedStateBackend) {
            return (AbstractKeyedStateBackend<K>) backend;
        }
        IOUtils.closeQuietly(backend);
        backend.dispose();
        throw new UnsupportedOperationException(
                "The changes of state backend "
                        + wrapped.getName()
                        + " cannot be logged: its keyed backend is no AbstractKeyedStateBackend.");
    }

    private static void replay(RestoredHandles handles, ChangeReplayer<?> replayer)
            throws BackendBuildingException {
        for (ChangelogStateHandle log : handles.log()) {
            replayer.replay(log);
        }
        replayer.end();
        LOG.info(
                "Restored from {} local copies and {} remote snapshots; replayed {} changes of {} logs.",
                handles.copies().size(),
                handles.sources().size() - handles.copies().size(),
                replayer.replayed(),
                handles.log().size());
    }
}
