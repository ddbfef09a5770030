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

import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.execution.CancelTaskException;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.BackendBuildingException;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.state.changelog.expiry.RestoredExpiry;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecordCodec;
import org.apache.flink.state.changelog.record.CorruptChangeException;
import org.apache.flink.state.changelog.table.CreatedStates;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.IOUtils;

import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

/**
 * Applies logs to a backend, one after the other. One thread.
 *
 * <p>A log stands alone: state ids mean nothing beyond it.
 */
final class ChangeReplayer<K> {

    /** How many changes are applied before it is asked again whether to go on. */
    private static final int CHANGES_BETWEEN_CHECKS = 1024;

    private final AbstractKeyedStateBackend<K> backend;
    private final LogReader reader;
    private final CloseableRegistry cancellation;
    private final ReplayTargets<K> targets;
    private final DataInputDeserializer record = new DataInputDeserializer();
    private long replayed;

    /**
     * @param cancellation closed by whoever cancels the task, from another thread
     * @param nowMs what has expired by then is left out
     */
    ChangeReplayer(
            AbstractKeyedStateBackend<K> backend,
            LogReader reader,
            CloseableRegistry cancellation,
            long nowMs) {
        this.backend = backend;
        this.reader = reader;
        this.cancellation = cancellation;
        this.targets = new ReplayTargets<>(backend, reader.userCode(), nowMs);
    }

    /** Changes of key groups so far, without metadata. */
    long replayed() {
        return replayed;
    }

    /** By which times to live changes were left out so far. */
    RestoredExpiry restoredExpiry() {
        return targets.restoredExpiry();
    }

    /** Whether restored values were in an older schema than what was applied so far. */
    boolean hasMigrated() {
        return targets.haveMigrated();
    }

    /**
     * Applies one log.
     *
     * @throws BackendBuildingException if it cannot be read, or does not fit the state, or the task
     *     is cancelled
     */
    @SuppressWarnings("try") // Closing may be interrupted.
    void replay(ChangelogStateHandle log) throws BackendBuildingException {
        KeyGroupRange range = log.getKeyGroupRange();
        try (CloseableIterator<StateChange> changes = reader.open(log)) {
            // Ends a read that waits for a store.
            Closeable stop = () -> IOUtils.closeQuietly(changes);
            cancellation.registerCloseable(stop);
            try {
                applyAll(changes, range);
            } finally {
                cancellation.unregisterCloseable(stop);
            }
        } catch (Exception e) {
            throw new BackendBuildingException(
                    "Cannot replay log " + log.getStateHandleId() + " of " + range + ".", e);
        }
    }

    private void applyAll(CloseableIterator<StateChange> changes, KeyGroupRange range)
            throws Exception {
        Map<Integer, ReplayTarget> byId = new HashMap<>();
        for (int count = 1; changes.hasNext(); count++) {
            StateChange change = changes.next();
            if (LogHandles.concerns(change, range)) {
                apply(change, byId);
            }
            if (count % CHANGES_BETWEEN_CHECKS == 0) {
                checkNotCancelled();
            }
        }
        // An iterator that was closed may look like one that is at its end.
        checkNotCancelled();
    }

    private void checkNotCancelled() throws InterruptedException {
        if (cancellation.isClosed()) {
            throw new CancelTaskException("The task was cancelled while its log was replayed.");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("Interrupted while the log was replayed.");
        }
    }

    /**
     * Leaves the table to the user.
     *
     * <p>Takes back the selection of the last key, which no user asked for: the heap then refuses
     * to be used without a key, as ever. RocksDB would not have refused a read before either, and
     * keeps the bytes of that key; a write fails, since the log needs the key.
     */
    void end() {
        backend.getKeyContext().setCurrentKey(null);
        CreatedStates.forget(backend);
    }

    private void apply(StateChange change, Map<Integer, ReplayTarget> byId) throws Exception {
        record.setBuffer(change.getChange());
        if (change.getKeyGroup() == StateChange.META_KEY_GROUP) {
            targets.announce(record, byId);
            return;
        }
        ChangeOperation operation = ChangeRecordCodec.readOperation(record);
        int stateId = ChangeRecordCodec.readStateId(record);
        ReplayTarget target = byId.get(stateId);
        if (target == null) {
            throw new CorruptChangeException("a state id", "one that is announced", stateId);
        }
        target.apply(operation, record, change.getKeyGroup());
        replayed++;
    }
}
