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

import java.time.Duration;

/**
 * How soon a start that came to nothing is tried again: after min(1 s, interval / 20) at first,
 * then after twice as long each time, up to min(30 s, interval / 4). Immutable.
 *
 * <p>It has no jitter: backends come to it at times that their {@link Phase} has spread.
 */
public final class RetryBackoff {

    private static final long LONGEST_FIRST_MS = 1_000;
    private static final long LONGEST_MS = 30_000;

    private final long firstMs;
    private final long longestMs;
    private final long delayMs;

    private RetryBackoff(long firstMs, long longestMs, long delayMs) {
        this.firstMs = firstMs;
        this.longestMs = longestMs;
        this.delayMs = delayMs;
    }

    public static RetryBackoff of(Duration interval) {
        long intervalMs = Phase.millis(interval);
        long firstMs = Math.max(1L, Math.min(LONGEST_FIRST_MS, intervalMs / 20));
        long longestMs = Math.max(firstMs, Math.min(LONGEST_MS, intervalMs / 4));
        return new RetryBackoff(firstMs, longestMs, firstMs);
    }

    /** How long to wait before the next try. */
    public long delayMs() {
        return delayMs;
    }

    public long longestMs() {
        return longestMs;
    }

    /** After one more try that came to nothing. */
    public RetryBackoff doubled() {
        return new RetryBackoff(firstMs, longestMs, Math.min(longestMs, 2 * delayMs));
    }

    /** After a success. */
    public RetryBackoff reset() {
        return new RetryBackoff(firstMs, longestMs, firstMs);
    }
}
