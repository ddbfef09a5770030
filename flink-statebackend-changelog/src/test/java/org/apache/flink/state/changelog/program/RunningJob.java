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

import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.util.ExceptionUtils;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One job from its start to its end, over failures: its subtasks, its model, and what the
 * JobManager does about its checkpoints, in the order in which Flink does it. One thread.
 */
final class RunningJob {

    private final Cluster cluster;
    private final Cluster.JobForm form;
    private final CompletedCheckpoints completed;
    private final NavigableMap<Long, PendingParts> pending = new TreeMap<>();
    private final List<Subtask> subtasks = new ArrayList<>();
    private TableModel model = new TableModel();
    private long nextId;

    private RunningJob(
            Cluster cluster, Cluster.JobForm form, CompletedCheckpoints completed, long nextId) {
        this.cluster = cluster;
        this.form = form;
        this.completed = completed;
        this.nextId = nextId;
    }

    static RunningJob fresh(Cluster cluster, Cluster.JobForm form, int parallelism, int retained)
            throws Exception {
        RunningJob job =
                new RunningJob(
                        cluster, form, new CompletedCheckpoints(retained, RestoreMode.DEFAULT), 1);
        job.start(parallelism);
        return job;
    }

    static RunningJob restored(
            Cluster cluster,
            Cluster.JobForm form,
            int parallelism,
            int retained,
            Restorable origin,
            RestoreMode mode)
            throws Exception {
        RunningJob job =
                new RunningJob(
                        cluster, form, new CompletedCheckpoints(retained, mode), origin.id + 1);
        job.completed.restored(origin, mode);
        job.start(parallelism);
        return job;
    }

    private void start(int parallelism) throws Exception {
        Optional<Restorable> latest = completed.latest();
        model = latest.isPresent() ? latest.get().model.copy() : new TableModel();
        for (int index = 0; index < parallelism; index++) {
            KeyGroupRange range = Cluster.range(parallelism, index);
            List<KeyedStateHandle> handles =
                    latest.isPresent()
                            ? Restorable.assign(latest.get().state, parallelism, index)
                            : Collections.emptyList();
            DiskCheckpointStorage snapshots = new DiskCheckpointStorage(cluster.disk);
            subtasks.add(
                    new Subtask(
                            cluster,
                            snapshots,
                            cluster.backend(form, range, handles, snapshots),
                            range,
                            index));
        }
    }

    Cluster.JobForm form() {
        return form;
    }

    TableModel model() {
        return model;
    }

    List<Subtask> subtasks() {
        return subtasks;
    }

    Subtask subtask(int index) {
        return subtasks.get(index % subtasks.size());
    }

    CompletedCheckpoints completed() {
        return completed;
    }

    void check() throws Exception {
        for (Subtask subtask : subtasks) {
            subtask.check(model);
        }
    }

    // ------------------------------------------------------------------------ checkpoints

    void beginCheckpoint(boolean full) throws Exception {
        begin(
                full || completed.mustBeFull()
                        ? CheckpointType.FULL_CHECKPOINT
                        : CheckpointType.CHECKPOINT,
                false);
    }

    void beginSavepoint(SavepointFormatType format, boolean synchronous) throws Exception {
        begin(SavepointType.savepoint(format), synchronous);
    }

    /**
     * Several at once only with the changelog: an incremental checkpoint of Flink's RocksDB may
     * refer to files of one that was subsumed by another, which was taken before and completed
     * after.
     */
    private void begin(SnapshotType type, boolean synchronous) throws Exception {
        if (pending.size() < (form.logged ? Argument.PENDING.bound() : 1)) {
            PendingParts parts = new PendingParts(nextId, type, synchronous, model.copy());
            nextId++;
            pending.put(parts.id, parts);
            for (Subtask subtask : subtasks) {
                subtask.begin(parts.id, type);
            }
        }
    }

    Optional<PendingParts> pending(int which) {
        List<PendingParts> all = new ArrayList<>(pending.values());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(which % all.size()));
    }

    /**
     * Has some subtasks store their parts, and acknowledge them.
     *
     * @return whether all of them could
     */
    boolean store(PendingParts parts, int mask) throws Exception {
        for (int index = 0; index < subtasks.size(); index++) {
            Subtask subtask = subtasks.get(index);
            if (subtask.hasUnstored(parts.id) && subtask.takesPart(mask)) {
                Optional<KeyedStateHandle> part;
                try {
                    part = subtask.store(parts.id);
                } catch (ExecutionException e) {
                    if (ExceptionUtils.findThrowableWithMessage(e, "told to fail").isPresent()) {
                        return false;
                    }
                    throw e;
                }
                if (part.isPresent() && !parts.type.isSavepoint()) {
                    part.get().registerSharedStates(completed.registry(), parts.id);
                }
                parts.acknowledge(index, part);
            }
        }
        return true;
    }

    /**
     * Stores what is not stored and completes, or aborts if that fails.
     *
     * @return the savepoint, if it is one and succeeded
     */
    Optional<Restorable> complete(PendingParts parts, int mask) throws Exception {
        if (!store(parts, 0)) {
            abort(parts, mask);
            return Optional.empty();
        }
        pending.remove(parts.id);
        Restorable result =
                new Restorable(
                        parts.id,
                        Restorable.assemble(subtasks.size(), parts.acknowledged()),
                        parts.model,
                        form.rocksDb,
                        parts.type instanceof SavepointType
                                && ((SavepointType) parts.type).getFormatType()
                                        == SavepointFormatType.CANONICAL);
        if (!parts.type.isSavepoint()) {
            parts.acknowledged()
                    .forEach(
                            (index, part) ->
                                    part.ifPresent(subtasks.get(index)::checkMaterialization));
            if (completed.mustBeFull()) {
                assertFreeOfOrigin(result);
            }
        }
        OptionalLong subsumed =
                parts.type.isSavepoint() ? OptionalLong.empty() : completed.add(result);
        if (!parts.type.isSavepoint() || parts.synchronous) {
            announce(parts.id, subsumed, mask);
        }
        return parts.type.isSavepoint() ? Optional.of(result) : Optional.empty();
    }

    /** The user may delete the origin from now on. */
    private void assertFreeOfOrigin(Restorable full) throws Exception {
        Restorable origin = completed.latest().orElseThrow();
        Set<String> common = cluster.disk.filesOf(full.readAgain());
        common.retainAll(cluster.disk.filesOf(origin.readAgain()));
        assertThat(common)
                .as("old files in the first checkpoint after a restore without claim")
                .isEmpty();
    }

    private void announce(long completedId, OptionalLong subsumed, int mask) throws Exception {
        for (PendingParts older : new ArrayList<>(pending.headMap(completedId).values())) {
            if (!older.type.isSavepoint()) {
                abort(older, mask);
            }
        }
        for (Subtask subtask : subtasks) {
            if (subsumed.isPresent()) {
                subtask.subsumed(subsumed.getAsLong(), mask);
            }
            subtask.completed(completedId, mask);
        }
    }

    void abort(PendingParts parts, int mask) throws Exception {
        pending.remove(parts.id);
        parts.discard();
        for (Subtask subtask : subtasks) {
            subtask.aborted(parts.id, mask);
        }
    }

    // ---------------------------------------------------------------------------- the end

    /** No disk fails any more. */
    void recover() throws Exception {
        for (Subtask subtask : subtasks) {
            subtask.recover();
        }
    }

    /** All subtasks fail, and are restored from the latest checkpoint. */
    void failAndRecover(int parallelism) throws Exception {
        stop();
        start(parallelism);
    }

    private void stop() throws Exception {
        for (Subtask subtask : subtasks) {
            subtask.close();
        }
        subtasks.clear();
        for (PendingParts parts : pending.values()) {
            parts.discard();
        }
        pending.clear();
    }

    /** The job ends; its completed checkpoints stay. */
    void cancel() throws Exception {
        stop();
    }
}
