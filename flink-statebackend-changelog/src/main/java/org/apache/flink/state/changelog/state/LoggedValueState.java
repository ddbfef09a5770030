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

import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;

import java.io.IOException;

/** Logs the new value. Task thread only. */
final class LoggedValueState<K, N, V> extends LoggedState<K, N, V, InternalValueState<K, N, V>>
        implements InternalValueState<K, N, V> {

    LoggedValueState(InternalValueState<K, N, V> table, StateChanges<K, N> changes) {
        super(table, changes);
    }

    @Override
    public V value() throws IOException {
        return table.value();
    }

    @Override
    public void update(V value) throws IOException {
        if (value == null) {
            clear();
            return;
        }
        try (OpenChange change = begin(ChangeOperation.SET)) {
            valueSerializer.serialize(value, change.payload());
            table.update(value);
            change.commit();
        }
    }
}
