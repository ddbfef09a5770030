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

import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.util.ExceptionUtils;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import java.util.function.Consumer;

/**
 * Takes checkpoints and ends them, several at once. Task thread only; the futures complete on the
 * thread that stored the log.
 *
 * @param <H> the handles of the log
 */
public final class LogCheckpoints<H extends ChangelogStateHandle> {

    private final StateChangelogWriter<H> writer;
    private final KeyGroupRange keyGroups;
    private final CurrentBaseline baseline;
    private final LogLength length;
    private final LogTraffic traffic;
    private final ChangelogMetrics metrics;
    private final Consumer<Error> fatal;
    private final CheckpointLedger ledger = new CheckpointLedger();

    /** Of the baseline that the last confirmed checkpoint referred to. */
    private OptionalLong confirmedMaterialization = OptionalLong.empty();

    /**
     * @param length told how long the log of each checkpoint is
     * @param traffic told when the log of a checkpoint is being stored
     * @param fatal told of an {@link Error} while the log was stored, on the thread that met it: no
     *     reason to try again, but to fail the task. The checkpoint fails in any case.
     */
    public LogCheckpoints(
            StateChangelogWriter<H> writer,
            KeyGroupRange keyGroups,
            CurrentBaseline baseline,
            LogLength length,
            LogTraffic traffic,
            ChangelogMetrics metrics,
            Consumer<Error> fatal) {
        this.writer = writer;
        this.keyGroups = keyGroups;
        this.baseline = baseline;
        this.length = length;
        this.traffic = traffic;
        this.metrics = metrics;
        this.fatal = fatal;
    }

    /**
     * Takes a checkpoint of the baseline and the log since. The log is asked even if there is none:
     * it has to know how far the checkpoints have come.
     *
     * @throws IOException if the log refuses; the checkpoint counts as never taken
     */
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> take(long checkpointId)
            throws IOException {
        Baseline base = baseline.get();
        PendingCheckpoint checkpoint =
                new PendingCheckpoint(base.reaches(), logReaches(), base.materializationId());
        CompletableFuture<Optional<H>> log =
                watched(writer.persist(base.reaches(), checkpointId))
                        .whenComplete((stored, failure) -> tellIfFatal(failure))
                        .thenApply(SnapshotResult::getJobManagerOwnedSnapshot)
                        .thenApply(Optional::ofNullable)
                        .thenApply(stored -> stored.filter(any -> checkpoint.hasLog()));
        ledger.begin(checkpointId, checkpoint);
        return SnapshotFuture.of(
                log,
                stored -> {
                    metrics.logStored(base.restoredLog(), stored);
                    length.set(
                            checkpointId,
                            base.restoredLogBytes()
                                    + stored.map(KeyedStateHandle::getStateSize).orElse(0L));
                    checkpoint.handOut();
                    return SnapshotAssembler.assemble(checkpointId, keyGroups, base, stored);
                });
    }

    /** One that is there at once, such as an inline delta, is no traffic. */
    private <T> CompletableFuture<T> watched(CompletableFuture<T> log) {
        if (log.isDone()) {
            return log;
        }
        LogTraffic.Commit commit = traffic.commitStarted();
        return log.whenComplete((stored, failure) -> commit.ended(failure == null));
    }

    /**
     * Makes a checkpoint of a materialization that is under way; it has no log.
     *
     * @param result what it stored, once it is there
     */
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> takeMaterialized(
            long checkpointId,
            SequenceNumber reaches,
            long materializationId,
            RunnableFuture<Baseline> result) {
        if (writer instanceof InPlaceChangelogWriter) {
            ((InPlaceChangelogWriter<?>) writer).passed(checkpointId);
        }
        PendingCheckpoint checkpoint = new PendingCheckpoint(reaches, reaches, materializationId);
        ledger.begin(checkpointId, checkpoint);
        return new MappedTask<>(
                result,
                materialized -> {
                    length.set(checkpointId, 0);
                    checkpoint.handOut();
                    return SnapshotAssembler.assembleMaterialized(
                            checkpointId, keyGroups, materialized);
                });
    }

    /**
     * The checkpoint is complete: the log it refers to belongs to the JobManager, and what lies
     * before its baseline is needed no more.
     *
     * @return the materialization that this confirms, if it is the first checkpoint to do so
     */
    public OptionalLong confirm(long checkpointId) {
        Optional<PendingCheckpoint> confirmed = ledger.confirm(checkpointId);
        if (!confirmed.isPresent()) {
            return OptionalLong.empty();
        }
        PendingCheckpoint checkpoint = confirmed.get();
        if (checkpoint.hasLog()) {
            writer.confirm(checkpoint.fromInclusive(), checkpoint.toExclusive(), checkpointId);
        }
        ledger.outlived(checkpointId).forEach(this::reset);
        long materialization = checkpoint.materializationId();
        if (confirmedMaterialization.isPresent()
                && confirmedMaterialization.getAsLong() >= materialization) {
            return OptionalLong.empty();
        }
        confirmedMaterialization = OptionalLong.of(materialization);
        writer.truncate(checkpoint.fromInclusive());
        return confirmedMaterialization;
    }

    /**
     * @param failure null if there is none: so says {@link CompletableFuture#whenComplete}
     */
    private void tellIfFatal(Throwable failure) {
        if (failure != null) {
            Throwable cause = ExceptionUtils.stripCompletionException(failure);
            if (cause instanceof Error) {
                fatal.accept((Error) cause);
            }
        }
    }

    /** Without sealing, if the log can tell: a few changes may stay open and travel inline. */
    private SequenceNumber logReaches() {
        return writer instanceof InPlaceChangelogWriter
                ? ((InPlaceChangelogWriter<?>) writer).reaches()
                : writer.nextSequenceNumber();
    }

    /**
     * The checkpoint will not complete: the log it refers to is there for a later one. What the
     * JobManager may have been told of is kept until a younger checkpoint is complete.
     */
    public void abort(long checkpointId) {
        ledger.abort(checkpointId).ifPresent(aborted -> reset(checkpointId, aborted));
    }

    private void reset(long checkpointId, PendingCheckpoint aborted) {
        if (aborted.hasLog()) {
            writer.reset(aborted.fromInclusive(), aborted.toExclusive(), checkpointId);
        }
    }

    /** The JobManager keeps nothing of this checkpoint and those before. */
    public void subsumed(long checkpointId) {
        ledger.subsumed(checkpointId).forEach(this::reset);
    }

    /** The materialization that a checkpoint refers to, as long as the checkpoint has not ended. */
    public OptionalLong materializationOf(long checkpointId) {
        return ledger.materializationOf(checkpointId);
    }

    /** Whether a checkpoint refers to a materialization that may still become complete. */
    public boolean refersTo(long materializationId) {
        return ledger.refersTo(materializationId);
    }
}
