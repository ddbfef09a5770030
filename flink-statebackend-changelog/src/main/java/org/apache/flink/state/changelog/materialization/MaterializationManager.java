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

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.state.changelog.checkpoint.LogLength;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.schedule.FailuresInARow;
import org.apache.flink.state.changelog.schedule.PlannedStart;
import org.apache.flink.state.changelog.schedule.ReplayRate;
import org.apache.flink.state.changelog.schedule.StartPlan;
import org.apache.flink.state.changelog.schedule.StartReason;
import org.apache.flink.state.changelog.schedule.UploadSize;
import org.apache.flink.util.function.ThrowingRunnable;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Starts the materializations of one backend in time and one after another, and fails the task
 * after too many failures in a row.
 *
 * <p>One that is due waits for the end of back-pressure and for a slot of the TaskManager, before
 * it takes its snapshot: what waits costs nothing. Timer, slots and upload threads only hand mails
 * to the task thread, on which every decision is made. Thread-safe where it says so; {@link #close}
 * may come from any thread, at any time.
 */
public final class MaterializationManager implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationManager.class);

    private final MaterializationTarget target;
    private final MaterializationSettings settings;
    private final MaterializationRuntime runtime;
    private final LogLength log;
    private final ReplayRate replayRate;
    private final ChangelogMetrics metrics;
    private final Consumer<Throwable> failTask;
    private final MaterializationTurn turn;
    private final MaterializationUploads uploads;
    private final UploadWatch watch;
    private final StartPlan plan;
    private final FailuresInARow failures;

    /** Task thread only. */
    private final UploadSize size = new UploadSize();

    /** On the wall clock: when the snapshot was taken that was stored last; at first, now. */
    private final AtomicLong materializedAtMs;

    /** When the snapshot was taken that is being stored. Task thread only. */
    private long snapshotAtMs;

    /**
     * Of the last one that started, or that was a checkpoint and is confirmed; at first restored.
     */
    private long lastId;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean closed;

    /** The one timer that is set. */
    @GuardedBy("lock")
    private Optional<Future<?>> timer = Optional.empty();

    /**
     * @param restoredId the largest id that the restored state knows
     */
    public MaterializationManager(
            MaterializationTarget target,
            MaterializationSettings settings,
            MaterializationRuntime runtime,
            LogLength log,
            ReplayRate replayRate,
            ChangelogMetrics metrics,
            long restoredId,
            Consumer<Throwable> failTask) {
        this.target = target;
        this.settings = settings;
        this.runtime = runtime;
        this.log = log;
        this.replayRate = replayRate;
        this.metrics = metrics;
        this.lastId = restoredId;
        this.failTask = failTask;
        this.turn = new MaterializationTurn(runtime, settings.maxBackPressureWaitMs(), metrics);
        this.uploads = new MaterializationUploads(runtime, new UploadListener());
        this.watch = new UploadWatch(runtime, settings.interval(), metrics);
        long nowMs = wallClockMs();
        this.plan =
                new StartPlan(settings.phase(), settings.interval(), settings.triggers(), nowMs);
        this.failures = new FailuresInARow(settings.interval());
        this.materializedAtMs = new AtomicLong(nowMs);
    }

    /** Sets the first timer. */
    public void start() {
        startAt(plan.next());
        if (settings.triggers().areSet()) {
            log.whenItGrows(() -> runtime.mail(this::logGrew));
        }
    }

    /**
     * Starts a materialization as soon as it is its turn. Task thread only.
     *
     * @return why none can start now; empty if it will, or if this is closed
     */
    public Optional<Outcome> trigger() {
        Optional<Outcome> refused = isClosed() ? Optional.empty() : target.propose();
        refused.ifPresent(this::refused);
        if (!refused.isPresent() && !isClosed()) {
            turn.await(this::itsTurn);
        }
        return refused;
    }

    private void due(StartReason reason) {
        LOG.debug("A materialization is due: {}.", reason);
        trigger();
    }

    private void refused(Outcome why) {
        if (why == Outcome.NOTHING_NEW) {
            LOG.debug("No materialization: nothing changed since the last one.");
            metrics.nothingNew();
            startAt(plan.nothingNew(wallClockMs()));
        } else {
            LOG.info("No materialization: the previous one is not confirmed yet.");
            metrics.previousPending();
            if (target.cycle() == MaterializationCycle.UPLOADING) {
                watch.reportIfLate();
                cancelIfItHangs();
            }
            startAt(plan.skipped(wallClockMs()));
        }
    }

    private void itsTurn() {
        Optional<ThrowingRunnable<Exception>> preparation = target.prepare();
        if (!preparation.isPresent()) {
            begin();
            return;
        }
        try {
            runtime.uploads().execute(() -> prepareNow(preparation.get()));
        } catch (RejectedExecutionException e) {
            LOG.debug("The backend was closed before a materialization.", e);
        }
    }

    /** Upload thread. Without it the snapshot is taken all the same, in more time. */
    private void prepareNow(ThrowingRunnable<Exception> preparation) {
        try {
            preparation.run();
        } catch (Throwable t) {
            if (!isClosed()) {
                LOG.info("The table could not be made ready for its materialization.", t);
            }
        }
        runtime.mail(this::begin);
    }

    private void begin() {
        if (isClosed()) {
            return;
        }
        long beganNanos = runtime.clock().relativeTimeNanos();
        MaterializationStart start;
        try {
            start = target.begin();
        } catch (Exception e) {
            if (isClosed()) {
                LOG.debug("The backend was closed while a materialization started.", e);
            } else {
                turn.end();
                failed(e);
            }
            return;
        }
        if (start.materialization().isPresent()) {
            metrics.materializationStarted(runtime.clock().relativeTimeNanos() - beganNanos);
            upload(start.materialization().get());
        } else {
            turn.end();
            refused(start.outcome());
        }
    }

    private void upload(Materialization materialization) {
        LOG.info(
                "Materialization {} of the log up to {} started.",
                materialization.id(),
                materialization.reaches());
        lastId = materialization.id();
        watch.began(lastId);
        snapshotAtMs = wallClockMs();
        startAt(plan.started(snapshotAtMs));
        runtime.traffic().started(size.expected(target.materializedBytes(), log.bytes()));
        uploads.begin(materialization);
    }

    /**
     * A complete checkpoint refers to a materialization for the first time: to one that started
     * here, or to a younger one that it is itself. Task thread only.
     */
    public void confirmed(long materializationId) {
        if (isClosed() || materializationId < lastId) {
            return;
        }
        long nowMs = wallClockMs();
        if (materializationId > lastId) {
            lastId = materializationId;
            materializedAtMs.set(nowMs);
            plan.started(nowMs);
        }
        startAt(plan.confirmed(nowMs));
    }

    private void logGrew() {
        if (!isClosed()) {
            startAt(
                    plan.logGrew(
                            wallClockMs(),
                            log.bytes(),
                            target.materializedBytes(),
                            replayRate.bytesPerSecond()));
        }
    }

    private final class UploadListener implements MaterializationUploads.Listener {

        @Override
        public void stored(
                Materialization materialization,
                SnapshotResult<KeyedStateHandle> stored,
                long durationMs)
                throws Exception {
            if (isClosed()) {
                uploads.discard(materialization, stored);
                return;
            }
            ended();
            failures.succeeded();
            KeyedStateHandle handle = stored.getJobManagerOwnedSnapshot();
            long uploadedBytes = handle == null ? 0 : handle.getCheckpointedSize();
            size.uploaded(uploadedBytes);
            LOG.info(
                    "Materialization {} stored {} bytes in {} ms.",
                    materialization.id(),
                    stored.getStateSize(),
                    durationMs);
            watch.reportIfLate();
            if (target.materialized(materialization, stored)) {
                materializedAtMs.set(snapshotAtMs);
                metrics.materializationCompleted(stored.getStateSize(), uploadedBytes, durationMs);
            } else {
                uploads.discard(materialization, stored);
            }
        }

        @Override
        public void notStored(Materialization materialization, Throwable cause) throws Exception {
            if (!isClosed()) {
                ended();
                target.materializationFailed(materialization);
                failed(cause);
            }
        }
    }

    /** It fails then, when the store lets go of it, and another one may start. */
    private void cancelIfItHangs() {
        if (watch.hangs()) {
            uploads.cancel();
        }
    }

    private void ended() {
        runtime.traffic().ended();
        turn.end();
    }

    private void failed(Throwable cause) {
        metrics.materializationFailed();
        int counted = failures.failed(runtime.clock().relativeTimeMillis());
        if (counted <= settings.failuresAllowed()) {
            LOG.warn(
                    "Materialization failed. Intervals with failures: {} in a row, {} allowed.",
                    counted,
                    settings.failuresAllowed(),
                    cause);
            startAt(plan.failed(wallClockMs()));
        } else {
            failTask.accept(cause);
        }
    }

    private boolean awaitsTurn() {
        MaterializationCycle cycle = target.cycle();
        return cycle == MaterializationCycle.WAITING || cycle == MaterializationCycle.PREPARING;
    }

    /** Where the materialization stands. Any thread. */
    public MaterializationCycle cycle() {
        return target.cycle();
    }

    /** How old the last materialization is; before the first, this. Any thread. */
    public long ageMs() {
        return Math.max(0L, wallClockMs() - materializedAtMs.get());
    }

    private long wallClockMs() {
        return runtime.clock().absoluteTimeMillis();
    }

    private void startAt(PlannedStart start) {
        // While one waits for its turn no other one is planned.
        if (!awaitsTurn()) {
            after(start.delayMs(wallClockMs()), start.reason());
        }
    }

    /** Sets the timer; one that was set before is taken back. */
    private void after(long delayMs, StartReason reason) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            timer.ifPresent(before -> before.cancel(false));
            timer =
                    Optional.of(
                            runtime.timer()
                                    .schedule(
                                            () -> runtime.mail(() -> due(reason)),
                                            delayMs,
                                            TimeUnit.MILLISECONDS));
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Stops the timer and the upload. Nothing of the backend is touched after it returned. */
    @Override
    public void close() {
        Optional<Future<?>> cancelled;
        synchronized (lock) {
            closed = true;
            cancelled = timer;
            timer = Optional.empty();
        }
        cancelled.ifPresent(future -> future.cancel(false));
        uploads.close();
        turn.close();
    }
}
