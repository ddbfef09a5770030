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
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.state.changelog.expiry.Expiry;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;

import java.io.IOException;
import java.util.List;

/** Replays lists. */
final class ListPayload<N, V> implements KeyedReplayTarget.Payload<N> {

    private final InternalListState<?, N, V> table;
    private final String name;
    private final TypeSerializer<V> serializer;
    private final TypeSerializer<N> namespaceSerializer;
    private final Expiry expiry;

    ListPayload(
            InternalListState<?, N, V> table,
            String name,
            ListSerializer<V> serializer,
            TypeSerializer<N> namespaceSerializer,
            Expiry expiry) {
        this.table = table;
        this.name = name;
        this.serializer = serializer.getElementSerializer();
        this.namespaceSerializer = namespaceSerializer;
        this.expiry = expiry;
    }

    @Override
    public void apply(ChangeOperation operation, N namespace, DataInputDeserializer payload)
            throws Exception {
        switch (operation) {
            case SET:
                update(expiry.living(readAll(payload)));
                return;
            case LIST_ADD:
                add(serializer.deserialize(payload));
                return;
            case LIST_ADD_ALL:
                table.addAll(expiry.living(readAll(payload)));
                return;
            case LIST_MERGE:
                table.mergeNamespaces(
                        namespace, ChangeRecordCodec.readElements(payload, namespaceSerializer));
                return;
            default:
                throw ReplayTarget.unexpected(operation, name);
        }
    }

    private List<V> readAll(DataInputDeserializer payload) throws IOException {
        return ChangeRecordCodec.readElements(payload, serializer);
    }

    private void update(List<V> elements) throws Exception {
        if (elements.isEmpty()) {
            // The heap would keep an empty list.
            table.clear();
        } else {
            table.updateInternal(elements);
        }
    }

    private void add(V element) throws Exception {
        if (!expiry.isOver(element)) {
            table.add(element);
        }
    }
}
