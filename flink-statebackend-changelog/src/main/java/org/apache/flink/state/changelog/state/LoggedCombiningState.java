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

import org.apache.flink.runtime.state.internal.InternalMergingState;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.function.ThrowingRunnable;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/**
 * A state that combines what is added into one value, by a function of the user. Logs the combined
 * value, never the input: replay has no user function.
 *
 * <p>A function may change the stored value in place, which on the heap is the table's own. If it
 * then throws, the log gets what the table has, so that they stay equal. Task thread only.
 */
abstract class LoggedCombiningState<
                K, N, IN, V, OUT, S extends InternalMergingState<K, N, IN, V, OUT>>
        extends LoggedState<K, N, V, S> implements InternalMergingState<K, N, IN, V, OUT> {

    LoggedCombiningState(S table, StateChanges<K, N> changes) {
        super(table, changes);
    }

    /** Combines; {@code stored} is null if there is none. */
    abstract V combine(V stored, IN added) throws Exception;

    @Override
    public final OUT get() throws Exception {
        return table.get();
    }

    @Override
    public final V getInternal() throws Exception {
        return table.getInternal();
    }

    @Override
    public final void add(IN value) throws Exception {
        if (value == null) {
            // What null means differs between backends.
            changeTableFirst(currentNamespace(), () -> table.add(null));
        } else {
            combineAndUpdate(value);
        }
    }

    /** The same one read and one write that the table would do. */
    private void combineAndUpdate(IN added) throws Exception {
        V stored = table.getInternal();
        try {
            updateInternal(combine(stored, added));
        } catch (Throwable t) {
            logWhatTheTableHas(t);
            throw t;
        }
    }

    private void logWhatTheTableHas(Throwable failure) {
        try {
            changeTableFirst(currentNamespace(), () -> {});
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public final void updateInternal(V value) throws Exception {
        if (value == null) {
            changeTableFirst(currentNamespace(), () -> table.updateInternal(null));
            return;
        }
        try (OpenChange change = begin(ChangeOperation.SET)) {
            valueSerializer.serialize(value, change.payload());
            table.updateInternal(value);
            change.commit();
        }
    }

    @Override
    public final void mergeNamespaces(N target, Collection<N> sources) throws Exception {
        if (sources == null || sources.isEmpty()) {
            return;
        }
        changeTableFirst(
                target,
                () -> {
                    table.mergeNamespaces(target, sources);
                    for (N source : sources) {
                        if (source != null && !source.equals(target)) {
                            record(source, Optional.empty());
                        }
                    }
                });
    }

    /**
     * For changes whose result only the table knows: changes it, then logs what it has. A failure
     * leaves a log with a hole, and says so.
     */
    private void changeTableFirst(N namespace, ThrowingRunnable<Exception> tableChange)
            throws Exception {
        try {
            tableChange.run();
            table.setCurrentNamespace(namespace);
            record(namespace, Optional.ofNullable(table.getInternal()));
        } catch (Throwable t) {
            changes.lost(t);
            throw t;
        } finally {
            restoreNamespace();
        }
    }

    private void record(N namespace, Optional<V> value) throws IOException {
        ChangeOperation operation = value.isPresent() ? ChangeOperation.SET : ChangeOperation.CLEAR;
        try (OpenChange change = changes.begin(operation, namespace)) {
            if (value.isPresent()) {
                valueSerializer.serialize(value.get(), change.payload());
            }
            change.commit();
        }
    }
}
