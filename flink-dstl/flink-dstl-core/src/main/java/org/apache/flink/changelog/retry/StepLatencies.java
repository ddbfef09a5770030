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

import org.apache.flink.util.clock.Clock;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the latest steps took, of all batches of a scheduler. No lock: belongs to that of the
 * scheduler.
 */
public final class StepLatencies {

    /**
     * How many of the latest steps of a kind are remembered: about two minutes of checkpoints each
     * second. With four times as many no attempt was hedged for minutes after a job had caught up,
     * with commits of seconds.
     */
    static final int WINDOW = 128;

    /** With fewer, nothing is known. */
    static final int FEWEST = 20;

    /** The percentile is computed again after so many more steps. */
    private static final int REFRESH = 16;

    private final Clock clock;
    private final Map<IoStep, Window> windows = new EnumMap<>(IoStep.class);

    public StepLatencies(Clock clock) {
        this.clock = clock;
        for (IoStep step : IoStep.values()) {
            windows.put(step, new Window());
        }
    }

    /** A point in time, to be given to {@link #ended}. */
    public long nowNanos() {
        return clock.relativeTimeNanos();
    }

    /** A step came to its end, however late. */
    public void ended(IoStep step, long begunNanos) {
        windows.get(step).add(clock.relativeTimeNanos() - begunNanos);
    }

    /** What all but the slowest hundredth of the latest steps took; empty if too few are known. */
    Optional<Duration> percentile99(IoStep step) {
        return windows.get(step).percentile99();
    }

    private static final class Window {

        private final long[] nanos = new long[WINDOW];
        private long added;
        private Optional<Duration> percentile = Optional.empty();

        void add(long latencyNanos) {
            nanos[(int) (added % WINDOW)] = latencyNanos;
            added++;
            if (added == FEWEST || (added > FEWEST && added % REFRESH == 0)) {
                percentile = Optional.of(compute());
            }
        }

        Optional<Duration> percentile99() {
            return percentile;
        }

        private Duration compute() {
            long[] sorted = Arrays.copyOf(nanos, (int) Math.min(added, WINDOW));
            Arrays.sort(sorted);
            int slower = sorted.length / 100;
            return Duration.ofNanos(sorted[sorted.length - 1 - slower]);
        }
    }
}
