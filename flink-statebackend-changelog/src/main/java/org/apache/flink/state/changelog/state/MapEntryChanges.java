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
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/** Logs what is done to the map of one key and namespace through iterators. Task thread only. */
final class MapEntryChanges<K, N, UK, UV> {

    private final StateChanges<K, N> changes;
    private final K key;
    private final N namespace;
    private final TypeSerializer<UK> mapKeySerializer;
    private final TypeSerializer<UV> mapValueSerializer;

    MapEntryChanges(
            StateChanges<K, N> changes,
            K key,
            N namespace,
            TypeSerializer<UK> mapKeySerializer,
            TypeSerializer<UV> mapValueSerializer) {
        this.changes = changes;
        this.key = key;
        this.namespace = namespace;
        this.mapKeySerializer = mapKeySerializer;
        this.mapValueSerializer = mapValueSerializer;
    }

    /** Removes the last entry of the iterator, whose key is given. */
    void remove(Iterator<?> iterator, UK mapKey) {
        try (OpenChange change = changes.begin(ChangeOperation.MAP_REMOVE, key, namespace)) {
            mapKeySerializer.serialize(mapKey, change.payload());
            iterator.remove();
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that a map entry was removed.", e);
        }
    }

    UV setValue(Map.Entry<UK, UV> entry, UV value) {
        try (OpenChange change = changes.begin(ChangeOperation.MAP_PUT, key, namespace)) {
            ChangeRecordCodec.writeEntry(
                    change.payload(), entry.getKey(), value, mapKeySerializer, mapValueSerializer);
            UV previous = entry.setValue(value);
            change.commit();
            return previous;
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that a map entry was changed.", e);
        }
    }
}
