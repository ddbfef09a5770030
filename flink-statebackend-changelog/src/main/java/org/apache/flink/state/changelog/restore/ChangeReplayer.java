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

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.BackendBuildingException;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Applies logs to a backend, one after the other. One thread.
 *
 * <p>A log stands alone: state ids mean nothing beyond it.
 */
final class ChangeReplayer<K> {

    private final LogReader reader;
    private final ReplayTargets<K> targets;
    private final DataInputDeserializer record = new DataInputDeserializer();
    private long replayed;

    ChangeReplayer(AbstractKeyedStateBackend<K> backend, LogReader reader) {
        this.reader = reader;
        this.targets = new ReplayTargets<>(backend, reader.userCode());
    }

    /** Changes of key groups so far, without metadata. */
    long replayed() {
        return replayed;
    }

    /**
     * Applies one log.
     *
     * @throws BackendBuildingException if it cannot be read, or does not fit the state
     */
    @SuppressWarnings("try") // Closing may be interrupted.
    void replay(ChangelogStateHandle log) throws BackendBuildingException {
        KeyGroupRange range = log.getKeyGroupRange();
        try (CloseableIterator<StateChange> changes = reader.open(log)) {
            Map<Integer, ReplayTarget> byId = new HashMap<>();
            while (changes.hasNext()) {
                StateChange change = changes.next();
                if (LogHandles.concerns(change, range)) {
                    apply(change, byId);
                }
            }
        } catch (Exception e) {
            throw new BackendBuildingException(
                    "Cannot replay log " + log.getStateHandleId() + " of " + range + ".", e);
        }
    }

    private void apply(StateChange change, Map<Integer, ReplayTarget> byId) throws Exception {
        record.setBuffer(change.getChange());
        if (change.getKeyGroup() == StateChange.META_KEY_GROUP) {
            targets.announce(record, byId);
            return;
        }
        ChangeOperation operation = ChangeRecordCodec.readOperation(record);
        int stateId = ChangeRecordCodec.readStateId(record);
        ReplayTarget target = byId.get(stateId);
        if (target == null) {
            throw new IOException(
                    "The log changes state id " + stateId + " but never says what it is.");
        }
        target.apply(operation, record, change.getKeyGroup());
        replayed++;
    }
}
