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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When one backend starts its next materialization, and why: on the grid of the interval, when the
 * log got too long, or again after a start that came to nothing; whichever comes first. Its owner
 * starts when {@link #next} is due, says what came of it, and asks again.
 *
 * <ul>
 *   <li>A start on the grid is left out if another one was less than half an interval before it.
 *   <li>The length of the log starts nothing while a materialization waits for its confirmation or
 *       a retry is planned, and nothing sooner than {@link RetryBackoff#longestMs} after the last
 *       start: a limit that is too low must not keep the backend materializing without a pause.
 *   <li>Only a confirmation, or that there was nothing to do, ends the growth of the back-off: a
 *       materialization that starts well may still fail each time.
 * </ul>
 *
 * <p>All times are of the wall clock. If that is set back, nothing waits longer than it would have
 * from the new time on. Task thread only.
 */
public final class StartPlan {

    private final Phase phase;
    private final Duration interval;
    private final MaterializationTriggers triggers;

    private RetryBackoff backoff;

    /** Strictly after the last report of the owner. */
    private long onGridMs;

    private OptionalLong lastStartMs = OptionalLong.empty();
    private OptionalLong retryAtMs = OptionalLong.empty();

    /** By the length of the log. Never present together with a retry. */
    private Optional<PlannedStart> triggered = Optional.empty();

    private boolean confirmationAwaited;

    /** The first start is the next one on the grid. */
    public StartPlan(Phase phase, Duration interval, MaterializationTriggers triggers, long nowMs) {
        this.phase = phase;
        this.interval = interval;
        this.triggers = triggers;
        this.backoff = RetryBackoff.of(interval);
        this.onGridMs = phase.startAtOrAfter(nowMs, interval);
    }

    /** The earliest of the starts that are planned. */
    public PlannedStart next() {
        PlannedStart next = new PlannedStart(onGridMs, StartReason.INTERVAL);
        if (retryAtMs.isPresent() && retryAtMs.getAsLong() < next.atMs()) {
            next = new PlannedStart(retryAtMs.getAsLong(), StartReason.RETRY);
        }
        if (triggered.isPresent() && triggered.get().atMs() < next.atMs()) {
            next = triggered.get();
        }
        return next;
    }

    /** A materialization has started, for whatever reason; a FULL checkpoint is one, too. */
    public PlannedStart started(long nowMs) {
        lastStartMs = OptionalLong.of(nowMs);
        retryAtMs = OptionalLong.empty();
        triggered = Optional.empty();
        confirmationAwaited = true;
        return planned(nowMs);
    }

    /** A complete checkpoint refers to the materialization that started last. */
    public PlannedStart confirmed(long nowMs) {
        confirmationAwaited = false;
        backoff = backoff.reset();
        return planned(nowMs);
    }

    /** A start came to nothing because the one before is not confirmed yet. */
    public PlannedStart skipped(long nowMs) {
        return again(nowMs);
    }

    /** A start failed, or what it had started: nobody will confirm it. */
    public PlannedStart failed(long nowMs) {
        confirmationAwaited = false;
        return again(nowMs);
    }

    private PlannedStart again(long nowMs) {
        triggered = Optional.empty();
        retryAtMs = OptionalLong.of(nowMs + backoff.delayMs());
        backoff = backoff.doubled();
        return planned(nowMs);
    }

    /** There was nothing to materialize. */
    public PlannedStart nothingNew(long nowMs) {
        retryAtMs = OptionalLong.empty();
        triggered = Optional.empty();
        backoff = backoff.reset();
        return planned(nowMs);
    }

    /** The log has grown, or a rate was measured; see {@link MaterializationTriggers#due}. */
    public PlannedStart logGrew(
            long nowMs,
            long logBytes,
            OptionalLong materializedBytes,
            double replayBytesPerSecond) {
        PlannedStart next = planned(nowMs);
        if (confirmationAwaited || retryAtMs.isPresent() || triggered.isPresent()) {
            return next;
        }
        triggered =
                triggers.due(logBytes, materializedBytes, replayBytesPerSecond)
                        .map(reason -> new PlannedStart(earliestByLength(nowMs), reason));
        return next();
    }

    private long earliestByLength(long nowMs) {
        return lastStartMs.isPresent()
                ? Math.max(nowMs, lastStartMs.getAsLong() + backoff.longestMs())
                : nowMs;
    }

    private PlannedStart planned(long nowMs) {
        // A clock that was set back.
        long latestMs = nowMs + backoff.longestMs();
        lastStartMs = noLaterThan(nowMs, lastStartMs);
        retryAtMs = noLaterThan(latestMs, retryAtMs);
        triggered =
                triggered.map(
                        start ->
                                new PlannedStart(Math.min(latestMs, start.atMs()), start.reason()));
        onGridMs = onGridAfter(nowMs);
        return next();
    }

    private static OptionalLong noLaterThan(long boundMs, OptionalLong timeMs) {
        return timeMs.isPresent() ? OptionalLong.of(Math.min(boundMs, timeMs.getAsLong())) : timeMs;
    }

    private long onGridAfter(long nowMs) {
        long intervalMs = Phase.millis(interval);
        long startMs = phase.startAtOrAfter(nowMs + 1, interval);
        boolean tooSoon =
                lastStartMs.isPresent() && startMs - lastStartMs.getAsLong() < intervalMs / 2;
        return tooSoon ? startMs + intervalMs : startMs;
    }
}
