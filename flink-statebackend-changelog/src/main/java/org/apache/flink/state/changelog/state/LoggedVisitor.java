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
import org.apache.flink.runtime.state.StateEntry;
import org.apache.flink.runtime.state.internal.InternalKvState.StateIncrementalVisitor;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.Collection;

/** Logs what the cleanup of expired entries removes and updates, under keys not selected. */
final class LoggedVisitor<K, N, V> implements StateIncrementalVisitor<K, N, V> {

    private final StateIncrementalVisitor<K, N, V> visitor;
    private final StateChanges<K, N> changes;
    private final TypeSerializer<V> valueSerializer;

    LoggedVisitor(
            StateIncrementalVisitor<K, N, V> visitor,
            StateChanges<K, N> changes,
            TypeSerializer<V> valueSerializer) {
        this.visitor = visitor;
        this.changes = changes;
        this.valueSerializer = valueSerializer;
    }

    @Override
    public boolean hasNext() {
        return visitor.hasNext();
    }

    @Override
    public Collection<StateEntry<K, N, V>> nextEntries() {
        return visitor.nextEntries();
    }

    @Override
    public void remove(StateEntry<K, N, V> entry) {
        try (OpenChange change =
                changes.begin(ChangeOperation.CLEAR, entry.getKey(), entry.getNamespace())) {
            visitor.remove(entry);
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that an entry was removed.", e);
        }
    }

    @Override
    public void update(StateEntry<K, N, V> entry, V newValue) {
        try (OpenChange change =
                changes.begin(ChangeOperation.SET, entry.getKey(), entry.getNamespace())) {
            valueSerializer.serialize(newValue, change.payload());
            visitor.update(entry, newValue);
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that an entry was updated.", e);
        }
    }
}
