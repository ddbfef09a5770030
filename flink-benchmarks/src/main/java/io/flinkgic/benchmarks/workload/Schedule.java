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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.util.clock.Clock;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When records are due. The first one after the filling begins it, once. Thread-safe. */
final class Schedule {

    private static final long NOT_BEGUN = Long.MIN_VALUE;

    private final Clock clock;
    private final AtomicLong beganMs = new AtomicLong(NOT_BEGUN);

    Schedule(Clock clock) {
        this.clock = clock;
    }

    /**
     * Waits, if it is not due yet.
     *
     * @return when it is due, on the wall clock
     */
    long awaitDue(Workload workload, long index) throws InterruptedIOException {
        if (index < workload.filling() || workload.recordsPerSecond() == 0) {
            return clock.absoluteTimeMillis();
        }
        long dueMs = wallClockMs(workload.eventMs(index));
        for (long aheadMs = dueMs - clock.absoluteTimeMillis();
                aheadMs > 0;
                aheadMs = dueMs - clock.absoluteTimeMillis()) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("cancelled before record " + index);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(aheadMs));
        }
        return dueMs;
    }

    /** When that event time is reached; begins now if it has not begun. */
    long wallClockMs(long eventMs) {
        if (beganMs.get() == NOT_BEGUN) {
            beganMs.compareAndSet(NOT_BEGUN, clock.absoluteTimeMillis());
        }
        return beganMs.get() + eventMs;
    }
}
