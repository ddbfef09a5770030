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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Reads the handles of complete checkpoints, and remembers since when each subtask has been at its
 * materialization. One thread.
 */
final class Accountant {

    private final ChangelogJob job;

    /** Of the latest checkpoint only, so that subtasks that a rescale removed are forgotten. */
    private Map<Map.Entry<OperatorID, Integer>, SubtaskAccount.Progress> progress = Map.of();

    Accountant(ChangelogJob job) {
        this.job = job;
    }

    /** The account as of this checkpoint. To be called in the order of the checkpoints. */
    JobAccount account(CheckpointFacts checkpoint) {
        Map<OperatorID, OperatorState> states = new HashMap<>();
        checkpoint.states().forEach(state -> states.put(state.getOperatorID(), state));
        Map<Map.Entry<OperatorID, Integer>, SubtaskAccount.Progress> progressNow = new HashMap<>();
        List<VertexAccount> vertices = new ArrayList<>();
        for (ChangelogJob.Vertex vertex : job.vertices()) {
            List<OperatorAccount> operators = new ArrayList<>();
            for (OperatorID operatorId : vertex.operators()) {
                OperatorState state = states.get(operatorId);
                List<SubtaskAccount> subtasks =
                        state == null
                                ? List.of()
                                : subtasks(state, checkpoint.triggerTimestampMs(), progressNow);
                if (!subtasks.isEmpty()) {
                    operators.add(new OperatorAccount(operatorId, subtasks));
                }
            }
            if (!operators.isEmpty()) {
                vertices.add(new VertexAccount(vertex, operators));
            }
        }
        progress = progressNow;
        return new JobAccount(checkpoint.id(), checkpoint.triggerTimestampMs(), vertices);
    }

    private List<SubtaskAccount> subtasks(
            OperatorState operator,
            long triggeredMs,
            Map<Map.Entry<OperatorID, Integer>, SubtaskAccount.Progress> progressNow) {
        List<SubtaskAccount> accounts = new ArrayList<>();
        new TreeMap<>(operator.getSubtaskStates())
                .forEach(
                        (subtask, state) -> {
                            if (!ChangelogSizes.areIn(state)) {
                                return;
                            }
                            OptionalLong materialization = materializationId(state);
                            Map.Entry<OperatorID, Integer> key =
                                    new SimpleImmutableEntry<>(operator.getOperatorID(), subtask);
                            SubtaskAccount.Progress before = progress.get(key);
                            SubtaskAccount.Progress now =
                                    before == null
                                            ? new SubtaskAccount.Progress(
                                                    materialization, triggeredMs)
                                            : before.at(materialization, triggeredMs);
                            progressNow.put(key, now);
                            accounts.add(new SubtaskAccount(subtask, sizes(state), now));
                        });
        return accounts;
    }

    private static ChangelogSizes sizes(OperatorSubtaskState state) {
        ChangelogSizes sizes = ChangelogSizes.NOTHING;
        for (KeyedStateHandle handle : state.getManagedKeyedState()) {
            if (handle instanceof ChangelogStateBackendHandle) {
                sizes = sizes.plus(ChangelogSizes.of((ChangelogStateBackendHandle) handle));
            }
        }
        return sizes;
    }

    /** A number without materialized state is that of nothing. */
    private static OptionalLong materializationId(OperatorSubtaskState state) {
        return state.getManagedKeyedState().stream()
                .filter(ChangelogStateBackendHandle.class::isInstance)
                .map(ChangelogStateBackendHandle.class::cast)
                .filter(handle -> !handle.getMaterializedStateHandles().isEmpty())
                .mapToLong(ChangelogStateBackendHandle::getMaterializationID)
                .max();
    }
}
