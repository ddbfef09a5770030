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

import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.state.changelog.local.DamagedLocalCopyException;
import org.apache.flink.state.changelog.local.LocalCheckpointHandle;
import org.apache.flink.state.changelog.local.MaterializedCopy;
import org.apache.flink.state.changelog.program.ProgramStates;
import org.apache.flink.state.changelog.program.RandomChanges;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The task-local part of a checkpoint: all of its state, or none. */
class LocalPartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OPERATIONS = 1_000;
    private static final KeyGroupRange LOWER = KeyGroupRange.of(0, 7);
    private static final KeyGroupRange UPPER = KeyGroupRange.of(8, 15);

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();
    private final RandomChanges model = new RandomChanges(seed.value());
    private final Map<BackendUnderTest, ProgramStates> known = new HashMap<>();

    @TempDir private Path folder;

    static Stream<Arguments> backendsAndDamages() {
        return BackendUnderTest.backends()
                .flatMap(
                        backend ->
                                Stream.of(LocalDisk.Damage.values())
                                        .map(
                                                damage ->
                                                        Arguments.of(
                                                                backend.get()[0],
                                                                backend.get()[1],
                                                                damage)));
    }

    @EachBackend
    void withoutMaterializedStateThereIsNoLocalPart(String name, StateBackend wrapped)
            throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            assertThat(checkpoint(task, 1).getTaskLocalSnapshot()).isNull();
        }
    }

    @EachBackend
    void theLocalPartRestoresWhatTheJobManagersDoes(String name, StateBackend wrapped)
            throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> checkpoint;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            task.materialize();
            change(task, BackendUnderTest.all());
            checkpoint = checkpoint(task, 1);
        }
        ChangelogStateBackendHandle remote = remote(checkpoint);
        ChangelogStateBackendHandle local = local(checkpoint);
        assertThat(local.getMaterializedStateHandles())
                .hasOnlyElementsOfType(MaterializedCopy.class);
        assertThat(logs(local)).isEqualTo(logs(remote)).hasSize(1);
        assertRestores(wrapped, disk, local);
        assertRestores(wrapped, disk, remote);
    }

    @EachBackend
    void aFullCheckpointHasALocalPart(String name, StateBackend wrapped) throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> full;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            full = BackendUnderTest.storeBoth(task.begin(1, CheckpointType.FULL_CHECKPOINT));
        }
        assertRestores(wrapped, disk, local(full));
    }

    /** P32: the first checkpoint after a restore has an inherited log. */
    @EachBackend
    void theLocalPartIsWholeBeforeTheFirstMaterializationAfterARestore(
            String name, StateBackend wrapped) throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> checkpoint;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            task.materialize();
            change(task, BackendUnderTest.all());
            checkpoint = checkpoint(task, 1);
        }
        List<StateHandleID> materialized = ids(remote(checkpoint).getMaterializedStateHandles());
        for (int restarts = 1; restarts <= 3; restarts++) {
            try (BackendUnderTest task =
                    BackendUnderTest.create(wrapped, log, disk.task(), local(checkpoint))) {
                change(task, BackendUnderTest.all());
                checkpoint = checkpoint(task, 1 + restarts);
            }
            assertThat(ids(remote(checkpoint).getMaterializedStateHandles()))
                    .isEqualTo(materialized);
            assertThat(logs(local(checkpoint)))
                    .hasSize(1 + restarts)
                    .isEqualTo(logs(remote(checkpoint)));
        }
        assertRestores(wrapped, disk, local(checkpoint));
        assertRestores(wrapped, disk, remote(checkpoint));
    }

    /**
     * RocksDB names files that it did not upload again by placeholders, in its local handle, too.
     */
    @EachBackend
    void materializationGoesOnAfterARestoreFromTheLocalPart(String name, StateBackend wrapped)
            throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> checkpoint = SnapshotResult.empty();
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            for (int id = 1; id <= 3; id++) {
                checkpoint = materializeAndCheckpoint(task, id);
            }
        }
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, disk.task(), local(checkpoint))) {
            change(task, BackendUnderTest.all());
            checkpoint(task, 4);
            task.logged().notifyCheckpointComplete(4);
            checkpoint = materializeAndCheckpoint(task, 5);
        }
        assertRestores(wrapped, disk, local(checkpoint));
        assertRestores(wrapped, disk, remote(checkpoint));
    }

    private SnapshotResult<KeyedStateHandle> materializeAndCheckpoint(
            BackendUnderTest task, long checkpointId) throws Exception {
        change(task, BackendUnderTest.all());
        task.materialize();
        change(task, BackendUnderTest.all());
        SnapshotResult<KeyedStateHandle> checkpoint = checkpoint(task, checkpointId);
        task.logged().notifyCheckpointComplete(checkpointId);
        return checkpoint;
    }

    @EachBackend
    void afterARestoreFromTheJobManagersPartThereIsNoLocalPartUntilAMaterialization(
            String name, StateBackend wrapped) throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            task.materialize();
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task(), handle)) {
            change(task, BackendUnderTest.all());
            assertThat(checkpoint(task, 2).getTaskLocalSnapshot()).isNull();
            task.logged().notifyCheckpointComplete(2);
            task.materialize();
            assertThat(checkpoint(task, 3).getTaskLocalSnapshot()).isNotNull();
        }
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("backendsAndDamages")
    void aDamageToAnyFileOfACopyIsNoticedAndTheJobManagersPartIsStillThere(
            String name, StateBackend wrapped, LocalDisk.Damage damage) throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> checkpoint;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(task, BackendUnderTest.all());
            task.materialize();
            change(task, BackendUnderTest.all());
            checkpoint = checkpoint(task, 1);
        }
        for (Path file : disk.files()) {
            byte[] intact = Files.readAllBytes(file);
            if (intact.length > 0) {
                LocalDisk.damage(file, damage);
                assertThatThrownBy(
                                () ->
                                        BackendUnderTest.create(
                                                wrapped, log, disk.task(), local(checkpoint)))
                        .isInstanceOf(DamagedLocalCopyException.class);
                Files.write(file, intact);
            }
        }
        assertThat(disk.files()).isNotEmpty();
        assertRestores(wrapped, disk, local(checkpoint));
        assertRestores(wrapped, disk, remote(checkpoint));
        // That restore did not use the copy.
        assertThatThrownBy(
                        () -> assertRestores(wrapped, disk, awaitNoCopies(disk, local(checkpoint))))
                .isInstanceOf(IOException.class);
    }

    private static KeyedStateHandle awaitNoCopies(LocalDisk disk, KeyedStateHandle handle) {
        await().atMost(PATIENCE).until(() -> disk.copies().isEmpty());
        return handle;
    }

    @EachBackend
    void afterScalingDownACopyStandsForItsKeyGroupsOnly(String name, StateBackend wrapped)
            throws Exception {
        LocalDisk disk = new LocalDisk(folder.resolve("lower"));
        LocalDisk other = new LocalDisk(folder.resolve("upper"));
        SnapshotResult<KeyedStateHandle> lower = materializedPart(wrapped, disk, LOWER);
        SnapshotResult<KeyedStateHandle> upper = materializedPart(wrapped, other, UPPER);

        List<KeyedStateHandle> offered = offeredFirst(Arrays.asList(lower, upper), local(lower));
        assertThat(offered).hasSize(2).contains(local(lower));
        KeyedStateHandle next;
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        new ChangelogStateBackend(wrapped),
                        log,
                        BackendUnderTest.all(),
                        offered,
                        disk.task())) {
            change(task, BackendUnderTest.all());
            SnapshotResult<KeyedStateHandle> checkpoint = checkpoint(task, 2);
            assertThat(checkpoint.getTaskLocalSnapshot()).isNull();
            assertThat(remote(checkpoint).getMaterializedStateHandles())
                    .hasSize(2)
                    .doesNotHaveAnyElementsOfTypes(MaterializedCopy.class);
            next = remote(checkpoint);
        }
        assertRestores(wrapped, disk, next);
    }

    @EachBackend
    void afterScalingUpNoCopyIsOffered(String name, StateBackend wrapped) throws Exception {
        LocalDisk disk = new LocalDisk(folder);
        SnapshotResult<KeyedStateHandle> whole =
                materializedPart(wrapped, disk, BackendUnderTest.all());
        List<KeyedStateHandle> assigned =
                Collections.singletonList(remote(whole).getIntersection(LOWER));
        assertThat(alternatives(assigned, local(whole)))
                .containsExactly(new StateObjectCollection<>(assigned));
    }

    private SnapshotResult<KeyedStateHandle> materializedPart(
            StateBackend wrapped, LocalDisk disk, KeyGroupRange range) throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        new ChangelogStateBackend(wrapped),
                        log,
                        range,
                        Collections.emptyList(),
                        disk.task())) {
            change(task, range);
            task.materialize();
            change(task, range);
            return checkpoint(task, 1);
        }
    }

    private static List<KeyedStateHandle> offeredFirst(
            List<SnapshotResult<KeyedStateHandle>> parts, KeyedStateHandle local) {
        List<KeyedStateHandle> remote = new ArrayList<>();
        parts.forEach(part -> remote.add(part.getJobManagerOwnedSnapshot()));
        return new ArrayList<>(alternatives(remote, local).get(0));
    }

    /** By Flink's rule. */
    private static List<StateObjectCollection<KeyedStateHandle>> alternatives(
            List<KeyedStateHandle> remote, KeyedStateHandle local) {
        return new PrioritizedOperatorSubtaskState.Builder(
                        OperatorSubtaskState.builder()
                                .setManagedKeyedState(new StateObjectCollection<>(remote))
                                .build(),
                        Collections.singletonList(
                                OperatorSubtaskState.builder().setManagedKeyedState(local).build()))
                .build()
                .getPrioritizedManagedKeyedState();
    }

    /** Changes states which were as the model says. */
    private void change(BackendUnderTest task, KeyGroupRange range) throws Exception {
        ProgramStates states = known.get(task);
        if (states == null) {
            states = new ProgramStates(task.backend());
            known.put(task, states);
            model.assertEqual(states, range);
        }
        model.change(states, range, OPERATIONS);
    }

    /** Acknowledged; the local part is read back from where Flink writes it. */
    private static SnapshotResult<KeyedStateHandle> checkpoint(BackendUnderTest task, long id)
            throws Exception {
        SnapshotResult<KeyedStateHandle> parts =
                BackendUnderTest.storeBoth(task.begin(id, CheckpointType.CHECKPOINT));
        KeyedStateHandle remote =
                BackendUnderTest.acknowledge(id, parts.getJobManagerOwnedSnapshot());
        KeyedStateHandle local = parts.getTaskLocalSnapshot();
        return local == null
                ? SnapshotResult.of(remote)
                : SnapshotResult.withLocalState(remote, InstantiationUtil.clone(local));
    }

    private static List<StateHandleID> logs(ChangelogStateBackendHandle handle) {
        return ids(handle.getNonMaterializedStateHandles());
    }

    private static List<StateHandleID> ids(List<? extends KeyedStateHandle> handles) {
        return handles.stream()
                .map(KeyedStateHandle::getStateHandleId)
                .collect(Collectors.toList());
    }

    private static ChangelogStateBackendHandle remote(SnapshotResult<KeyedStateHandle> parts) {
        return (ChangelogStateBackendHandle) parts.getJobManagerOwnedSnapshot();
    }

    private static LocalCheckpointHandle local(SnapshotResult<KeyedStateHandle> parts) {
        assertThat(parts.getTaskLocalSnapshot()).isInstanceOf(LocalCheckpointHandle.class);
        return (LocalCheckpointHandle) parts.getTaskLocalSnapshot();
    }

    private void assertRestores(StateBackend wrapped, LocalDisk disk, KeyedStateHandle handle)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task(), handle)) {
            model.assertEqual(new ProgramStates(task.backend()), BackendUnderTest.all());
        }
    }
}
