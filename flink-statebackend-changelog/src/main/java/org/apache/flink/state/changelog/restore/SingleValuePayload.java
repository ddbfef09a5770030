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
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.state.changelog.expiry.Expiry;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.util.function.ThrowingConsumer;

/** Replays state that is one value: values, reduced values, accumulators. */
final class SingleValuePayload<N, V> implements KeyedReplayTarget.Payload<N> {

    private final InternalKvState<?, N, ?> table;
    private final ThrowingConsumer<V, Exception> update;
    private final String name;
    private final TypeSerializer<V> serializer;
    private final Expiry expiry;

    SingleValuePayload(
            InternalKvState<?, N, ?> table,
            ThrowingConsumer<V, Exception> update,
            String name,
            TypeSerializer<V> serializer,
            Expiry expiry) {
        this.table = table;
        this.update = update;
        this.name = name;
        this.serializer = serializer;
        this.expiry = expiry;
    }

    @Override
    public void apply(ChangeOperation operation, N namespace, DataInputDeserializer payload)
            throws Exception {
        if (operation != ChangeOperation.SET) {
            throw ReplayTarget.unexpected(operation, name);
        }
        V value = serializer.deserialize(payload);
        if (expiry.isOver(value)) {
            table.clear();
        } else {
            update.accept(value);
        }
    }
}
