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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.state.changelog.checkpoint.Baseline;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

import static org.apache.flink.util.Preconditions.checkState;

/** The materializations of one backend, one at a time. Task thread only. */
public final class BackendMaterialization implements MaterializationTarget {

    private static final Logger LOG = LoggerFactory.getLogger(BackendMaterialization.class);

    private final StateMaterializer materializer;
    private final CurrentBaseline baseline;
    private final CheckpointListener wrapped;
    private final Executor deletions;
    private final UnconfirmedMaterializations unconfirmed;
    private final Clock clock;

    /** Changed by the task thread only. */
    private volatile MaterializationCycle cycle = MaterializationCycle.IDLE;

    /** Of the last one that started, by the cycle. */
    private OptionalLong lastStarted = OptionalLong.empty();

    /**
     * The checkpoints that are materializations themselves and have not ended. Until one is
     * complete, a snapshot might share files with what was restored, of which such a checkpoint is
     * meant to be free.
     */
    private final NavigableMap<Long, CheckpointMaterialization> awaited = new TreeMap<>();

    /**
     * Checkpoints under way that are materializations, too, but since an older one of these became
     * complete need not become complete themselves. Until its materialization is stored, a later
     * checkpoint cannot build on it, and must not build on an older one: the completion of the one
     * here would let the JobManager delete that.
     */
    private final NavigableMap<Long, CheckpointMaterialization> overtaken = new TreeMap<>();

    /** Older than a complete checkpoint: only what they have written matters. */
    private final NavigableMap<Long, CheckpointMaterialization> outlived = new TreeMap<>();

    /**
     * The latest materialization that a complete checkpoint refers to; at first, what was restored.
     * The wrapped backend builds the next one on it. That must not happen while the baseline is a
     * younger one: the checkpoint that completes the baseline lets the JobManager delete this one.
     */
    private long lastConfirmed;

    /**
     * @param wrapped told which snapshots were confirmed and which will never be used
     * @param deletions where files are deleted that nobody needs
     */
    public BackendMaterialization(
            StateMaterializer materializer,
            CurrentBaseline baseline,
            CheckpointListener wrapped,
            Executor deletions,
            Clock clock) {
        this.materializer = materializer;
        this.baseline = baseline;
        this.wrapped = wrapped;
        this.deletions = deletions;
        this.unconfirmed = new UnconfirmedMaterializations(deletions);
        this.clock = clock;
        this.lastConfirmed = baseline.get().materializationId();
    }

    @Override
    public Optional<Outcome> propose() {
        Optional<Outcome> refused =
                cycle.mayStart() ? refused() : Optional.of(Outcome.PREVIOUS_PENDING);
        if (!refused.isPresent()) {
            moveTo(MaterializationCycle.WAITING);
        }
        return refused;
    }

    /** By what is there, whatever the cycle does. */
    private Optional<Outcome> refused() {
        if (pendingElsewhere()) {
            return Optional.of(Outcome.PREVIOUS_PENDING);
        }
        return nothingNew() ? Optional.of(Outcome.NOTHING_NEW) : Optional.empty();
    }

    private boolean pendingElsewhere() {
        return awaitsCheckpoint()
                || buildsOnUnstored()
                || baseline.get().materializationId() > lastConfirmed;
    }

    private boolean nothingNew() {
        Baseline base = baseline.get();
        return materializer.endOfLog().equals(base.reaches())
                && base.restoredLog().isEmpty()
                && base.referable();
    }

    @Override
    public Optional<ThrowingRunnable<Exception>> prepare() {
        moveTo(MaterializationCycle.PREPARING);
        return materializer.preparation();
    }

    @Override
    public MaterializationCycle cycle() {
        return cycle;
    }

    @Override
    public OptionalLong materializedBytes() {
        return baseline.get().materializedBytes();
    }

    @Override
    public MaterializationStart begin() throws Exception {
        boolean taken = false;
        try {
            Optional<Outcome> refused = refused();
            if (refused.isPresent()) {
                return MaterializationStart.refused(refused.get());
            }
            moveTo(MaterializationCycle.SNAPSHOTTING);
            Materialization started = materializer.takeInBackground(clock.absoluteTimeMillis());
            taken = true;
            lastStarted = OptionalLong.of(started.id());
            return MaterializationStart.started(started);
        } finally {
            moveTo(taken ? MaterializationCycle.UPLOADING : MaterializationCycle.IDLE);
        }
    }

    private void moveTo(MaterializationCycle next) {
        MaterializationCycle before = cycle;
        cycle = cycle.to(next);
        LOG.debug("Materialization after that of id {}: {} → {}.", lastConfirmed, before, next);
    }

    /**
     * Takes a snapshot for one checkpoint that must be one, whatever the cycle does. Running the
     * future stores it and makes it the baseline of later checkpoints.
     */
    public CheckpointMaterialization takeForCheckpoint(
            long checkpointId, long timestampMs, CheckpointOptions options) throws Exception {
        boolean mustBeFree = mustBeFree(options.getCheckpointType());
        // Its base may be subsumed by another of these checkpoints before it is acknowledged.
        CheckpointMaterialization taken =
                new CheckpointMaterialization(
                        materializer.take(timestampMs, sharingNothing(options)), this::adopt);
        (mustBeFree ? awaited : overtaken).put(checkpointId, taken);
        return taken;
    }

    /** Any thread. */
    private void adopt(Baseline stored) {
        unconfirmed.add(stored.materializationId(), stored.materialized());
        baseline.advanceTo(stored);
    }

    @Override
    public boolean materialized(
            Materialization materialization, SnapshotResult<KeyedStateHandle> stored)
            throws Exception {
        checkCurrent(materialization);
        Baseline younger = materialization.baseline(stored);
        if (baseline.advanceTo(younger)) {
            unconfirmed.add(younger.materializationId(), younger.materialized());
            moveTo(MaterializationCycle.UPLOADED);
            return true;
        }
        // A checkpoint that had to be a materialization overtook it.
        moveTo(MaterializationCycle.IDLE);
        wrapped.notifyCheckpointAborted(materialization.id());
        return false;
    }

    @Override
    public void materializationFailed(Materialization materialization) throws Exception {
        checkCurrent(materialization);
        moveTo(MaterializationCycle.IDLE);
        wrapped.notifyCheckpointAborted(materialization.id());
    }

    /**
     * A complete checkpoint refers to a materialization, which may be an older one than others know
     * already: its files belong to the JobManager.
     */
    public void handedOver(long materializationId) {
        unconfirmed.confirmed(materializationId);
    }

    /** A complete checkpoint refers to a materialization for the first time. */
    public void confirmed(long materializationId) throws Exception {
        if (cycle == MaterializationCycle.UPLOADED
                && lastStarted.isPresent()
                && lastStarted.getAsLong() <= materializationId) {
            moveTo(MaterializationCycle.CONFIRMED);
        }
        lastConfirmed = Math.max(lastConfirmed, materializationId);
        wrapped.notifyCheckpointComplete(materializationId);
    }

    private static CheckpointOptions sharingNothing(CheckpointOptions options) {
        return CheckpointOptions.alignedNoTimeout(
                CheckpointType.FULL_CHECKPOINT, options.getTargetLocation());
    }

    /** Whether a checkpoint of this type, taken now, has to be a materialization itself. */
    public boolean mustMaterialize(SnapshotType type) {
        return mustBeFree(type) || buildsOnUnstored();
    }

    /** Whether nothing of what was there before may be in it, or in any before one is complete. */
    private boolean mustBeFree(SnapshotType type) {
        return type.getSharingFilesStrategy() != SharingFilesStrategy.FORWARD_BACKWARD
                || !baseline.get().referable()
                || awaitsCheckpoint();
    }

    private boolean awaitsCheckpoint() {
        return !awaited.isEmpty();
    }

    private boolean buildsOnUnstored() {
        long stored = baseline.get().materializationId();
        return overtaken.values().stream().anyMatch(each -> each.id() > stored);
    }

    /** A checkpoint is complete; whether those before it are, too, is of no interest any more. */
    public void checkpointCompleted(long checkpointId) {
        boolean expected = awaited.remove(checkpointId) != null;
        overtaken.remove(checkpointId);
        endOlder(awaited.headMap(checkpointId));
        endOlder(overtaken.headMap(checkpointId));
        outlived.remove(checkpointId);
        if (expected) {
            // From here on there is a base that is free of what was restored.
            overtaken.putAll(awaited);
            awaited.clear();
        }
    }

    /** Their aborts are still to come, or that they are complete as well. */
    private void endOlder(Map<Long, CheckpointMaterialization> older) {
        outlived.putAll(older);
        older.clear();
    }

    /**
     * A checkpoint will never be complete; others may. The wrapped backend hears of it (P19) if the
     * checkpoint was a materialization, unless it has been the baseline of others.
     */
    public void checkpointAborted(long checkpointId) throws Exception {
        Optional<CheckpointMaterialization> ended =
                Optional.ofNullable(awaited.remove(checkpointId))
                        .or(() -> Optional.ofNullable(overtaken.remove(checkpointId)))
                        .or(() -> Optional.ofNullable(outlived.remove(checkpointId)));
        if (ended.isPresent() && giveUp(ended.get())) {
            wrapped.notifyCheckpointAborted(ended.get().id());
        }
    }

    private boolean giveUp(CheckpointMaterialization checkpoint) {
        boolean aborted = checkpoint.abort();
        if (aborted) {
            deletions.execute(checkpoint::giveUp);
        }
        return aborted;
    }

    /** The JobManager keeps nothing of this checkpoint and those before. */
    public void checkpointSubsumed(long checkpointId) {
        Map<Long, CheckpointMaterialization> ended = outlived.headMap(checkpointId, true);
        ended.values().forEach(this::giveUp);
        ended.clear();
    }

    /**
     * Deletes materializations that are neither the baseline nor that of a complete checkpoint.
     *
     * @param pending whether a checkpoint refers to one of which it is not known whether it will be
     *     complete
     */
    public void releaseUnneeded(LongPredicate pending) {
        unconfirmed.releaseBefore(baseline.get().materializationId(), pending);
    }

    /** The same when no more checkpoints are to come. */
    public void end(LongPredicate pending) {
        // Of those that are not stored nobody can have been told.
        awaited.values().forEach(this::giveUp);
        overtaken.values().forEach(this::giveUp);
        outlived.values().forEach(this::giveUp);
        unconfirmed.end(pending);
    }

    private void checkCurrent(Materialization materialization) {
        checkState(
                lastStarted.equals(OptionalLong.of(materialization.id())),
                "Materialization %s is not under way.",
                materialization.id());
    }
}
