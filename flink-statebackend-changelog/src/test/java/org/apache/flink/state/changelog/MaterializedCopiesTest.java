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
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.TaskLocalStateStoreImpl;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** When local copies of materialized state come and go. */
class MaterializedCopiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @TempDir private Path folder;

    private LocalDisk disk;
    private long lastValue;

    @BeforeEach
    void openDisk() {
        disk = new LocalDisk(folder.resolve("task"));
    }

    @EachBackend
    void aCopyGoesWhenACheckpointWithAYoungerMaterializationIsComplete(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            materializeAndCheckpoint(task, states, 1);
            List<Path> first = disk.copies();
            assertThat(first).hasSize(1);
            materializeAndBegin(task, states, 2);
            assertThat(disk.copies()).hasSize(2).containsAll(first);
            task.logged().notifyCheckpointComplete(2);
            awaitCopies(1);
            assertThat(disk.copies()).doesNotContainAnyElementsOf(first);
        }
    }

    @EachBackend
    void anAbortedCheckpointDeletesNoCopyThatTheNextOneRefersTo(String name, StateBackend wrapped)
            throws Exception {
        SnapshotResult<KeyedStateHandle> next;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            materializeAndBegin(task, states, 1);
            task.logged().notifyCheckpointAborted(1);
            change(states);
            next = BackendUnderTest.storeBoth(task.begin(2, CheckpointType.CHECKPOINT));
        }
        assertRestores(wrapped, next.getTaskLocalSnapshot(), 2);
    }

    @EachBackend
    void aMaterializationThatIsCancelledBeforeItIsStoredLeavesNoCopy(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(new StatesUnderTest(task.backend()));
            RunnableFuture<SnapshotResult<KeyedStateHandle>> full =
                    task.begin(1, CheckpointType.FULL_CHECKPOINT);
            full.cancel(true);
            awaitCopies(0);
        }
    }

    @EachBackend
    void aMaterializationThatIsCancelledWhileItIsStoredLeavesNoCopy(
            String name, StateBackend wrapped) throws Exception {
        StuckStorage storage = new StuckStorage();
        TaskSettings settings = disk.task();
        settings.checkpoints = Optional.of(storage);
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, settings)) {
            change(new StatesUnderTest(task.backend()));
            RunnableFuture<SnapshotResult<KeyedStateHandle>> full =
                    task.begin(1, CheckpointType.FULL_CHECKPOINT);
            Thread upload = new Thread(full, "upload");
            upload.start();
            storage.awaitWriter();
            assertThat(disk.copies()).hasSize(1);
            full.cancel(true);
            awaitCopies(0);
            upload.join(PATIENCE.toMillis());
            assertThat(upload.isAlive()).isFalse();
            assertThat(disk.copies()).isEmpty();
        }
    }

    @EachBackend
    void aMaterializationThatFailsLeavesNoCopy(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(new StatesUnderTest(task.backend()));
            task.refuseStreams();
            RunnableFuture<SnapshotResult<KeyedStateHandle>> full =
                    task.begin(1, CheckpointType.FULL_CHECKPOINT);
            full.run();
            assertThatThrownBy(full::get).hasMessageContaining("larger than the maximum");
            awaitCopies(0);
        }
    }

    @EachBackend
    void aMaterializationThatWasOvertakenLeavesNoCopy(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            change(states);
            task.beginMaterialization();
            await().atMost(PATIENCE).until(() -> task.mailbox().size() > 0);
            BackendUnderTest.store(task.begin(1, CheckpointType.FULL_CHECKPOINT));
            task.mailbox().runNext();
            awaitCopies(1);
        }
    }

    @EachBackend
    void aNativeSavepointLeavesNoCopy(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            change(new StatesUnderTest(task.backend()));
            SnapshotResult<KeyedStateHandle> savepoint =
                    BackendUnderTest.storeBoth(
                            task.begin(1, SavepointType.savepoint(SavepointFormatType.NATIVE)));
            assertThat(savepoint.getTaskLocalSnapshot()).isNull();
            awaitCopies(0);
        }
    }

    @EachBackend
    void theNextAttemptDeletesWhatItDidNotRestoreFrom(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle local;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            local = materializeAndCheckpoint(task, states, 1);
            change(states);
            // No checkpoint refers to this one.
            task.materialize();
        }
        assertThat(disk.copies()).hasSize(2);
        assertRestores(wrapped, local, 1);
        awaitCopies(1);
        assertRestores(wrapped, local, 1);
    }

    @EachBackend
    void theRestoredCopyGoesWhenItIsSuperseded(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle local;
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            local = materializeAndCheckpoint(task, new StatesUnderTest(task.backend()), 1);
        }
        List<Path> restored = disk.copies();
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task(), local)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            task.checkpoint(2);
            task.logged().notifyCheckpointComplete(2);
            assertThat(disk.copies()).isEqualTo(restored);
            materializeAndCheckpoint(task, states, 3);
            awaitCopies(1);
            assertThat(disk.copies()).doesNotContainAnyElementsOf(restored);
        }
    }

    /** P23 for the materialized state. */
    @EachBackend
    void aLocalDiskThatTakesNothingFailsNoMaterialization(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task())) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            materializeAndCheckpoint(task, states, 1);
            Path operator = disk.copies().get(0).getParent();
            disk.deleteCopies();
            Files.delete(operator);
            Files.write(operator, new byte[] {1});
            change(states);
            task.materialize();
            SnapshotResult<KeyedStateHandle> parts =
                    BackendUnderTest.storeBoth(task.begin(2, CheckpointType.CHECKPOINT));
            assertThat(parts.getTaskLocalSnapshot()).isNull();
            task.logged().notifyCheckpointComplete(2);
            // It comes back.
            Files.delete(operator);
            assertThat(materializeAndBegin(task, states, 3)).isNotNull();
        }
    }

    @EachBackend
    void copiesAreMadeForTheBackupAndNotForTheRecovery(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, disk.task(true, false))) {
            assertThat(materializeAndBegin(task, new StatesUnderTest(task.backend()), 1)).isNull();
            assertThat(disk.files()).isEmpty();
        }
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, disk.task(false, true))) {
            assertThat(materializeAndBegin(task, new StatesUnderTest(task.backend()), 1))
                    .isNotNull();
            assertThat(disk.copies()).hasSize(1);
        }
    }

    static Stream<Arguments> backendsAndStores() {
        return BackendUnderTest.backends()
                .flatMap(
                        backend ->
                                Stream.of(
                                        Arguments.of(backend.get()[0], backend.get()[1], true),
                                        Arguments.of(backend.get()[0], backend.get()[1], false)));
    }

    /** Whichever store Flink chose, from the configurations of the cluster and of the job. */
    @ParameterizedTest(name = "{0}, store of a job with changelog: {2}")
    @MethodSource("backendsAndStores")
    void flinksStoreDeletesNoCopyAndTakesTwoBackendsOfOneTask(
            String name, StateBackend wrapped, boolean changelog) throws Exception {
        TaskLocalStateStoreImpl store =
                changelog ? disk.storeOfJobWithChangelog() : disk.storeOfJobWithoutChangelog();
        KeyedStateHandle latest;
        try (BackendUnderTest one = BackendUnderTest.create(wrapped, log, disk.task());
                BackendUnderTest other =
                        BackendUnderTest.create(
                                wrapped, log, new LocalDisk(folder.resolve("other")).task())) {
            StatesUnderTest states = new StatesUnderTest(one.backend());
            StatesUnderTest otherStates = new StatesUnderTest(other.backend());
            KeyedStateHandle first = materializeAndCheckpoint(one, states, 1);
            KeyedStateHandle otherFirst = materializeAndCheckpoint(other, otherStates, 1);
            store.storeLocalState(1, task(first, otherFirst));
            store.storeLocalState(2, task(materializeAndBegin(one, states, 2), otherFirst));
            // Flink aborts a checkpoint, and confirms the next.
            store.abortCheckpoint(2);
            change(states);
            latest =
                    BackendUnderTest.storeBoth(one.begin(3, CheckpointType.CHECKPOINT))
                            .getTaskLocalSnapshot();
            store.storeLocalState(3, task(latest, otherFirst));
            store.confirmCheckpoint(3);
            one.logged().notifyCheckpointComplete(3);
        }
        assertRestores(wrapped, latest, lastValue);
        assertThat(store.retrieveLocalState(3)).isNotNull();
        store.dispose().join();
        assertThat(disk.copies()).isEmpty();
    }

    private static TaskStateSnapshot task(KeyedStateHandle one, KeyedStateHandle other) {
        TaskStateSnapshot snapshot = new TaskStateSnapshot();
        for (KeyedStateHandle handle : List.of(one, other)) {
            snapshot.putSubtaskStateByOperatorID(
                    new OperatorID(),
                    OperatorSubtaskState.builder().setManagedKeyedState(handle).build());
        }
        return snapshot;
    }

    /** The checkpoint is complete. Returns its local part. */
    private KeyedStateHandle materializeAndCheckpoint(
            BackendUnderTest task, StatesUnderTest states, long checkpointId) throws Exception {
        KeyedStateHandle local = materializeAndBegin(task, states, checkpointId);
        task.logged().notifyCheckpointComplete(checkpointId);
        return local;
    }

    private KeyedStateHandle materializeAndBegin(
            BackendUnderTest task, StatesUnderTest states, long checkpointId) throws Exception {
        change(states);
        task.materialize();
        return BackendUnderTest.storeBoth(task.begin(checkpointId, CheckpointType.CHECKPOINT))
                .getTaskLocalSnapshot();
    }

    private void change(StatesUnderTest states) throws Exception {
        lastValue++;
        states.select(1, 0);
        states.value.update(lastValue);
    }

    private void assertRestores(StateBackend wrapped, KeyedStateHandle local, long value)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, disk.task(), local)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(value);
        }
    }

    private void awaitCopies(int count) {
        await().atMost(PATIENCE).until(() -> disk.copies().size() == count);
    }
}
