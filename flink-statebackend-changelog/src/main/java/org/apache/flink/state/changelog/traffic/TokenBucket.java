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

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * Bounds bytes per time: over any period, at most rate * period + burst are taken.
 *
 * <p>The rate may change at any time; what has gathered keeps, up to the new burst. Time is given
 * by the caller, in nanoseconds from any origin; a time before the latest one known counts as that
 * one, so a clock that steps back neither adds nor takes anything. Not thread-safe.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Duration burst;
    private final int minBurstBytes;

    /** Positive. */
    private long bytesPerSecond;

    /** Between 0 and {@link #capacity()}. */
    private double tokens;

    private long filledAtNanos;

    /**
     * Begins full.
     *
     * @param burst how much of the rate gathers while nothing is taken
     * @param minBurstBytes gather at any rate; the most that can be taken at once
     */
    TokenBucket(long bytesPerSecond, Duration burst, int minBurstBytes, long nowNanos) {
        checkArgument(bytesPerSecond > 0, "a rate of %s bytes/s", bytesPerSecond);
        this.burst = burst;
        this.minBurstBytes = minBurstBytes;
        this.bytesPerSecond = bytesPerSecond;
        this.filledAtNanos = nowNanos;
        this.tokens = capacity();
    }

    /** The most bytes that gather at the present rate. */
    double capacity() {
        return Math.max(minBurstBytes, burst.toNanos() / NANOS_PER_SECOND * bytesPerSecond);
    }

    void changeRate(long newBytesPerSecond, long nowNanos) {
        checkArgument(newBytesPerSecond > 0, "a rate of %s bytes/s", newBytesPerSecond);
        fill(nowNanos);
        bytesPerSecond = newBytesPerSecond;
        tokens = Math.min(tokens, capacity());
    }

    /**
     * How long it takes until so many bytes can be taken, if nobody else takes any; 0 is now. May
     * be a nanosecond short, by rounding: ask again after the wait.
     */
    long nanosUntil(int bytes, long nowNanos) {
        checkArgument(bytes <= minBurstBytes, "%s bytes of %s at once", bytes, minBurstBytes);
        fill(nowNanos);
        double missing = bytes - tokens;
        return missing <= 0 ? 0 : (long) Math.ceil(missing * NANOS_PER_SECOND / bytesPerSecond);
    }

    /** To be called only when {@link #nanosUntil} is 0. */
    void take(int bytes, long nowNanos) {
        checkState(nanosUntil(bytes, nowNanos) == 0, "%s bytes of %s taken", bytes, tokens);
        tokens -= bytes;
    }

    /** Puts back what was taken and not used. */
    void giveBack(int bytes) {
        tokens = Math.min(capacity(), tokens + bytes);
    }

    private void fill(long nowNanos) {
        long passedNanos = nowNanos - filledAtNanos;
        if (passedNanos > 0) {
            tokens = Math.min(capacity(), tokens + passedNanos / NANOS_PER_SECOND * bytesPerSecond);
            filledAtNanos = nowNanos;
        }
    }
}
