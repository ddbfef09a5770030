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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * What a metadata record says: the name, kind and serializers behind a state id. Immutable.
 *
 * <p>One id has one set of serializers for ever, in one log; a state registered again with others
 * gets another id.
 */
public final class StateMetadata {

    private final int stateId;
    private final TypeSerializerSnapshot<?> keySerializer;
    private final StateMetaInfoSnapshot state;

    public StateMetadata(
            int stateId, TypeSerializerSnapshot<?> keySerializer, StateMetaInfoSnapshot state) {
        this.stateId = ChangeRecordCodec.checkStateId(stateId);
        this.keySerializer = checkNotNull(keySerializer);
        this.state = checkNotNull(state);
    }

    public int stateId() {
        return stateId;
    }

    public TypeSerializerSnapshot<?> keySerializer() {
        return keySerializer;
    }

    public StateMetaInfoSnapshot state() {
        return state;
    }
}
