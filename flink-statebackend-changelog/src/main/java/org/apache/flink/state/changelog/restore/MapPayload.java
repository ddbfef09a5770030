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
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.state.changelog.expiry.Expiry;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Replays maps; values may be null. */
final class MapPayload<N, UK, UV> implements KeyedReplayTarget.Payload<N> {

    private final InternalMapState<?, N, UK, UV> table;
    private final String name;
    private final TypeSerializer<UK> keySerializer;
    private final TypeSerializer<UV> valueSerializer;
    private final Expiry expiry;

    MapPayload(
            InternalMapState<?, N, UK, UV> table,
            String name,
            MapSerializer<UK, UV> serializer,
            Expiry expiry) {
        this.table = table;
        this.name = name;
        this.keySerializer = serializer.getKeySerializer();
        this.valueSerializer = serializer.getValueSerializer();
        this.expiry = expiry;
    }

    @Override
    public void apply(ChangeOperation operation, N namespace, DataInputDeserializer payload)
            throws Exception {
        switch (operation) {
            case SET:
                Map<UK, UV> whole = readAll(payload);
                table.clear();
                put(whole);
                return;
            case MAP_PUT:
                Map<UK, UV> entry = new HashMap<>();
                ChangeRecordCodec.readEntry(payload, entry, keySerializer, valueSerializer);
                put(entry);
                return;
            case MAP_PUT_ALL:
                put(readAll(payload));
                return;
            case MAP_REMOVE:
                table.remove(keySerializer.deserialize(payload));
                return;
            default:
                throw ReplayTarget.unexpected(operation, name);
        }
    }

    private Map<UK, UV> readAll(DataInputDeserializer payload) throws IOException {
        return ChangeRecordCodec.readEntries(payload, keySerializer, valueSerializer);
    }

    /** An entry that has expired removes the one that it replaced. */
    private void put(Map<UK, UV> entries) throws Exception {
        if (!expiry.isPossible()) {
            table.putAll(entries);
            return;
        }
        Map<UK, UV> living = new HashMap<>();
        for (Map.Entry<UK, UV> entry : entries.entrySet()) {
            if (expiry.isOver(entry.getValue())) {
                table.remove(entry.getKey());
            } else {
                living.put(entry.getKey(), entry.getValue());
            }
        }
        if (!living.isEmpty()) {
            table.putAll(living);
        }
    }
}
