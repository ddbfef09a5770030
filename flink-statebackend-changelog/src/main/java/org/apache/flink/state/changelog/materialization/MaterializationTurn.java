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

import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Waits until it is the turn of a materialization of one backend: for the end of back-pressure,
 * within a bound, then for a slot of the TaskManager. One after another; used by the task thread,
 * closed by any.
 */
final class MaterializationTurn implements AutoCloseable {

    /** How often the task is asked whether it is back-pressured. */
    private static final long BACK_PRESSURE_CHECK_MS = 500;

    private final MaterializationRuntime runtime;
    private final long maxBackPressureWaitMs;
    private final ChangelogMetrics metrics;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private Optional<Future<?>> timer = Optional.empty();

    @GuardedBy("lock")
    private Optional<MaterializationSlots.Ticket> slot = Optional.empty();

    MaterializationTurn(
            MaterializationRuntime runtime, long maxBackPressureWaitMs, ChangelogMetrics metrics) {
        this.runtime = runtime;
        this.maxBackPressureWaitMs = maxBackPressureWaitMs;
        this.metrics = metrics;
    }

    /**
     * @param come called on the task thread, once; not after {@link #close}. {@link #end} follows
     *     when the materialization is over.
     */
    void await(Runnable come) {
        awaitPressure(runtime.clock().relativeTimeMillis(), come);
    }

    private void awaitPressure(long sinceMs, Runnable come) {
        long waitedMs = runtime.clock().relativeTimeMillis() - sinceMs;
        if (waitedMs < maxBackPressureWaitMs && runtime.backPressured()) {
            later(() -> awaitPressure(sinceMs, come));
            return;
        }
        metrics.waitedForBackPressure(waitedMs);
        long askedMs = runtime.clock().relativeTimeMillis();
        MaterializationSlots.Ticket ticket =
                runtime.slots().request(() -> runtime.mail(() -> granted(askedMs, come)));
        boolean late;
        synchronized (lock) {
            late = closed;
            if (!late) {
                slot = Optional.of(ticket);
            }
        }
        if (late) {
            ticket.close();
        }
    }

    private void later(Runnable onTaskThread) {
        synchronized (lock) {
            if (!closed) {
                timer =
                        Optional.of(
                                runtime.timer()
                                        .schedule(
                                                () ->
                                                        runtime.mail(
                                                                () -> unlessClosed(onTaskThread)),
                                                BACK_PRESSURE_CHECK_MS,
                                                TimeUnit.MILLISECONDS));
            }
        }
    }

    private void granted(long askedMs, Runnable come) {
        metrics.waitedForSlot(runtime.clock().relativeTimeMillis() - askedMs);
        unlessClosed(come);
    }

    private void unlessClosed(Runnable action) {
        boolean run;
        synchronized (lock) {
            run = !closed;
        }
        if (run) {
            action.run();
        }
    }

    /** Gives the slot back. */
    void end() {
        Optional<MaterializationSlots.Ticket> held;
        synchronized (lock) {
            held = slot;
            slot = Optional.empty();
        }
        held.ifPresent(MaterializationSlots.Ticket::close);
    }

    @Override
    public void close() {
        Optional<Future<?>> cancelled;
        synchronized (lock) {
            closed = true;
            cancelled = timer;
            timer = Optional.empty();
        }
        cancelled.ifPresent(future -> future.cancel(false));
        end();
    }
}
