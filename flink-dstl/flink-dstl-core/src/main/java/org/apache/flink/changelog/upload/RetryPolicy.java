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
package org.apache.flink.changelog.upload;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How often, how long and at what intervals a batch is tried. Immutable. */
public final class RetryPolicy {

    private final int maxAttempts;
    private final Optional<Duration> timeout;
    private final Duration delay;

    private RetryPolicy(int maxAttempts, Optional<Duration> timeout, Duration delay) {
        checkArgument(maxAttempts > 0, "at least one attempt is needed, not %s", maxAttempts);
        checkArgument(!delay.isNegative(), "negative delay %s", delay);
        timeout.ifPresent(
                value ->
                        checkArgument(
                                !value.isNegative() && !value.isZero(),
                                "the timeout must be positive, but is %s",
                                value));
        this.maxAttempts = maxAttempts;
        this.timeout = timeout;
        this.delay = delay;
    }

    /**
     * One attempt that may take as long as it likes.
     *
     * @param delay see {@link #delay()}; only used for batches that were given up
     */
    public static RetryPolicy none(Duration delay) {
        return new RetryPolicy(1, Optional.empty(), delay);
    }

    /**
     * @param maxAttempts including the first
     * @param timeout see {@link #timeout()}
     * @param delay see {@link #delay()}
     */
    public static RetryPolicy fixed(int maxAttempts, Duration timeout, Duration delay) {
        return new RetryPolicy(maxAttempts, Optional.of(timeout), delay);
    }

    public int maxAttempts() {
        return maxAttempts;
    }

    /**
     * How long one step of an attempt (open, append of a segment, commit) may take. An attempt that
     * takes longer is no longer waited for; it is overtaken by the next one, if there is one, and
     * still wins if it ends first. Waiting for more segments does not count.
     */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** From a failure to the next attempt, before jitter. */
    public Duration delay() {
        return delay;
    }

    @Override
    public String toString() {
        return maxAttempts + " attempts, timeout " + timeout + ", delay " + delay;
    }
}
