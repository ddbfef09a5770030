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
import java.util.Random;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Decides for one batch whether and when it is tried again. This is the only place where that is
 * decided. It has no thread, clock or lock: the scheduler asks it under its own lock.
 */
final class RetryLoop {

    /** What the scheduler has to do next. */
    enum Verdict {
        /** Nothing: another attempt is under way, or will be. */
        WAIT,
        /** Go on waiting for the attempt that is overdue: others were so and came back. */
        EXTEND,
        RETRY_NOW,
        RETRY_AFTER_DELAY,
        GIVE_UP
    }

    /** A fifth of the delay at most is added, so that TaskManagers do not retry in step. */
    private static final double JITTER = 0.2;

    private final RetryPolicy policy;
    private final Random random;

    private int begun;

    /** Attempts that are under way and were not found to be overdue. */
    private int promising;

    /** An overdue attempt came back since the last extension. */
    private boolean progressed;

    /** A verdict to retry was given and {@link #begin} has not followed yet. */
    private boolean nextIsComing;

    RetryLoop(RetryPolicy policy, Random random) {
        this.policy = policy;
        this.random = random;
    }

    /**
     * An attempt begins.
     *
     * @return its number; 1 is the first
     */
    int begin() {
        checkState(begun < policy.maxAttempts(), "attempt %s of %s", begun + 1, policy);
        nextIsComing = false;
        promising++;
        return ++begun;
    }

    /** A promising attempt failed. An {@link Error} is not an operating failure: no retry. */
    Verdict failed(Throwable cause) {
        promising--;
        return cause instanceof Error ? Verdict.GIVE_UP : next(Verdict.RETRY_AFTER_DELAY);
    }

    /**
     * A promising attempt takes too long. It may still win. With the last attempt, that is the end
     * only if none of them has come back meanwhile: a store that is slower than the timeout, but
     * moves on, is waited for.
     */
    Verdict overdue() {
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
    void cameBack() {
        promising++;
        progressed = true;
    }

    /** From {@link Verdict#RETRY_AFTER_DELAY} to the next attempt. */
    Duration delay() {
        long nanos = policy.delay().toNanos();
        return Duration.ofNanos(nanos + (long) (nanos * JITTER * random.nextDouble()));
    }

    int begun() {
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
