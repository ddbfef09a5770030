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
import java.util.Random;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Decides for one batch whether and when it is tried again. This is the only place where that is
 * decided. It has no thread and no lock: the scheduler asks it under its own lock. Time comes in
 * through the {@link StepLatencies}, which all batches of a scheduler share.
 */
public final class RetryLoop {

    /** What the scheduler has to do next. */
    public enum Verdict {
        /** Nothing: another attempt is under way, or will be. */
        WAIT,
        /** Go on waiting for the attempt that takes long. */
        EXTEND,
        /** Begin a second attempt beside the slow one, and go on waiting for that, too. */
        HEDGE,
        /** Begin another attempt; the overdue one is no longer waited for. */
        RETRY_NOW,
        RETRY_AFTER_DELAY,
        GIVE_UP
    }

    /** A fifth of the delay at most is added, so that TaskManagers do not retry in step. */
    private static final double JITTER = 0.2;

    private final RetryPolicy policy;
    private final StepLatencies latencies;
    private final Random random;

    private int begun;
    private int failed;

    /** Attempts that are under way and were not found to be overdue. */
    private int promising;

    /** An overdue attempt came back since the last extension. */
    private boolean progressed;

    /** A verdict to try again was given and {@link #begin} has not followed yet. */
    private boolean nextIsComing;

    public RetryLoop(RetryPolicy policy, StepLatencies latencies, Random random) {
        this.policy = policy;
        this.latencies = latencies;
        this.random = random;
    }

    /**
     * An attempt begins.
     *
     * @return its number; 1 is the first
     */
    public int begin() {
        checkState(begun < policy.maxAttempts(), "attempt %s of %s", begun + 1, policy);
        nextIsComing = false;
        promising++;
        return ++begun;
    }

    /** A promising attempt failed. An {@link Error} is not an operating failure: no retry. */
    public Verdict failed(Throwable cause) {
        promising--;
        failed++;
        return cause instanceof Error ? Verdict.GIVE_UP : next(Verdict.RETRY_AFTER_DELAY);
    }

    /**
     * After how long a step counts as slow: what all but a hundredth of them took, and as much
     * again. Empty if the policy does not hedge.
     */
    public Optional<Duration> slowAfter(IoStep step) {
        return policy.hedging().map(bounds -> bounds.clamp(latencies.percentile99(step)));
    }

    /** After how long a step counts as hung; empty if never. */
    public Optional<Duration> hungAfter() {
        return policy.timeout();
    }

    /** A promising attempt is slow, and stays promising. There is one hedge at a time. */
    public Verdict slow() {
        if (promising > 1 || nextIsComing || begun == policy.maxAttempts()) {
            return Verdict.EXTEND;
        }
        nextIsComing = true;
        return Verdict.HEDGE;
    }

    /**
     * A promising attempt takes too long. It may still win. With the last attempt, that is the end
     * only if none of them has come back meanwhile: a store that is slower than the timeout, but
     * moves on, is waited for.
     */
    public Verdict overdue() {
        promising--;
        Verdict verdict = next(Verdict.RETRY_NOW);
        if (verdict == Verdict.GIVE_UP && progressed) {
            progressed = false;
            promising++;
            return Verdict.EXTEND;
        }
        return verdict;
    }

    /** An overdue attempt has made its step and is promising again. */
    public void cameBack() {
        promising++;
        progressed = true;
    }

    /**
     * From {@link Verdict#RETRY_AFTER_DELAY} to the next attempt: twice as long after each failure,
     * if the policy backs off, and always a little at random.
     */
    public Duration delay() {
        long nanos = policy.delay(failed).toNanos();
        return Duration.ofNanos(nanos + (long) (nanos * JITTER * random.nextDouble()));
    }

    public int begun() {
        return begun;
    }

    private Verdict next(Verdict retry) {
        if (promising > 0 || nextIsComing) {
            return Verdict.WAIT;
        }
        if (begun == policy.maxAttempts()) {
            return Verdict.GIVE_UP;
        }
        nextIsComing = true;
        return retry;
    }
}
