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
package org.apache.flink.state.changelog.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The checkpoints that were taken and have not ended; several at once. Task thread only.
 *
 * <p>One that completes ends no other: an earlier one may have completed as well, by a notification
 * that was lost, or its abort is still to come, and the log must hear of that.
 */
final class CheckpointLedger {

    private final TreeMap<Long, PendingCheckpoint> pending = new TreeMap<>();

    /**
     * Aborted after the JobManager may have been told of them. One of these may be complete all the
     * same: if Flink cannot tell whether it has reached the store of a highly available JobManager,
     * it keeps the files and calls it aborted. Nobody restores it once a younger one is complete.
     */
    private final TreeMap<Long, PendingCheckpoint> inDoubt = new TreeMap<>();

    /** Ids of checkpoints are positive. */
    private long latestComplete;

    void begin(long checkpointId, PendingCheckpoint checkpoint) {
        pending.put(checkpointId, checkpoint);
    }

    /**
     * Ends a checkpoint with success.
     *
     * @return empty if it is not in the ledger, such as one taken before a restart, or a savepoint
     */
    Optional<PendingCheckpoint> confirm(long checkpointId) {
        return Optional.ofNullable(pending.remove(checkpointId));
    }

    /**
     * Ends a checkpoint without success.
     *
     * @return empty if it is not in the ledger, such as a savepoint, or if it stays in doubt
     */
    Optional<PendingCheckpoint> abort(long checkpointId) {
        PendingCheckpoint aborted = pending.remove(checkpointId);
        if (aborted != null && aborted.isHandedOut() && checkpointId > latestComplete) {
            inDoubt.put(checkpointId, aborted);
            return Optional.empty();
        }
        return Optional.ofNullable(aborted);
    }

    /**
     * Ends those in doubt that are older than a complete one.
     *
     * @return by their ids
     */
    Map<Long, PendingCheckpoint> outlived(long completeId) {
        latestComplete = Math.max(latestComplete, completeId);
        return taken(inDoubt.headMap(completeId));
    }

    /**
     * The JobManager keeps nothing of this checkpoint and those before, whatever became of them.
     *
     * @return those that had not ended, by their ids
     */
    Map<Long, PendingCheckpoint> subsumed(long checkpointId) {
        return taken(pending.headMap(checkpointId, true));
    }

    private static Map<Long, PendingCheckpoint> taken(SortedMap<Long, PendingCheckpoint> some) {
        Map<Long, PendingCheckpoint> taken = new TreeMap<>(some);
        some.clear();
        return taken;
    }

    /** The materialization of one that has not ended. */
    OptionalLong materializationOf(long checkpointId) {
        PendingCheckpoint checkpoint = pending.get(checkpointId);
        return checkpoint == null
                ? OptionalLong.empty()
                : OptionalLong.of(checkpoint.materializationId());
    }

    /** Whether one that has not ended, or is in doubt, refers to a materialization. */
    boolean refersTo(long materializationId) {
        return Stream.concat(pending.values().stream(), inDoubt.values().stream())
                .anyMatch(each -> each.materializationId() == materializationId);
    }
}
