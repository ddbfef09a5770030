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
package org.apache.flink.state.changelog.traffic;

import java.time.Duration;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The materializations of one backend, as the traffic of the TaskManager sees them. Not
 * thread-safe: guarded by the lock of {@link MaterializationTraffic}.
 */
final class Flow {

    /** From this share of its interval on a materialization is late. */
    static final double LATE_AFTER = 0.75;

    private final long intervalNanos;

    /** Of the running materialization, or of the last one. */
    private OptionalLong expectedBytes = OptionalLong.empty();

    private boolean running;

    /** Of the running materialization. */
    private long startedNanos;

    /** Of the running materialization, or of the last one. */
    private long sentByThisOne;

    private long sentBytes;
    private long waitedForLogNanos;
    private long waitedForRateNanos;

    Flow(Duration interval) {
        this.intervalNanos = interval.toNanos();
    }

    /**
     * What is sent for somebody who waits for it. Never started, so it is neither paced nor late.
     */
    static Flow neverMaterializing() {
        return new Flow(Duration.ZERO);
    }

    void started(OptionalLong expected, long nowNanos) {
        checkState(!running, "a materialization of this backend is running");
        running = true;
        startedNanos = nowNanos;
        sentByThisOne = 0;
        expectedBytes = expected;
    }

    /** From now on the size is known: what was sent is the best guess if there was no better. */
    void ended() {
        if (running) {
            running = false;
            expectedBytes = OptionalLong.of(expectedBytes.orElse(sentByThisOne));
        }
    }

    boolean running() {
        return running;
    }

    /** Whether something runs of which nobody knows how much it is. */
    boolean unknown() {
        return running && expectedBytes.isEmpty();
    }

    /** In bytes per second, to be just done within the interval; 0 if unknown. */
    double neededRate() {
        return expectedBytes.orElse(0) * 1e9 / intervalNanos;
    }

    boolean late(long nowNanos) {
        return running && nanosUntilLate(nowNanos) <= 0;
    }

    /** Not positive if late. Meaningful while running. */
    long nanosUntilLate(long nowNanos) {
        return (long) (intervalNanos * LATE_AFTER) - (nowNanos - startedNanos);
    }

    /**
     * @param bytes negative if some of those taken were not used
     */
    void sent(int bytes) {
        sentBytes += bytes;
        sentByThisOne += bytes;
    }

    void waited(boolean forLog, long nanos) {
        if (forLog) {
            waitedForLogNanos += nanos;
        } else {
            waitedForRateNanos += nanos;
        }
    }

    long sentBytes() {
        return sentBytes;
    }

    Duration waitedForLog() {
        return Duration.ofNanos(waitedForLogNanos);
    }

    Duration waitedForRate() {
        return Duration.ofNanos(waitedForRateNanos);
    }
}
