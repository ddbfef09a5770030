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
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.record.StateMetadata;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives ids to states and announces in the log what they stand for, before their first change and
 * again in each epoch. Task thread only.
 *
 * <p>An epoch begins where a later restore may begin to read the log: at the start of a
 * materialization. The log from there on then stands alone.
 *
 * <p>One id has one set of serializers and options for ever. A state that is registered again with
 * equal ones keeps its id, with others it gets a new one.
 */
public final class StateRegistry {

    private final TypeSerializer<?> keySerializer;
    private final ChangeRecorder<?> recorder;

    /** The latest registration of each state, by kind and name. */
    private final Map<List<Object>, RegisteredState> states = new HashMap<>();

    private int nextId;
    private long epoch;

    public StateRegistry(TypeSerializer<?> keySerializer, ChangeRecorder<?> recorder) {
        this.keySerializer = keySerializer;
        this.recorder = recorder;
    }

    /** What is logged from now on must be readable without anything logged before. */
    public void beginEpoch() {
        epoch++;
        recorder.beginEpoch();
    }

    /** Registers a state; its options and {@code serializers} decide whether it is known. */
    RegisteredState register(StateMetaInfoSnapshot state, TypeSerializer<?>... serializers) {
        List<Object> identity = Arrays.asList(state.getBackendStateType(), state.getName());
        RegisteredState known = states.get(identity);
        if (known != null && known.is(state, serializers)) {
            return known;
        }
        StateMetadata metadata =
                new StateMetadata(nextId, keySerializer.snapshotConfiguration(), state);
        RegisteredState added = new RegisteredState(metadata, serializers);
        nextId++;
        states.put(identity, added);
        return added;
    }

    /** Announces the state unless this epoch's log has it already. */
    void announce(RegisteredState state) throws IOException {
        if (!state.announcedIn(epoch)) {
            recorder.recordMetadata(state.metadata());
            state.announced(epoch);
        }
    }
}
