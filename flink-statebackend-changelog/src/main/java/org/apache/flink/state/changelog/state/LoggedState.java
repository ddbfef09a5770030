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
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.Preconditions;
import org.apache.flink.util.function.ThrowingRunnable;

import java.io.IOException;

/**
 * A state of the wrapped backend whose changes are logged.
 *
 * <p>An abstract class, against the house style, because {@link InternalKvState} asks every state
 * for the same seven methods; it holds no lifecycle and no lock.
 *
 * <p>Every change follows {@link OpenChange}: write the record, change the table, commit. An
 * operation that fails has changed neither, or, if the table may have taken some of it, the log
 * says that it has a hole ({@link #inSteps}). Task thread only, but {@link #getSerializedValue}.
 *
 * @param <S> the wrapped state
 */
abstract class LoggedState<K, N, V, S extends InternalKvState<K, N, V>>
        implements InternalKvState<K, N, V> {

    final S table;
    final StateChanges<K, N> changes;

    /** That of the metadata in the log: what this state writes, the announced serializer reads. */
    final TypeSerializer<V> valueSerializer;

    private N currentNamespace;

    LoggedState(S table, StateChanges<K, N> changes) {
        this.table = table;
        this.changes = changes;
        this.valueSerializer = table.getValueSerializer();
    }

    final N currentNamespace() {
        return currentNamespace;
    }

    final OpenChange begin(ChangeOperation operation) throws IOException {
        return changes.begin(operation, currentNamespace);
    }

    /** For a change that the table makes in several steps, of which a failure may undo none. */
    final <E extends Exception> void inSteps(ThrowingRunnable<E> tableChange) throws E {
        try {
            tableChange.run();
        } catch (Throwable t) {
            changes.lost(t);
            throw t;
        }
    }

    @Override
    public final void clear() {
        try (OpenChange change = begin(ChangeOperation.CLEAR)) {
            inSteps(table::clear);
            change.commit();
        } catch (IOException e) {
            throw new FlinkRuntimeException("Cannot log that a state was cleared.", e);
        }
    }

    @Override
    public final void setCurrentNamespace(N namespace) {
        currentNamespace = Preconditions.checkNotNull(namespace, "Namespace must not be null.");
        table.setCurrentNamespace(namespace);
    }

    /** Puts the table back to this state's namespace after it worked in others. */
    final void restoreNamespace() {
        if (currentNamespace != null) {
            table.setCurrentNamespace(currentNamespace);
        }
    }

    @Override
    public final TypeSerializer<K> getKeySerializer() {
        return table.getKeySerializer();
    }

    @Override
    public final TypeSerializer<N> getNamespaceSerializer() {
        return table.getNamespaceSerializer();
    }

    @Override
    public final TypeSerializer<V> getValueSerializer() {
        return table.getValueSerializer();
    }

    @Override
    public final byte[] getSerializedValue(
            byte[] serializedKeyAndNamespace,
            TypeSerializer<K> safeKeySerializer,
            TypeSerializer<N> safeNamespaceSerializer,
            TypeSerializer<V> safeValueSerializer)
            throws Exception {
        return table.getSerializedValue(
                serializedKeyAndNamespace,
                safeKeySerializer,
                safeNamespaceSerializer,
                safeValueSerializer);
    }

    @Override
    public StateIncrementalVisitor<K, N, V> getStateIncrementalVisitor(
            int recommendedMaxNumberOfReturnedRecords) {
        return new LoggedVisitor<>(
                table.getStateIncrementalVisitor(recommendedMaxNumberOfReturnedRecords),
                changes,
                valueSerializer);
    }
}
