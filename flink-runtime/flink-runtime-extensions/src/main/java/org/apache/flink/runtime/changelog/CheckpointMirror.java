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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.state.StateObject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@link JobCheckpoints} needs beyond the list of retained checkpoints, gathered from the
 * events.
 *
 * <p>A retained checkpoint is looked up here by its id: Flink empties its own map of states while
 * it discards a checkpoint, so that reading it later may see a part of it only. One thread.
 */
final class CheckpointMirror implements CheckpointListener {

    private final Map<Long, List<StateObject>> pending = new HashMap<>();

    /** Flink may abort a checkpoint on one thread before the one that triggered it says so. */
    private final Set<Long> abortedBeforeHeardOf = new HashSet<>();

    private final Map<Long, CheckpointFacts> complete = new HashMap<>();
    private final Map<Long, CheckpointFacts> restoredNotOwned = new HashMap<>();

    @Override
    public void triggered(long checkpointId, long triggerTimestampMs) {
        if (!abortedBeforeHeardOf.remove(checkpointId)) {
            pending.put(checkpointId, new ArrayList<>());
        }
    }

    /** Parts of a checkpoint that is not pending belong to nothing: Flink discards them. */
    @Override
    public void acknowledged(long checkpointId, StateObject part) {
        List<StateObject> parts = pending.get(checkpointId);
        if (parts != null) {
            parts.add(part);
        }
    }

    @Override
    public void completed(CheckpointFacts checkpoint) {
        pending.remove(checkpoint.id());
        complete.put(checkpoint.id(), checkpoint);
    }

    @Override
    public void savepointTaken(long checkpointId) {
        pending.remove(checkpointId);
    }

    @Override
    public void aborted(long checkpointId) {
        if (pending.remove(checkpointId) == null) {
            abortedBeforeHeardOf.add(checkpointId);
        }
    }

    /** Checkpoints are subsumed in the order of their ids. */
    @Override
    public void subsumed(long checkpointId) {
        complete.keySet().removeIf(id -> id <= checkpointId);
    }

    @Override
    public void restored(CheckpointFacts checkpoint, boolean owned) {
        complete.putIfAbsent(checkpoint.id(), checkpoint);
        if (!owned) {
            restoredNotOwned.put(checkpoint.id(), checkpoint);
        }
    }

    /**
     * Reads those of which no event was heard. Flink may empty one meanwhile; what was read counts
     * only if it is still listed afterwards, in {@link #with}.
     *
     * @param retained those that Flink keeps, listed after the latest event was heard
     */
    void read(List<CompletedCheckpoint> retained) {
        for (CompletedCheckpoint checkpoint : retained) {
            complete.computeIfAbsent(
                    checkpoint.getCheckpointID(), id -> CheckpointFacts.of(checkpoint));
        }
    }

    /**
     * @param retained those that Flink keeps, listed after others were {@link #read}: what has left
     *     the pending ones is in it, unless it was subsumed since. One that was completed between
     *     the two lists is not known yet
     */
    JobCheckpoints with(JobID jobId, List<CompletedCheckpoint> retained) {
        List<CheckpointFacts> facts = new ArrayList<>(retained.size());
        Set<Long> ids = new HashSet<>();
        for (CompletedCheckpoint checkpoint : retained) {
            ids.add(checkpoint.getCheckpointID());
            Optional.ofNullable(complete.get(checkpoint.getCheckpointID())).ifPresent(facts::add);
        }
        complete.keySet().retainAll(ids);
        List<StateObject> parts = new ArrayList<>();
        pending.values().forEach(parts::addAll);
        return new JobCheckpoints(jobId, facts, new ArrayList<>(restoredNotOwned.values()), parts);
    }
}
