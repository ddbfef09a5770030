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

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a checkpoint together from immutable values. Pure, any thread.
 *
 * <p>The result is owned by the JobManager alone. A task-local part would have to contain the
 * materialized state, the restored log and the new log, or recovery from it would lose state; it is
 * left out, not left incomplete.
 */
final class SnapshotAssembler {

    private SnapshotAssembler() {}

    /** A baseline and the log since, if there is any. */
    static SnapshotResult<KeyedStateHandle> assemble(
            long checkpointId,
            KeyGroupRange keyGroups,
            Baseline baseline,
            Optional<? extends ChangelogStateHandle> newLog) {
        List<ChangelogStateHandle> log = new ArrayList<>(baseline.restoredLog());
        newLog.ifPresent(log::add);
        if (baseline.materialized().isEmpty() && log.isEmpty()) {
            return SnapshotResult.empty();
        }
        return SnapshotResult.of(
                new ChangelogStateBackendHandleImpl(
                        baseline.materialized(),
                        log,
                        keyGroups,
                        checkpointId,
                        baseline.materializationId(),
                        newLog.map(KeyedStateHandle::getCheckpointedSize).orElse(0L)));
    }

    /** A materialization made for this checkpoint: no log, and all of it counts as persisted. */
    static SnapshotResult<KeyedStateHandle> assembleMaterialized(
            long checkpointId, KeyGroupRange keyGroups, Baseline materialization) {
        if (materialization.materialized().isEmpty()) {
            return SnapshotResult.empty();
        }
        long persistedBytes =
                materialization.materialized().stream()
                        .mapToLong(KeyedStateHandle::getCheckpointedSize)
                        .sum();
        return SnapshotResult.of(
                new ChangelogStateBackendHandleImpl(
                        materialization.materialized(),
                        materialization.restoredLog(),
                        keyGroups,
                        checkpointId,
                        materialization.materializationId(),
                        persistedBytes));
    }
}
