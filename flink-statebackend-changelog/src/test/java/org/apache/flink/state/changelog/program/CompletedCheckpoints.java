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
package org.apache.flink.state.changelog.program;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.StandaloneCompletedCheckpointStore;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.testutils.TestCompletedCheckpointStorageLocation;
import org.apache.flink.util.concurrent.Executors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The completed checkpoints of a job: Flink's own store, registry and cleaner. One thread. */
final class CompletedCheckpoints {

    private static final CheckpointProperties ORDINARY =
            CheckpointProperties.forCheckpoint(
                    CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION);

    private final JobID job = new JobID();
    private final StandaloneCompletedCheckpointStore store;
    private final CheckpointsCleaner cleaner = new CheckpointsCleaner();
    private final Map<Long, Restorable> known = new HashMap<>();

    /** Whether the next checkpoints must be FULL. */
    private boolean full;

    CompletedCheckpoints(int retained, RestoreMode mode) {
        store =
                new StandaloneCompletedCheckpointStore(
                        retained,
                        SharedStateRegistry.DEFAULT_FACTORY,
                        Executors.directExecutor(),
                        mode);
    }

    SharedStateRegistry registry() {
        return store.getSharedStateRegistry();
    }

    boolean mustBeFull() {
        return full;
    }

    /** What the job begins with. */
    void restored(Restorable origin, RestoreMode mode) throws Exception {
        CompletedCheckpoint first = completed(origin, properties(mode));
        first.registerSharedStatesAfterRestored(registry(), mode);
        store.addCheckpointAndSubsumeOldestOne(first, cleaner, () -> {});
        known.put(origin.id, origin);
        full = first.getProperties().isUnclaimed();
    }

    private static CheckpointProperties properties(RestoreMode mode) {
        switch (mode) {
            case CLAIM:
                return ORDINARY;
            case NO_CLAIM:
                return CheckpointProperties.forUnclaimedSnapshot();
            default:
                return CheckpointProperties.forSavepoint(false, SavepointFormatType.NATIVE);
        }
    }

    /**
     * Adds a checkpoint and subsumes the oldest one.
     *
     * @return the id of the subsumed one, if it was discarded
     */
    OptionalLong add(Restorable checkpoint) throws Exception {
        known.put(checkpoint.id, checkpoint);
        Optional<CompletedCheckpoint> subsumed =
                Optional.ofNullable(
                        store.addCheckpointAndSubsumeOldestOne(
                                completed(checkpoint, ORDINARY), cleaner, () -> {}));
        full = false;
        return subsumed.filter(CompletedCheckpoint::shouldBeDiscardedOnSubsume)
                .map(old -> OptionalLong.of(old.getCheckpointID()))
                .orElse(OptionalLong.empty());
    }

    private CompletedCheckpoint completed(Restorable checkpoint, CheckpointProperties properties) {
        return new CompletedCheckpoint(
                job,
                checkpoint.id,
                0,
                1,
                Collections.singletonMap(Restorable.OPERATOR, checkpoint.state),
                Collections.emptyList(),
                properties,
                new TestCompletedCheckpointStorageLocation(),
                null);
    }

    /** What the job is restored from after a failure. */
    Optional<Restorable> latest() throws Exception {
        Optional<CompletedCheckpoint> latest = Optional.ofNullable(store.getLatestCheckpoint());
        latest.ifPresent(checkpoint -> full = checkpoint.getProperties().isUnclaimed());
        return latest.map(checkpoint -> known.get(checkpoint.getCheckpointID()));
    }

    /** The youngest first. */
    List<Restorable> retained() throws Exception {
        List<Restorable> retained = new ArrayList<>();
        for (CompletedCheckpoint checkpoint : store.getAllCheckpoints()) {
            retained.add(known.get(checkpoint.getCheckpointID()));
        }
        Collections.reverse(retained);
        return retained;
    }

    /** The job has ended for good: what it owns is deleted. */
    void shutdown() throws Exception {
        store.shutdown(JobStatus.FINISHED, cleaner);
    }
}
