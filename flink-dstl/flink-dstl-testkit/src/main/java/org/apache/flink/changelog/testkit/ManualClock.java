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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** Time that passes only when told to, and the timer that goes by it. Thread-safe. */
public final class ManualClock extends Clock implements CallTimer {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final PriorityQueue<Call> calls =
            new PriorityQueue<>(
                    Comparator.comparingLong((Call call) -> call.dueNanos)
                            .thenComparingLong(call -> call.number));

    @GuardedBy("lock")
    private long nowNanos;

    @GuardedBy("lock")
    private long nextNumber;

    /** Lets time pass and makes the calls that become due, in order, on this thread. */
    public void advance(Duration duration) {
        long endNanos;
        synchronized (lock) {
            endNanos = nowNanos + duration.toNanos();
        }
        for (Optional<Call> due = next(endNanos); due.isPresent(); due = next(endNanos)) {
            due.get().action.run();
        }
        synchronized (lock) {
            nowNanos = endNanos;
        }
    }

    /** Calls that are not made or cancelled yet. */
    public int pendingCalls() {
        synchronized (lock) {
            return calls.size();
        }
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable action) {
        synchronized (lock) {
            Call call = new Call(nowNanos + delay.toNanos(), nextNumber++, action);
            calls.add(call);
            return () -> cancel(call);
        }
    }

    @Override
    public long absoluteTimeMillis() {
        return relativeTimeMillis();
    }

    @Override
    public long relativeTimeMillis() {
        return Duration.ofNanos(relativeTimeNanos()).toMillis();
    }

    @Override
    public long relativeTimeNanos() {
        synchronized (lock) {
            return nowNanos;
        }
    }

    private void cancel(Call call) {
        synchronized (lock) {
            calls.remove(call);
        }
    }

    private Optional<Call> next(long endNanos) {
        synchronized (lock) {
            if (calls.isEmpty() || calls.peek().dueNanos > endNanos) {
                return Optional.empty();
            }
            Call call = calls.remove();
            nowNanos = call.dueNanos;
            return Optional.of(call);
        }
    }

    private static final class Call {

        private final long dueNanos;
        private final long number;
        private final Runnable action;

        Call(long dueNanos, long number, Runnable action) {
            this.dueNanos = dueNanos;
            this.number = number;
            this.action = action;
        }
    }
}
