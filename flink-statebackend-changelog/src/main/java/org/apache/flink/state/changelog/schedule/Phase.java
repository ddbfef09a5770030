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

import org.apache.flink.util.MathUtils;

import java.time.Duration;
import java.util.regex.Pattern;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * Where in the interval a subtask starts its materializations; a part of the interval, in [0, 1).
 *
 * <p>It follows from the operator, the index of the subtask and the parallelism alone, and counts
 * on the wall clock. So the starts of a job stay spread whenever each of its subtasks was started
 * or restored, and one that fails more often than once per interval has its turn all the same.
 *
 * <pre>
 *   subtask   0  1  2  3  4
 *   rank      0  3  1  4  2       by (subtask * golden ratio) mod 1
 *   phase     (rank / parallelism + offset of the operator) mod 1
 *
 *   |---4-----1-----3-----0-----2-|     one interval: equal gaps, neighbours far apart
 * </pre>
 *
 * <p>The phases of an operator are exactly even: any stretch of {@code interval / parallelism} has
 * one start of it. Neighbouring subtasks, which mostly share a TaskManager, lie far apart, because
 * multiples of the golden ratio do. The offset is drawn from the whole interval, not from one gap:
 * else the operators of a slot, which have the same index, would all start within one gap.
 *
 * <p>Immutable.
 */
public final class Phase {

    /** 2^64 divided by the golden ratio: multiples of it, mod 2^64, are all different. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Flink ends the identifier of an operator in "_(subtask/parallelism)", counted from 1. */
    private static final Pattern SUBTASK = Pattern.compile("_\\(\\d+/\\d+\\)$");

    /** 35,000 years, so that sums of times do not overflow when somebody means "never". */
    private static final long LONGEST_INTERVAL_MS = 1L << 50;

    private final double partOfInterval;

    private Phase(double partOfInterval) {
        this.partOfInterval = partOfInterval;
    }

    /**
     * @param operatorIdentifier as Flink gives it to a keyed backend: class, operator id, and at
     *     the end subtask and parallelism, which are left out here. The id of the job vertex would
     *     not do: chained operators share it.
     */
    public static Phase of(String operatorIdentifier, int subtask, int parallelism) {
        checkArgument(
                subtask >= 0 && subtask < parallelism,
                "Subtask %s is not one of %s.",
                subtask,
                parallelism);
        String operator = SUBTASK.matcher(operatorIdentifier).replaceFirst("");
        // Not negative, and below 2^31.
        double offset = MathUtils.murmurHash(operator.hashCode()) / (double) (1L << 31);
        double phase = (double) rank(subtask, parallelism) / parallelism + offset;
        return new Phase(phase >= 1 ? phase - 1 : phase);
    }

    /** How many subtasks come before this one; another number for each of them. */
    private static int rank(int subtask, int parallelism) {
        long own = subtask * GOLDEN;
        int before = 0;
        for (int other = 0; other < parallelism; other++) {
            if (Long.compareUnsigned(other * GOLDEN, own) < 0) {
                before++;
            }
        }
        return before;
    }

    public double partOfInterval() {
        return partOfInterval;
    }

    /** The first time of the grid of this phase that is not before the given one. */
    public long startAtOrAfter(long wallClockMs, Duration interval) {
        long intervalMs = millis(interval);
        long offsetMs = (long) (partOfInterval * intervalMs);
        return wallClockMs + Math.floorMod(offsetMs - wallClockMs, intervalMs);
    }

    /** Of a positive interval; a very long one is shortened. */
    static long millis(Duration interval) {
        checkArgument(
                !interval.isNegative() && interval.compareTo(Duration.ofMillis(1)) >= 0,
                "The interval must be at least a millisecond: %s.",
                interval);
        return interval.compareTo(Duration.ofMillis(LONGEST_INTERVAL_MS)) > 0
                ? LONGEST_INTERVAL_MS
                : interval.toMillis();
    }

    @Override
    public String toString() {
        return "Phase{" + partOfInterval + '}';
    }
}
