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

import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateAssignmentOperation;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.state.changelog.BackendUnderTest;
import org.apache.flink.util.InstantiationUtil;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A completed checkpoint or savepoint, and what a job restored from it should have. Immutable. */
final class Restorable {

    static final OperatorID OPERATOR = new OperatorID(1, 2);

    final long id;
    final OperatorState state;
    final TableModel model;
    final boolean rocksDb;

    /** Whether any backend can restore it. */
    final boolean canonical;

    Restorable(long id, OperatorState state, TableModel model, boolean rocksDb, boolean canonical) {
        this.id = id;
        this.state = state;
        this.model = model;
        this.rocksDb = rocksDb;
        this.canonical = canonical;
    }

    /** What the subtasks have acknowledged, as the JobManager puts it together. */
    static OperatorState assemble(int parallelism, Map<Integer, Optional<KeyedStateHandle>> parts) {
        OperatorState assembled =
                new OperatorState(OPERATOR, parallelism, BackendUnderTest.KEY_GROUPS);
        parts.forEach(
                (subtask, handle) ->
                        handle.ifPresent(
                                part ->
                                        assembled.putState(
                                                subtask,
                                                OperatorSubtaskState.builder()
                                                        .setManagedKeyedState(part)
                                                        .build())));
        return assembled;
    }

    /** As read from its metadata: nothing is registered anywhere. */
    OperatorState readAgain() throws Exception {
        OperatorState again =
                new OperatorState(OPERATOR, state.getParallelism(), state.getMaxParallelism());
        for (Map.Entry<Integer, OperatorSubtaskState> part : state.getSubtaskStates().entrySet()) {
            again.putState(part.getKey(), InstantiationUtil.clone(part.getValue()));
        }
        return again;
    }

    /** What the JobManager sends to a subtask. */
    static List<KeyedStateHandle> assign(OperatorState state, int parallelism, int subtask)
            throws Exception {
        Collection<KeyedStateHandle> assigned;
        if (parallelism == state.getParallelism()) {
            assigned =
                    Optional.ofNullable(state.getState(subtask))
                            .map(OperatorSubtaskState::getManagedKeyedState)
                            .orElse(StateObjectCollection.empty());
        } else {
            assigned =
                    StateAssignmentOperation.getManagedKeyedStateHandles(
                            state, Cluster.range(parallelism, subtask));
        }
        List<KeyedStateHandle> sent = new ArrayList<>();
        for (KeyedStateHandle handle : assigned) {
            sent.add(InstantiationUtil.clone(handle));
        }
        return Collections.unmodifiableList(sent);
    }

    /** Restores it apart from any job, and compares everything. */
    void check(Cluster cluster, Cluster.JobForm form, int parallelism) throws Exception {
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (BackendUnderTest task =
                    cluster.backend(
                            form,
                            Cluster.range(parallelism, subtask),
                            assign(state, parallelism, subtask),
                            new DiskCheckpointStorage(cluster.disk))) {
                TableComparison comparison =
                        new TableComparison(
                                new ProgramStates(task.backend()),
                                model,
                                Cluster.range(parallelism, subtask));
                comparison.assertEqual();
                comparison.assertTimersInOrder();
            }
        }
    }
}
