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

import org.apache.flink.runtime.state.CheckpointBoundKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.state.changelog.checkpoint.Baseline;
import org.apache.flink.state.changelog.local.LocalCheckpointHandle;
import org.apache.flink.state.changelog.local.MaterializedCopy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The handles of a checkpoint, taken apart: materialized state and log, each narrowed to the key
 * groups it speaks for. Immutable.
 *
 * <p>A handle that was inherited through a rescale may name files about more key groups than its
 * owner had. What they say about the others is older than what their new owner wrote, and must not
 * be replayed over that.
 */
public final class RestoredHandles {

    private final List<KeyedStateHandle> materialized = new ArrayList<>();

    /** Instead of some of the materialized handles, where Flink offers it. */
    private final List<MaterializedCopy> copies = new ArrayList<>();

    /** The materialized handles, or the copies of them. */
    private final List<KeyedStateHandle> sources = new ArrayList<>();

    private final List<ChangelogStateHandle> log = new ArrayList<>();
    private final KeyGroupRange keyGroups;

    /** The largest id that the wrapped backend may know. */
    private long materializationId;

    private RestoredHandles(KeyGroupRange keyGroups) {
        this.keyGroups = keyGroups;
    }

    /** Takes handles apart; those of a checkpoint without changelog count as materialized. */
    static RestoredHandles of(Collection<KeyedStateHandle> handles, KeyGroupRange keyGroups) {
        RestoredHandles restored = new RestoredHandles(keyGroups);
        handles.stream().filter(Objects::nonNull).forEach(restored::add);
        return restored;
    }

    private void add(KeyedStateHandle handle) {
        if (handle instanceof LocalCheckpointHandle) {
            LocalCheckpointHandle local = (LocalCheckpointHandle) handle;
            if (add(local.remote(), Collections.singletonList(local.copy().handle()))) {
                copies.add(local.copy());
            }
        } else {
            ChangelogStateBackendHandle parts =
                    ChangelogStateBackendHandleImpl.getChangelogStateBackendHandle(handle);
            add(parts, parts.getMaterializedStateHandles());
        }
    }

    /** Returns false if they are about other key groups. */
    private boolean add(ChangelogStateBackendHandle parts, List<KeyedStateHandle> restoredFrom) {
        KeyGroupRange range = parts.getKeyGroupRange().getIntersection(keyGroups);
        if (range.getNumberOfKeyGroups() == 0) {
            return false;
        }
        sources.addAll(restoredFrom);
        materializationId = Math.max(materializationId, parts.getMaterializationID());
        for (KeyedStateHandle state : parts.getMaterializedStateHandles()) {
            materialized.add(state);
            if (state instanceof CheckpointBoundKeyedStateHandle) {
                long boundTo = ((CheckpointBoundKeyedStateHandle) state).getCheckpointId();
                materializationId = Math.max(materializationId, boundTo);
            }
        }
        for (ChangelogStateHandle changes : parts.getNonMaterializedStateHandles()) {
            LogHandles.narrow(changes, range).ifPresent(log::add);
        }
        return true;
    }

    /** What the wrapped backend restores from. */
    List<KeyedStateHandle> sources() {
        return sources;
    }

    /** The local ones among them. */
    public List<MaterializedCopy> copies() {
        return Collections.unmodifiableList(copies);
    }

    /**
     * @param cancelled asked from time to time
     * @throws IOException if a local copy is damaged, or not there; the remote files may be
     */
    void verifyCopies(BooleanSupplier cancelled) throws IOException {
        for (MaterializedCopy copy : copies) {
            copy.verify(cancelled);
        }
    }

    /** In the order of replay. */
    List<ChangelogStateHandle> log() {
        return log;
    }

    /** As stored; of files that are about other key groups, too, all of it. */
    public long logBytes() {
        return log.stream().mapToLong(KeyedStateHandle::getStateSize).sum();
    }

    /** New materializations get larger ids. */
    public long materializationId() {
        return materializationId;
    }

    /** What checkpoints build on until the first materialization. Never refers to a copy. */
    public Baseline baseline(SequenceNumber logStart) {
        Baseline baseline =
                referable()
                        ? Baseline.restored(materialized, log, logStart, materializationId)
                        : Baseline.restoreOnly(materialized, log, logStart, materializationId);
        // One copy of several handles would be a part of the state.
        return copies.size() == 1 && materialized.size() == 1
                ? baseline.withLocalCopy(copies.get(0))
                : baseline;
    }

    /**
     * Whether a checkpoint may refer to these handles. Not to a savepoint: it is the user's. Not to
     * state of key groups that others own now: a later rescale could not tell it from theirs.
     */
    private boolean referable() {
        for (KeyedStateHandle state : materialized) {
            KeyGroupRange range = state.getKeyGroupRange();
            if (state instanceof SavepointKeyedStateHandle
                    || !range.getIntersection(keyGroups).equals(range)) {
                return false;
            }
        }
        return true;
    }
}
