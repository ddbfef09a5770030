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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * The rate at which materializations leave the log alone, in the manner of LEDBAT (RFC 6817): the
 * time that commits of the log take tells of a queue on the way to the store, whoever fills it.
 *
 * <p>It is judged once per round. A round ends with the first commit that began after the previous
 * round ended: only such a one has seen the present rate. So many backends that commit at the same
 * time move the rate no faster than one. The last three rounds give the median, which one outlier
 * does not move.
 *
 * <ul>
 *   <li>Near the base (up to 1.25 times and 5 ms more) the rate grows by a tenth. A factor, not a
 *       constant step, because nobody knows whether the way to the store carries ten megabytes or
 *       ten gigabytes; one halving takes about seven rounds to make good. Between TaskManagers,
 *       fair shares come from their bounds, which follow from what each of them needs.
 *   <li>Clearly above it (1.5 times and 10 ms more) it is halved; so it is if the last round alone
 *       was far above it (twice and 20 ms more). Should that have been chance, it costs little: the
 *       floor is kept.
 *   <li>In between it is kept.
 * </ul>
 *
 * <p>While no commit is open or ends for five seconds nobody waits for the log: the rate grows by a
 * tenth each second. It changes only while a materialization runs, since a rate that nobody used
 * proves nothing; and it begins low each time. Not thread-safe.
 */
final class AdaptiveRate {

    /** Bytes per second. */
    static final double START = 8 << 20;

    private static final double GROWTH = 1.1;
    private static final int ROUNDS_JUDGED = 3;
    private static final long IDLE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long IDLE_STEP_NANOS = Duration.ofSeconds(1).toNanos();

    /** Faster than any network, so that an unbounded growth stays finite. */
    private static final double UNREACHABLE = 1e12;

    private final CommitLatencies latencies = new CommitLatencies();

    /** Of the last rounds, oldest first. */
    private final Deque<Long> rounds = new ArrayDeque<>();

    private RateBounds bounds;
    private double bytesPerSecond;
    private boolean sending;

    /** Rounds follow each other without materializations, too: for the base. */
    private OptionalLong roundBeganNanos = OptionalLong.empty();

    /** When the rate will grow because nobody waits for the log. Meaningful while sending. */
    private long nextIdleStepNanos;

    AdaptiveRate(RateBounds bounds) {
        this.bounds = bounds;
        this.bytesPerSecond = bounds.clamp(START);
    }

    /** A first materialization runs. */
    void sendingBegan(long nowNanos) {
        sending = true;
        bytesPerSecond = bounds.clamp(Math.min(START, bytesPerSecond));
        rounds.clear();
        roundBeganNanos = OptionalLong.of(nowNanos);
        logUsed(nowNanos);
    }

    /** No materialization runs any more. */
    void sendingEnded() {
        sending = false;
    }

    void changeBounds(RateBounds newBounds) {
        bounds = newBounds;
        bytesPerSecond = bounds.clamp(bytesPerSecond);
    }

    /** Somebody waits for the log, or did until now. */
    void logUsed(long nowNanos) {
        nextIdleStepNanos = nowNanos + IDLE_NANOS;
    }

    /**
     * A commit succeeded.
     *
     * @param sendingAtStart whether a materialization ran when it began
     */
    void committed(long startedNanos, boolean sendingAtStart, long nowNanos) {
        long latencyNanos = nowNanos - startedNanos;
        boolean firstOfRound =
                roundBeganNanos.isEmpty() || startedNanos - roundBeganNanos.getAsLong() >= 0;
        boolean undisturbed = !sending && !sendingAtStart;
        latencies.add(latencyNanos, undisturbed && firstOfRound, nowNanos);
        if (firstOfRound) {
            roundBeganNanos = OptionalLong.of(nowNanos);
        }
        if (firstOfRound && sending) {
            if (rounds.size() == ROUNDS_JUDGED) {
                rounds.removeFirst();
            }
            rounds.addLast(latencyNanos);
            judge(nowNanos);
        }
    }

    private void judge(long nowNanos) {
        OptionalLong base = latencies.baseNanos(nowNanos);
        if (base.isEmpty()) {
            return;
        }
        long baseNanos = base.getAsLong();
        long currentNanos = median();
        boolean clearlyAbove = currentNanos > 1.5 * baseNanos + Duration.ofMillis(10).toNanos();
        boolean farAbove = rounds.getLast() > 2.0 * baseNanos + Duration.ofMillis(20).toNanos();
        if (clearlyAbove || farAbove) {
            change(bytesPerSecond / 2);
        } else if (currentNanos <= 1.25 * baseNanos + Duration.ofMillis(5).toNanos()) {
            change(bytesPerSecond * GROWTH);
        }
    }

    private long median() {
        long[] sorted = rounds.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private void change(double newBytesPerSecond) {
        bytesPerSecond = bounds.clamp(Math.min(UNREACHABLE, newBytesPerSecond));
    }

    /**
     * @param logOpen whether a commit is open
     */
    long bytesPerSecond(boolean logOpen, long nowNanos) {
        if (sending && logOpen) {
            logUsed(nowNanos);
        }
        while (sending && nowNanos - nextIdleStepNanos >= 0) {
            nextIdleStepNanos += IDLE_STEP_NANOS;
            change(bytesPerSecond * GROWTH);
        }
        return (long) bytesPerSecond;
    }
}
