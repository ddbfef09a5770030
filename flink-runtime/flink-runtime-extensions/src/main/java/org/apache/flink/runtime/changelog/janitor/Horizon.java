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

import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * The time before which every file was begun that no known checkpoint refers to and that a later
 * one will not either. Follows from the complete checkpoints of a job since its JobManager started.
 * Immutable; in milliseconds since the epoch on the JobManager's clock. See the package for why.
 *
 * <pre>
 *   checkpoints        K1      K2      K3      K4 = N    the latest complete one
 *   materialization    m1      m1      m2      m2        of some subtask, by their handles
 *   log                some    none    some    some
 *                              │       │
 *                              │       └ m2 may be confirmed from here on: its successor begins later
 *                              └ its trigger is the bound of this subtask: K2 is the last
 *                                that did not refer to m2
 * </pre>
 */
final class Horizon {

    private final long jobManagerStartMs;
    private final Optional<CheckpointFacts> latest;
    private final Map<Backend, Bound> bounds;

    private Horizon(
            long jobManagerStartMs, Optional<CheckpointFacts> latest, Map<Backend, Bound> bounds) {
        this.jobManagerStartMs = jobManagerStartMs;
        this.latest = latest;
        this.bounds = Collections.unmodifiableMap(bounds);
    }

    /**
     * Nothing is known of the job's checkpoints.
     *
     * @param jobManagerStartMs not after any task of the job was deployed by this JobManager
     */
    static Horizon unknown(long jobManagerStartMs) {
        return new Horizon(jobManagerStartMs, Optional.empty(), new HashMap<>());
    }

    /** After all checkpoints that are younger than those known. Others between may be missing. */
    Horizon after(List<CheckpointFacts> oldestFirst) {
        Horizon horizon = this;
        for (CheckpointFacts checkpoint : oldestFirst) {
            horizon = horizon.after(checkpoint);
        }
        return horizon;
    }

    private Horizon after(CheckpointFacts checkpoint) {
        if (latest.isPresent() && latest.get().id() >= checkpoint.id()) {
            return this;
        }
        Map<Backend, Bound> next = new HashMap<>();
        for (OperatorState operator : checkpoint.states()) {
            for (Map.Entry<Integer, OperatorSubtaskState> subtask :
                    operator.getSubtaskStates().entrySet()) {
                Backend backend = new Backend(operator.getOperatorID(), subtask.getKey());
                boundOf(backend, subtask.getValue(), checkpoint)
                        .ifPresent(bound -> next.put(backend, bound));
            }
        }
        return new Horizon(jobManagerStartMs, Optional.of(checkpoint), next);
    }

    /** Empty if the checkpoint has no changelog of the backend: then it had no changes, either. */
    private Optional<Bound> boundOf(
            Backend backend, OperatorSubtaskState state, CheckpointFacts checkpoint) {
        Set<Long> materializations = new TreeSet<>();
        boolean logged = false;
        for (KeyedStateHandle handle : state.getManagedKeyedState()) {
            if (handle instanceof ChangelogStateBackendHandle) {
                ChangelogStateBackendHandle changelog = (ChangelogStateBackendHandle) handle;
                materializations.add(changelog.getMaterializationID());
                logged |= !changelog.getNonMaterializedStateHandles().isEmpty();
            }
        }
        if (materializations.isEmpty()) {
            return Optional.empty();
        }
        long notBeforeMs =
                logged
                        ? successorNotBeforeMs(backend, materializations)
                        : checkpoint.triggerTimestampMs();
        return Optional.of(new Bound(materializations, notBeforeMs));
    }

    /** Of a backend that has a log in the checkpoint after the latest. */
    private long successorNotBeforeMs(Backend backend, Set<Long> materializations) {
        Bound known = bounds.get(backend);
        if (known != null && known.materializations.equals(materializations)) {
            return known.notBeforeMs;
        }
        return latest.map(CheckpointFacts::triggerTimestampMs).orElse(jobManagerStartMs);
    }

    /** Whether the latest known checkpoint is younger than a list of them. */
    boolean isAfter(List<CheckpointFacts> oldestFirst) {
        return latest.isPresent()
                && oldestFirst.stream().noneMatch(each -> each.id() >= latest.get().id());
    }

    /** For files of the log; empty if no checkpoint is known. */
    OptionalLong logMs() {
        return latest.map(each -> OptionalLong.of(each.triggerTimestampMs()))
                .orElse(OptionalLong.empty());
    }

    /** For files of materializations; empty if no checkpoint is known. */
    OptionalLong taskOwnedMs() {
        OptionalLong log = logMs();
        return log.isPresent()
                ? OptionalLong.of(
                        bounds.values().stream()
                                .mapToLong(bound -> bound.notBeforeMs)
                                .reduce(log.getAsLong(), Math::min))
                : log;
    }

    /** Keyed state of a subtask. */
    private static final class Backend {

        private final OperatorID operator;
        private final int subtask;

        Backend(OperatorID operator, int subtask) {
            this.operator = checkNotNull(operator);
            this.subtask = subtask;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Backend
                    && ((Backend) other).operator.equals(operator)
                    && ((Backend) other).subtask == subtask;
        }

        @Override
        public int hashCode() {
            return Objects.hash(operator, subtask);
        }
    }

    /** No materialization that is to follow those of a checkpoint has begun before. */
    private static final class Bound {

        private final Set<Long> materializations;
        private final long notBeforeMs;

        Bound(Set<Long> materializations, long notBeforeMs) {
            this.materializations = materializations;
            this.notBeforeMs = notBeforeMs;
        }
    }
}
