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
package org.apache.flink.changelog.retry;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How often, how long and at what intervals a batch is tried. Immutable. */
public final class RetryPolicy {

    /** The delay grows up to this, unless it began with more. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final int maxAttempts;
    private final Optional<Duration> timeout;
    private final Optional<Hedging> hedging;
    private final Duration delay;

    private RetryPolicy(
            int maxAttempts,
            Optional<Duration> timeout,
            Optional<Hedging> hedging,
            Duration delay) {
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
        this.hedging = hedging;
        this.delay = delay;
    }

    /**
     * One attempt that may take as long as it likes.
     *
     * @param delay see {@link #delay}; only used for batches that were given up
     */
    public static RetryPolicy none(Duration delay) {
        return new RetryPolicy(1, Optional.empty(), Optional.empty(), delay);
    }

    /**
     * The same timeout and the same delay each time.
     *
     * @param maxAttempts including the first
     * @param timeout see {@link #timeout()}
     * @param delay see {@link #delay}
     */
    public static RetryPolicy fixed(int maxAttempts, Duration timeout, Duration delay) {
        return new RetryPolicy(maxAttempts, Optional.of(timeout), Optional.empty(), delay);
    }

    /**
     * Hedges what is slow in comparison with the latest attempts, and backs off exponentially.
     *
     * @param maxAttempts including the first and the hedges
     * @param delay after the first failure; see {@link #delay}
     */
    public static RetryPolicy adaptive(int maxAttempts, Hedging hedging, Duration delay) {
        return new RetryPolicy(
                maxAttempts, Optional.of(hedging.longest), Optional.of(hedging), delay);
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

    Optional<Hedging> hedging() {
        return hedging;
    }

    /**
     * From a failure to the next attempt, before jitter.
     *
     * @param failures of this batch so far
     */
    Duration delay(int failures) {
        if (hedging.isEmpty() || failures <= 1) {
            return delay;
        }
        Duration grown = delay;
        for (int i = 1; i < failures && grown.compareTo(LONGEST_BACK_OFF) < 0; i++) {
            grown = grown.multipliedBy(2);
        }
        boolean tooLong = grown.compareTo(LONGEST_BACK_OFF) > 0;
        return tooLong && delay.compareTo(LONGEST_BACK_OFF) < 0 ? LONGEST_BACK_OFF : grown;
    }

    /** After a batch was given up: when it is tried again, if nobody asks before. */
    public Duration delay() {
        return delay;
    }

    @Override
    public String toString() {
        String times = maxAttempts + " attempts, timeout " + timeout + ", delay " + delay;
        return hedging.map(bounds -> times + ", hedged " + bounds).orElse(times);
    }

    /** When a second attempt is made beside the first. Immutable. */
    public static final class Hedging {

        private final Duration shortest;
        private final Duration longest;
        private final Duration initial;

        /**
         * @param shortest nothing that takes less is slow
         * @param longest what takes more is hung; see {@link #timeout()}
         * @param initial goes for slow until latencies are known
         */
        public Hedging(Duration shortest, Duration longest, Duration initial) {
            checkArgument(
                    !shortest.isNegative() && shortest.compareTo(longest) <= 0,
                    "not bounds: %s to %s",
                    shortest,
                    longest);
            checkArgument(!longest.isZero(), "the longest timeout must be positive");
            this.shortest = shortest;
            this.longest = longest;
            this.initial = initial;
        }

        Duration clamp(Optional<Duration> percentile99) {
            Duration wanted = percentile99.map(usual -> usual.multipliedBy(2)).orElse(initial);
            if (wanted.compareTo(shortest) < 0) {
                return shortest;
            }
            return wanted.compareTo(longest) > 0 ? longest : wanted;
        }

        @Override
        public String toString() {
            return "after " + shortest + " to " + longest + ", at first " + initial;
        }
    }
}
