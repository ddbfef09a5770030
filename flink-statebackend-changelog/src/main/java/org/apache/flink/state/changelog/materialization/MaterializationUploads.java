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
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.TemporaryClassLoaderContext;
import org.apache.flink.util.concurrent.FutureUtils;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Stores the materializations of one backend on threads of their own, and has deleted what turns
 * out to be of no use. What came of an upload is told on the task thread. Begun by the task thread,
 * closed by any.
 */
final class MaterializationUploads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationUploads.class);

    private final MaterializationRuntime runtime;
    private final Listener listener;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean closed;

    /** What an upload thread works on. */
    @GuardedBy("lock")
    private Optional<Future<?>> running = Optional.empty();

    /** Deletes what is stored and whose mail is under way: a task that ends drops its mails. */
    @GuardedBy("lock")
    private Optional<Runnable> untold = Optional.empty();

    MaterializationUploads(MaterializationRuntime runtime, Listener listener) {
        this.runtime = runtime;
        this.listener = listener;
    }

    /** What came of it. Task thread; not called any more when the task has ended. */
    interface Listener {

        /** Takes ownership of the result. */
        void stored(
                Materialization materialization,
                SnapshotResult<KeyedStateHandle> stored,
                long durationMs)
                throws Exception;

        void notStored(Materialization materialization, Throwable cause) throws Exception;
    }

    void begin(Materialization materialization) {
        synchronized (lock) {
            if (!closed) {
                running = Optional.of(materialization.upload());
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
            // Elsewhere: the store may hang, and the next one must not wait for that.
            runtime.deletions().execute(materialization::giveUp);
            Throwable cause = ExceptionUtils.stripExecutionException(t);
            runtime.mail(() -> listener.notStored(materialization, cause));
            return;
        }
        long durationMs = runtime.clock().relativeTimeMillis() - startMs;
        if (!mayTell(() -> discardNow(materialization, stored))) {
            discardNow(materialization, stored);
            return;
        }
        boolean underWay =
                runtime.mail(
                        () -> {
                            if (takeUntold().isPresent()) {
                                listener.stored(materialization, stored, durationMs);
                            }
                        });
        if (!underWay) {
            takeUntold().ifPresent(Runnable::run);
        }
    }

    /** From now on either the mail takes what was stored, or whoever closes this. */
    private boolean mayTell(Runnable discard) {
        synchronized (lock) {
            if (!closed) {
                untold = Optional.of(discard);
            }
            return !closed;
        }
    }

    private Optional<Runnable> takeUntold() {
        synchronized (lock) {
            Optional<Runnable> taken = untold;
            untold = Optional.empty();
            return taken;
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

    /** Task thread: the files may be far away, so another one deletes them. */
    void discard(Materialization materialization, SnapshotResult<KeyedStateHandle> stored) {
        runtime.deletions().execute(() -> discardNow(materialization, stored));
    }

    private static void discardNow(
            Materialization materialization, SnapshotResult<KeyedStateHandle> stored) {
        try {
            stored.discardState();
        } catch (Exception e) {
            LOG.warn(
                    "Could not delete materialization {}, which nobody uses: {}",
                    materialization.id(),
                    stored.getJobManagerOwnedSnapshot(),
                    e);
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /**
     * Cancels what is under way; it fails, when the store lets go of it. Does not wait for that.
     */
    void cancel() {
        Optional<Future<?>> cancelled;
        synchronized (lock) {
            cancelled = running;
        }
        cancelled.ifPresent(this::cancelElsewhere);
    }

    /** On a thread that nothing else waits for: closing the streams may hang, too. */
    private void cancelElsewhere(Future<?> future) {
        try {
            runtime.uploads().execute(() -> future.cancel(true));
        } catch (RejectedExecutionException e) {
            LOG.debug("The backend was closed, which cancels what is under way.", e);
        }
    }

    /** Cancels what is under way, and deletes what the task has not heard of. */
    @Override
    public void close() {
        Optional<Future<?>> cancelled;
        synchronized (lock) {
            closed = true;
            cancelled = running;
            running = Optional.empty();
        }
        cancelled.ifPresent(future -> future.cancel(true));
        takeUntold().ifPresent(runtime.deletions()::execute);
    }
}
