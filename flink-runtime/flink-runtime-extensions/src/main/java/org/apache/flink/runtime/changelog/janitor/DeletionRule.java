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
package org.apache.flink.runtime.changelog.janitor;

import java.util.Optional;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Which files have to stay, at one moment. Immutable. The package says why the others may go.
 *
 * <p>Whatever is not known keeps a file: references, horizon, age.
 */
final class DeletionRule {

    /** Whether tasks of the job may still write. */
    enum Phase {
        RUNNING,
        ENDED
    }

    private final Phase phase;
    private final Optional<ReferencedFiles> references;
    private final Horizon horizon;
    private final long nowMs;
    private final long minAgeMs;

    /**
     * @param references of all checkpoints that may be restored or completed; empty if they are not
     *     completely known
     * @param nowMs since the epoch
     */
    DeletionRule(
            Phase phase,
            Optional<ReferencedFiles> references,
            Horizon horizon,
            long nowMs,
            long minAgeMs) {
        this.phase = checkNotNull(phase);
        this.references = references.filter(files -> files.unknownKinds().isEmpty());
        this.horizon = checkNotNull(horizon);
        this.nowMs = nowMs;
        this.minAgeMs = minAgeMs;
    }

    /** Why a file has to stay; empty if it may be deleted. */
    Optional<KeptBecause> keeps(JanitorFolders.Folder folder, StoredFile file) {
        if (!references.isPresent()) {
            return Optional.of(KeptBecause.REFERENCES_UNKNOWN);
        }
        if (references.get().contain(file.path())) {
            return Optional.of(KeptBecause.REFERRED_TO);
        }
        if (folder.kind() == JanitorFolders.Kind.TASK_OWNED
                && references.get().hideTaskOwnedFiles()) {
            return Optional.of(KeptBecause.MAY_BE_HIDDEN);
        }
        if (phase == Phase.ENDED && folder.owner() == JanitorFolders.Owner.THE_JOB) {
            return Optional.empty();
        }
        if (!file.modifiedMs().isPresent()) {
            return Optional.of(KeptBecause.OF_UNKNOWN_AGE);
        }
        OptionalLong before = before(folder.kind());
        return before.isPresent() && file.modifiedMs().getAsLong() < before.getAsLong()
                ? Optional.empty()
                : Optional.of(KeptBecause.TOO_YOUNG);
    }

    /** What was modified earlier may go. */
    private OptionalLong before(JanitorFolders.Kind kind) {
        OptionalLong bound =
                phase == Phase.ENDED
                        ? OptionalLong.of(nowMs)
                        : kind == JanitorFolders.Kind.LOG ? horizon.logMs() : horizon.taskOwnedMs();
        return bound.isPresent()
                ? OptionalLong.of(Math.min(nowMs, bound.getAsLong()) - minAgeMs)
                : bound;
    }
}
