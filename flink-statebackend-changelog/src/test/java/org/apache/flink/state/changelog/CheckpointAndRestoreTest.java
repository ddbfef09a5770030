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
package org.apache.flink.state.changelog;

import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.program.ProgramStates;
import org.apache.flink.state.changelog.program.RandomChanges;

import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of state against a model, through checkpoints, materializations and rescales. */
class CheckpointAndRestoreTest {

    private static final int OPERATIONS = 3_000;

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();
    private final RandomChanges model = new RandomChanges(seed.value());

    @EachBackend
    void restoresEveryKindOfStateFromTheLog(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            change(task);
            handle = task.checkpoint(1);
        }
        assertThat(handle).isInstanceOf(ChangelogStateBackendHandle.class);
        assertRestores(wrapped, handle);
    }

    @EachBackend
    void restoresAMaterializationAndTheLogSince(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            ProgramStates states = change(task);
            task.checkpoint(1);
            task.logged().notifyCheckpointComplete(1);
            task.materialize();
            model.change(states, BackendUnderTest.all(), OPERATIONS);
            task.checkpoint(2);
            task.logged().notifyCheckpointComplete(2);
            model.change(states, BackendUnderTest.all(), OPERATIONS);
            handle = task.checkpoint(3);
        }
        ChangelogStateBackendHandle parts = (ChangelogStateBackendHandle) handle;
        assertThat(parts.getMaterializedStateHandles()).hasSize(1);
        assertThat(parts.getNonMaterializedStateHandles()).hasSize(1);
        assertRestores(wrapped, handle);
    }

    @EachBackend
    void restoresTwiceWithoutMaterializationBetween(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            change(task);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            change(task);
            handle = task.checkpoint(2);
        }
        ChangelogStateBackendHandle parts = (ChangelogStateBackendHandle) handle;
        assertThat(parts.getNonMaterializedStateHandles()).hasSize(2);
        assertRestores(wrapped, handle);
    }

    @EachBackend
    void rescalesTwoThreeOneWithoutMaterialization(String name, StateBackend wrapped)
            throws Exception {
        assertRescales(wrapped, false, 2, 3, 1);
    }

    @EachBackend
    void rescalesTwoFourTwoWithoutMaterialization(String name, StateBackend wrapped)
            throws Exception {
        assertRescales(wrapped, false, 2, 4, 2);
    }

    @EachBackend
    void rescalesFourThreeOneTwoWithoutMaterialization(String name, StateBackend wrapped)
            throws Exception {
        assertRescales(wrapped, false, 4, 3, 1, 2);
    }

    @EachBackend
    void rescalesWhenSomeSubtasksMaterialized(String name, StateBackend wrapped) throws Exception {
        assertRescales(wrapped, true, 2, 4, 3, 1, 2);
    }

    @EachBackend
    void switchedOffItRestoresTheLogIntoTheWrappedBackend(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            change(task);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        new DeactivatedChangelogStateBackend(wrapped),
                        log,
                        BackendUnderTest.all(),
                        Collections.singletonList(handle))) {
            model.assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
            assertThat(task.checkpoint(2)).isNotInstanceOf(ChangelogStateBackendHandle.class);
        }
    }

    @EachBackend
    void switchedOnItBuildsOnACheckpointWithoutLogUnderTheIdsOfThat(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        wrapped, log, BackendUnderTest.all(), Collections.emptyList())) {
            change(task);
            handle = task.checkpoint(7);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            change(task);
            task.checkpoint(8);
            task.logged().notifyCheckpointComplete(8);
            task.materialize();
            handle = task.checkpoint(9);
        }
        long imported = name.equals("rocksdb") ? 7 : 0;
        assertThat(((ChangelogStateBackendHandle) handle).getMaterializationID())
                .isGreaterThan(imported);
        assertRestores(wrapped, handle);
    }

    @EachBackend
    void aNativeSavepointIsRestoredByThePlainBackendAndMaterializationGoesOn(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle savepoint;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            ProgramStates states = change(task);
            savepoint =
                    BackendUnderTest.store(
                            task.begin(1, SavepointType.savepoint(SavepointFormatType.NATIVE)));
            task.logged().notifyCheckpointComplete(1);
            model.assertEqual(states, BackendUnderTest.all());
            task.materialize();
            task.checkpoint(2);
            task.logged().notifyCheckpointComplete(2);
            model.changeNothing(states, 1);
            assertThat(task.beginMaterialization()).contains(Outcome.STARTED);
        }
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        wrapped,
                        log,
                        BackendUnderTest.all(),
                        Collections.singletonList(savepoint))) {
            model.assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
        }
    }

    @EachBackend
    void aFullCheckpointRefersToNothingThatWasRestored(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle first;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            change(task);
            task.materialize();
            first = task.checkpoint(1);
        }
        KeyedStateHandle full;
        KeyedStateHandle next;
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, first)) {
            ProgramStates states = change(task);
            full =
                    BackendUnderTest.acknowledge(
                            2,
                            BackendUnderTest.store(task.begin(2, CheckpointType.FULL_CHECKPOINT)));
            task.logged().notifyCheckpointComplete(2);
            model.change(states, BackendUnderTest.all(), OPERATIONS);
            next = task.checkpoint(3);
        }
        ChangelogStateBackendHandle parts = (ChangelogStateBackendHandle) full;
        assertThat(parts.getNonMaterializedStateHandles()).isEmpty();
        assertThat(materializedIds(full)).doesNotContainAnyElementsOf(materializedIds(first));
        assertThat(materializedIds(next)).isEqualTo(materializedIds(full));
        assertRestores(wrapped, next);
    }

    @EachBackend
    void beforeAFullCheckpointIsCompleteTheNextOneIsAMaterializationToo(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle first;
        KeyedStateHandle second;
        KeyedStateHandle third;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            ProgramStates states = change(task);
            RunnableFuture<SnapshotResult<KeyedStateHandle>> full =
                    task.begin(1, CheckpointType.FULL_CHECKPOINT);
            model.change(states, BackendUnderTest.all(), OPERATIONS);
            second = task.checkpoint(2);
            first = BackendUnderTest.acknowledge(1, BackendUnderTest.store(full));
            task.logged().notifyCheckpointComplete(1);
            task.logged().notifyCheckpointComplete(2);
            model.change(states, BackendUnderTest.all(), OPERATIONS);
            third = task.checkpoint(3);
            assertThat(task.beginMaterialization()).contains(Outcome.STARTED);
        }
        assertThat(logs(first)).isZero();
        assertThat(logs(second)).isZero();
        assertThat(logs(third)).isEqualTo(1);
        assertThat(materializedIds(third)).isEqualTo(materializedIds(second));
        assertRestores(wrapped, third);
    }

    private static int logs(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles().size();
    }

    /**
     * Three are under way at once, with changes between them and a materialization behind the
     * second. They are stored in another order than they began; the first is aborted.
     */
    @EachBackend
    void concurrentCheckpointsEachRestoreTheirOwnMoment(String name, StateBackend wrapped)
            throws Exception {
        Map<Long, RandomChanges.Moment> moments = new TreeMap<>();
        Map<Long, KeyedStateHandle> handles = new TreeMap<>();
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            ProgramStates states = change(task);
            Map<Long, RunnableFuture<SnapshotResult<KeyedStateHandle>>> begun = new TreeMap<>();
            for (long id = 1; id <= 3; id++) {
                moments.put(id, model.now());
                begun.put(id, task.begin(id, CheckpointType.CHECKPOINT));
                model.change(states, BackendUnderTest.all(), OPERATIONS);
                if (id == 2) {
                    task.materialize();
                    model.change(states, BackendUnderTest.all(), OPERATIONS);
                }
            }
            for (long id : new long[] {3, 1, 2}) {
                handles.put(
                        id,
                        BackendUnderTest.acknowledge(id, BackendUnderTest.store(begun.get(id))));
            }
            task.logged().notifyCheckpointAborted(1);
            task.logged().notifyCheckpointComplete(3);
            task.logged().notifyCheckpointComplete(2);
            model.assertEqual(states, BackendUnderTest.all());
        }
        for (long id = 1; id <= 3; id++) {
            try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handles.get(id))) {
                moments.get(id)
                        .assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
            }
        }
    }

    private static List<StateHandleID> materializedIds(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle)
                .getMaterializedStateHandles().stream()
                        .map(KeyedStateHandle::getStateHandleId)
                        .collect(Collectors.toList());
    }

    private ProgramStates change(BackendUnderTest task) throws Exception {
        ProgramStates states = new ProgramStates(task.backend());
        model.change(states, BackendUnderTest.all(), OPERATIONS);
        return states;
    }

    private void assertRestores(StateBackend wrapped, KeyedStateHandle handle) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            model.assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
        }
    }

    /** Runs the job at one parallelism after the other, each from the checkpoint of the last. */
    private void assertRescales(
            StateBackend wrapped, boolean materializeFirstSubtask, int... parallelisms)
            throws Exception {
        List<KeyedStateHandle> handles = Collections.emptyList();
        long checkpointId = 0;
        for (int parallelism : parallelisms) {
            checkpointId++;
            List<KeyedStateHandle> next = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                KeyGroupRange range = range(parallelism, subtask);
                try (BackendUnderTest task =
                        BackendUnderTest.restored(wrapped, log, range, handles)) {
                    ProgramStates states = new ProgramStates(task.backend());
                    model.assertEqual(states, range);
                    model.change(states, range, OPERATIONS);
                    if (materializeFirstSubtask && subtask == 0) {
                        task.materialize();
                        model.change(states, range, OPERATIONS);
                    }
                    next.add(task.checkpoint(checkpointId));
                }
            }
            handles = next;
        }
        assertRestoresAll(wrapped, handles);
    }

    private void assertRestoresAll(StateBackend wrapped, List<KeyedStateHandle> handles)
            throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.restored(wrapped, log, BackendUnderTest.all(), handles)) {
            model.assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
        }
    }

    private static KeyGroupRange range(int parallelism, int subtask) {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                BackendUnderTest.KEY_GROUPS, parallelism, subtask);
    }
}
