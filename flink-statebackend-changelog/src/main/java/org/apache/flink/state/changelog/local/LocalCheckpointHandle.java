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
package org.apache.flink.state.changelog.local;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;

import java.util.Collections;
import java.util.List;

/**
 * The local part of a checkpoint, which Flink keeps on the TaskManager and offers for a restore
 * before that of the JobManager: a copy of all materialized state, and the whole log. The log has
 * the same handles as ever: whoever reads them looks for a local copy first. Immutable.
 */
public final class LocalCheckpointHandle implements ChangelogStateBackendHandle {

    private static final long serialVersionUID = 1L;

    /**
     * What Flink is told as the id of the materialization. It would delete a directory of that
     * number, and fails a checkpoint if two backends of one task name different ones. The
     * directories are none of its business, so all name the same.
     */
    private static final long NO_DIRECTORY_OF_FLINK = 0L;

    private final MaterializedCopy copy;
    private final ChangelogStateBackendHandleImpl remote;

    /**
     * @param copy of all the materialized state that the other one names
     * @param remote what the JobManager has of the same checkpoint
     */
    public LocalCheckpointHandle(MaterializedCopy copy, ChangelogStateBackendHandleImpl remote) {
        this.copy = copy;
        this.remote = remote;
    }

    public MaterializedCopy copy() {
        return copy;
    }

    /** What later checkpoints refer to: never to a copy. */
    public ChangelogStateBackendHandle remote() {
        return remote;
    }

    @Override
    public List<KeyedStateHandle> getMaterializedStateHandles() {
        return Collections.singletonList(copy);
    }

    @Override
    public List<ChangelogStateHandle> getNonMaterializedStateHandles() {
        return remote.getNonMaterializedStateHandles();
    }

    @Override
    public long getMaterializationID() {
        return NO_DIRECTORY_OF_FLINK;
    }

    @Override
    public long getCheckpointId() {
        return remote.getCheckpointId();
    }

    @Override
    public LocalCheckpointHandle rebound(long checkpointId) {
        return new LocalCheckpointHandle(copy, remote.rebound(checkpointId));
    }

    /** By this Flink finds out which handle of the JobManager it stands for. */
    @Override
    public KeyGroupRange getKeyGroupRange() {
        return remote.getKeyGroupRange();
    }

    /** A part of it is to be had remotely. */
    @Override
    public KeyedStateHandle getIntersection(KeyGroupRange keyGroupRange) {
        return remote.getIntersection(keyGroupRange);
    }

    @Override
    public StateHandleID getStateHandleId() {
        return remote.getStateHandleId();
    }

    @Override
    public void registerSharedStates(SharedStateRegistry stateRegistry, long checkpointID) {
        // The JobManager never sees it.
    }

    @Override
    public long getCheckpointedSize() {
        return remote.getCheckpointedSize();
    }

    /** Many checkpoints refer to one copy, and none of them owns it. */
    @Override
    public void discardState() {}

    @Override
    public long getStateSize() {
        return remote.getStateSize();
    }

    @Override
    public void collectSizeStats(StateObjectSizeStatsCollector collector) {
        copy.collectSizeStats(collector);
        getNonMaterializedStateHandles().forEach(log -> log.collectSizeStats(collector));
    }

    @Override
    public String toString() {
        return "local part: " + copy + ", of " + remote;
    }
}
