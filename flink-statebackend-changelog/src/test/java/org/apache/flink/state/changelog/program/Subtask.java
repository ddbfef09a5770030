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

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.InternalCheckpointListener;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.state.changelog.BackendUnderTest;
import org.apache.flink.state.changelog.materialization.MaterializationStart;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.function.ThrowingRunnable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** One subtask of a running job, and the notifications that have not reached it. One thread. */
final class Subtask implements AutoCloseable {

    /** What becomes of a notification. */
    private enum Delivery {
        IN_TIME,
        LATE,
        LOST
    }

    private final Cluster cluster;
    private final DiskCheckpointStorage storage;
    private final BackendUnderTest task;
    private final KeyGroupRange range;
    private final int index;
    private final ProgramStates states;
    private final Map<Long, RunnableFuture<SnapshotResult<KeyedStateHandle>>> snapshots =
            new TreeMap<>();
    private final Deque<ThrowingRunnable<Exception>> late = new ArrayDeque<>();

    /**
     * The checkpoints of whose end the backend has not heard, each with the files it may refer to
     * that were there before.
     */
    private final NavigableMap<Long, Set<String>> unsettled = new TreeMap<>();

    /**
     * The checkpoints that were aborted after their snapshot was there for whoever asks, each with
     * the files that it names: the backend cannot tell that nobody did. They end with a younger one
     * that is complete.
     */
    private final NavigableMap<Long, Set<String>> inDoubt = new TreeMap<>();

    private long latestComplete;

    private boolean materializing;

    private long completedMaterialization;

    Subtask(
            Cluster cluster,
            DiskCheckpointStorage storage,
            BackendUnderTest task,
            KeyGroupRange range,
            int index) {
        this.cluster = cluster;
        this.storage = storage;
        this.task = task;
        this.range = range;
        this.index = index;
        this.states = new ProgramStates(task.backend());
    }

    ProgramStates states() {
        return states;
    }

    KeyGroupRange range() {
        return range;
    }

    void begin(long checkpointId, SnapshotType type) throws Exception {
        boolean canonical =
                type instanceof SavepointType
                        && ((SavepointType) type).getFormatType() == SavepointFormatType.CANONICAL;
        if (!type.isSavepoint()) {
            unsettled.put(checkpointId, storage.ownedFiles());
        }
        snapshots.put(
                checkpointId,
                canonical
                        ? task.beginCanonicalSavepoint(checkpointId)
                        : task.begin(checkpointId, type));
    }

    /**
     * Stores the part of a checkpoint, and sends it to the JobManager.
     *
     * @throws ExecutionException if it cannot be stored
     */
    Optional<KeyedStateHandle> store(long checkpointId) throws Exception {
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = snapshots.remove(checkpointId);
        cluster.log.upload();
        if (!snapshot.isDone()) {
            cluster.log.exhaust();
        }
        if (!snapshot.isDone()) {
            snapshot.run();
        }
        assertThat(snapshot.isDone()).as("checkpoint %s is stored", checkpointId).isTrue();
        Optional<KeyedStateHandle> part =
                Optional.ofNullable(snapshot.get().getJobManagerOwnedSnapshot());
        return part.isPresent()
                ? Optional.of(InstantiationUtil.clone(part.get()))
                : Optional.empty();
    }

    private static OptionalLong materializationId(KeyedStateHandle part) {
        return part instanceof ChangelogStateBackendHandle
                ? OptionalLong.of(((ChangelogStateBackendHandle) part).getMaterializationID())
                : OptionalLong.empty();
    }

    /** What the completed checkpoints refer to never gets older. */
    void checkMaterialization(KeyedStateHandle completed) {
        OptionalLong id = materializationId(completed);
        if (id.isPresent()) {
            assertThat(id.getAsLong())
                    .as("materialization id of a completed checkpoint")
                    .isGreaterThanOrEqualTo(completedMaterialization);
            completedMaterialization = id.getAsLong();
        }
    }

    boolean hasUnstored(long checkpointId) {
        return snapshots.containsKey(checkpointId);
    }

    void completed(long checkpointId, int mask) throws Exception {
        send(
                mask,
                () -> {
                    if (unsettled.remove(checkpointId) != null) {
                        latestComplete = Math.max(latestComplete, checkpointId);
                        inDoubt.headMap(checkpointId).clear();
                    }
                    ((CheckpointListener) task.backend()).notifyCheckpointComplete(checkpointId);
                });
    }

    void subsumed(long checkpointId, int mask) throws Exception {
        send(
                mask,
                () -> {
                    unsettled.headMap(checkpointId, true).clear();
                    if (task.backend() instanceof InternalCheckpointListener) {
                        ((InternalCheckpointListener) task.backend())
                                .notifyCheckpointSubsumed(checkpointId);
                    }
                });
    }

    void aborted(long checkpointId, int mask) throws Exception {
        send(
                mask,
                () -> {
                    boolean expected = unsettled.remove(checkpointId) != null;
                    if (expected && isThere(checkpointId) && checkpointId > latestComplete) {
                        inDoubt.put(checkpointId, ownedFilesOf(snapshots.get(checkpointId)));
                    }
                    cancel(checkpointId);
                    ((CheckpointListener) task.backend()).notifyCheckpointAborted(checkpointId);
                });
    }

    /** Whether a snapshot can be had without waiting, and nobody had it. */
    private boolean isThere(long checkpointId) {
        RunnableFuture<?> snapshot = snapshots.get(checkpointId);
        return snapshot instanceof CompletableFuture
                && snapshot.isDone()
                && !((CompletableFuture<?>) snapshot).isCompletedExceptionally();
    }

    private Set<String> ownedFilesOf(RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot)
            throws Exception {
        Set<String> files = cluster.disk.filesOf(snapshot.get().getJobManagerOwnedSnapshot());
        files.retainAll(storage.ownedFiles());
        return files;
    }

    private void cancel(long checkpointId) {
        Optional.ofNullable(snapshots.remove(checkpointId))
                .ifPresent(snapshot -> snapshot.cancel(true));
    }

    /**
     * Notifications arrive in order: one that is in time comes after those that were late. Without
     * the changelog all are in time: Flink's RocksDB builds on the last checkpoint that it knows to
     * be complete, whose files are gone if a FULL one was complete meanwhile.
     */
    private void send(int mask, ThrowingRunnable<Exception> notification) throws Exception {
        switch (BackendUnderTest.isLogged(task.backend()) ? delivery(mask) : Delivery.IN_TIME) {
            case IN_TIME:
                late.add(notification);
                deliver();
                return;
            case LATE:
                late.add(notification);
                return;
            default:
        }
    }

    private Delivery delivery(int mask) {
        switch (mask >> (2 * index) & 3) {
            case 2:
                return Delivery.LATE;
            case 3:
                return Delivery.LOST;
            default:
                return Delivery.IN_TIME;
        }
    }

    /** Whether a mask has this subtask take part. */
    boolean takesPart(int mask) {
        return delivery(mask) != Delivery.LOST;
    }

    void deliver() throws Exception {
        while (!late.isEmpty()) {
            late.remove().run();
        }
    }

    /**
     * Begins a materialization, unless one is under way. An upload thread stores it, at some time
     * before it is finished. If it is to fail, the disk refuses all files until then, so that it
     * does not matter when that is.
     *
     * @return whether it began
     */
    boolean materialize(boolean failing) throws Exception {
        if (!BackendUnderTest.isLogged(task.backend()) || materializing) {
            return false;
        }
        if (failing) {
            storage.fail();
        }
        Optional<MaterializationStart.Outcome> outcome = task.beginMaterialization();
        materializing = outcome.equals(Optional.of(MaterializationStart.Outcome.STARTED));
        if (!materializing) {
            storage.recover();
        }
        return materializing;
    }

    void finishMaterialization() throws Exception {
        if (materializing) {
            materializing = false;
            task.mailbox().runNext();
            storage.recover();
        }
    }

    /** The materialization that fails is over, so that its disk can be used again. */
    void recover() throws Exception {
        if (storage.isFailing()) {
            finishMaterialization();
        }
    }

    void check(TableModel model) throws Exception {
        new TableComparison(states, model, range).assertEqual();
    }

    /** What is being stored is stored before, and the mail that says so is dropped. */
    @Override
    public void close() throws IOException {
        if (materializing) {
            task.mailbox().awaitNext();
        }
        unsettled.values().forEach(cluster::leave);
        inDoubt.values().forEach(cluster::leave);
        snapshots.values().forEach(snapshot -> snapshot.cancel(true));
        snapshots.clear();
        task.close();
    }
}
