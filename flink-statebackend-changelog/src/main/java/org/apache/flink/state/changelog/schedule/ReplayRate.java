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
package org.apache.flink.state.changelog.schedule;

import org.apache.flink.configuration.MemorySize;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * How fast this TaskManager replays logs: what its restores needed, the latest ones counting most.
 * Thread-safe.
 */
public final class ReplayRate {

    /** Before the first restore; documented as such. */
    public static final double DEFAULT_BYTES_PER_SECOND = 20_000_000;

    /** Below this, opening files takes longer than replaying them. */
    private static final long SMALLEST_BYTES = MemorySize.ofMebiBytes(1).getBytes();

    /** Of the latest measurement: the last four make up three quarters of the average. */
    private static final double WEIGHT = 0.3;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private double bytesPerSecond = DEFAULT_BYTES_PER_SECOND;

    @GuardedBy("lock")
    private boolean measured;

    /** One backend replayed its log. Too little of it says nothing and is left out. */
    public void measured(long bytes, long durationMs) {
        checkArgument(
                bytes >= 0 && durationMs >= 0, "%s bytes in %s ms cannot be.", bytes, durationMs);
        if (bytes < SMALLEST_BYTES) {
            return;
        }
        double latest = bytes * 1000.0 / Math.max(1L, durationMs);
        synchronized (lock) {
            bytesPerSecond =
                    measured ? bytesPerSecond + WEIGHT * (latest - bytesPerSecond) : latest;
            measured = true;
        }
    }

    /** Positive. */
    public double bytesPerSecond() {
        synchronized (lock) {
            return bytesPerSecond;
        }
    }

    /** How long the replay of so many bytes will take, rounded up. */
    public long predictedMs(long bytes) {
        return (long) Math.ceil(bytes * 1000.0 / bytesPerSecond());
    }
}
