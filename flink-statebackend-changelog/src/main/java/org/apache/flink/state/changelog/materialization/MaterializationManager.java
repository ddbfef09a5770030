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

import org.apache.flink.core.fs.FileSystemSafetyNet;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.flink.util.concurrent.FutureUtils;
import org.apache.flink.util.function.ThrowingRunnable;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts the materializations of one backend in time, stores them on its own threads, and fails the
 * task after too many failures in a row.
 *
 * <p>The timer and the upload threads only hand mails to the task thread, on which every decision
 * is made. Thread-safe where it says so; {@link #close} may come from any thread, at any time.
 */
public final class MaterializationManager implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationManager.class);

    private final MaterializationTarget target;
    private final MaterializationSettings settings;
    private final MaterializationRuntime runtime;
    private final ChangelogMetrics metrics;
    private final Consumer<Throwable> failTask;

    /** In a row. Task thread only. */
    private int failures;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean closed;

    /** The one timer that is set. */
    @GuardedBy("lock")
    private Optional<Future<?>> nextStart = Optional.empty();

    /** What the upload thread works on. */
    @GuardedBy("lock")
    private Optional<Future<?>> upload = Optional.empty();

    public MaterializationManager(
            MaterializationTarget target,
            MaterializationSettings settings,
            MaterializationRuntime runtime,
            ChangelogMetrics metrics,
            Consumer<Throwable> failTask) {
        this.target = target;
        this.settings = settings;
        this.runtime = runtime;
        this.metrics = metrics;
        this.failTask = failTask;
    }

    /** Sets the first timer. */
    public void start() {
        startAfter(settings.firstDelayMs());
    }

    /**
     * Starts a materialization now. Task thread only.
     *
     * <p>A start that fails counts like an upload that fails; it does not throw.
     */
    public Optional<MaterializationStart.Outcome> trigger() {
        if (isClosed()) {
            return Optional.empty();
        }
        MaterializationStart start;
        try {
            start = target.beginMaterialization();
        } catch (Exception e) {
            if (isClosed()) {
                LOG.debug("The backend was closed while a materialization started.", e);
            } else {
                failed(e);
            }
            return Optional.empty();
        }
        started(start);
        return Optional.of(start.outcome());
    }

    private void started(MaterializationStart start) {
        switch (start.outcome()) {
            case NOTHING_NEW:
                LOG.debug("No materialization: nothing changed since the last one.");
                metrics.nothingNew();
                startAfter(settings.retryDelayMs());
                return;
            case PREVIOUS_PENDING:
                LOG.info("No materialization: the previous one is not confirmed yet.");
                metrics.previousPending();
                startAfter(settings.retryDelayMs());
                return;
            case STARTED:
                metrics.materializationStarted();
                startAfter(settings.intervalMs());
                start.materialization().ifPresent(this::beginUpload);
                return;
        }
    }

    private void beginUpload(Materialization materialization) {
        LOG.info(
                "Materialization {} of the log up to {} started.",
                materialization.id(),
                materialization.reaches());
        synchronized (lock) {
            if (!closed) {
                upload = Optional.of(materialization.upload());
            }
        }
        if (isClosed()) {
            materialization.upload().cancel(true);
            return;
        }
        try {
            runtime.uploads().execute(() -> uploadNow(materialization));
        } catch (RejectedExecutionException e) {
            LOG.debug("The backend was closed before materialization {}.", materialization.id(), e);
            materialization.upload().cancel(true);
        }
    }

    /** Upload thread. Whatever is thrown fails this materialization and nothing else. */
    private void uploadNow(Materialization materialization) {
        long startMs = runtime.clock().relativeTimeMillis();
        SnapshotResult<KeyedStateHandle> stored;
        try {
            stored = store(materialization);
        } catch (Throwable t) {
            Throwable cause = ExceptionUtils.stripExecutionException(t);
            mail(() -> notStored(materialization, cause));
            return;
        }
        long durationMs = runtime.clock().relativeTimeMillis() - startMs;
        if (!mail(() -> stored(materialization, stored, durationMs))) {
            discardNow(materialization, stored);
        }
    }

    @SuppressWarnings("try") // The context is there to be closed.
    private SnapshotResult<KeyedStateHandle> store(Materialization materialization)
            throws Exception {
        try (TemporaryClassLoaderContext ignored =
                TemporaryClassLoaderContext.of(runtime.userCode())) {
            FileSystemSafetyNet.initializeSafetyNetForThread();
            return FutureUtils.runIfNotDoneAndGet(materialization.upload());
        } finally {
            FileSystemSafetyNet.closeSafetyNetAndGuardedResourcesForThread();
        }
    }

    private void stored(
            Materialization materialization,
            SnapshotResult<KeyedStateHandle> stored,
            long durationMs)
            throws Exception {
        if (isClosed()) {
            discard(materialization, stored);
            return;
        }
        failures = 0;
        KeyedStateHandle handle = stored.getJobManagerOwnedSnapshot();
        metrics.materializationCompleted(
                stored.getStateSize(),
                handle == null ? 0 : handle.getCheckpointedSize(),
                durationMs);
        LOG.info(
                "Materialization {} stored {} bytes in {} ms.",
                materialization.id(),
                stored.getStateSize(),
                durationMs);
        if (!target.materialized(materialization, stored)) {
            discard(materialization, stored);
        }
    }

    private void notStored(Materialization materialization, Throwable cause) throws Exception {
        if (!isClosed()) {
            target.materializationFailed(materialization);
            failed(cause);
        }
    }

    private void failed(Throwable cause) {
        metrics.materializationFailed();
        failures++;
        if (failures <= settings.failuresAllowed()) {
            LOG.warn(
                    "Materialization failed, {} of {} failures allowed in a row.",
                    failures,
                    settings.failuresAllowed(),
                    cause);
            startAfter(settings.retryDelayMs());
        } else {
            failTask.accept(cause);
        }
    }

    /** Sets the timer; one that was set before is taken back. */
    private void startAfter(long delayMs) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            nextStart.ifPresent(before -> before.cancel(false));
            nextStart =
                    Optional.of(
                            runtime.timer()
                                    .schedule(
                                            () -> mail(this::trigger),
                                            delayMs,
                                            TimeUnit.MILLISECONDS));
        }
    }

    /** Returns false if the task takes no mail any more. */
    private boolean mail(ThrowingRunnable<Exception> command) {
        try {
            runtime.taskThread().execute(command, "changelog materialization");
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended.", e);
            return false;
        }
    }

    /** Task thread: the files may be far away, so an upload thread deletes them. */
    private void discard(Materialization materialization, SnapshotResult<KeyedStateHandle> stored) {
        try {
            runtime.uploads().execute(() -> discardNow(materialization, stored));
        } catch (RejectedExecutionException e) {
            cannotDiscard(materialization, stored, e);
        }
    }

    /** Upload thread. */
    private void discardNow(
            Materialization materialization, SnapshotResult<KeyedStateHandle> stored) {
        try {
            stored.discardState();
        } catch (Exception e) {
            cannotDiscard(materialization, stored, e);
        }
    }

    private static void cannotDiscard(
            Materialization materialization,
            SnapshotResult<KeyedStateHandle> stored,
            Exception cause) {
        LOG.warn(
                "Could not delete materialization {}, which nobody uses: {}",
                materialization.id(),
                stored.getJobManagerOwnedSnapshot(),
                cause);
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Stops the timer and the upload. Nothing of the backend is touched after it returned. */
    @Override
    public void close() {
        Optional<Future<?>> timer;
        Optional<Future<?>> running;
        synchronized (lock) {
            closed = true;
            timer = nextStart;
            running = upload;
            nextStart = Optional.empty();
            upload = Optional.empty();
        }
        timer.ifPresent(future -> future.cancel(false));
        running.ifPresent(future -> future.cancel(true));
    }
}
