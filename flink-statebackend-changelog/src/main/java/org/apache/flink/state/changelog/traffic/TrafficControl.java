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
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides who may send now, and how long others wait. Not thread-safe: guarded by the lock of
 * {@link MaterializationTraffic}, which does the waiting.
 *
 * <pre>
 *                         waits for the log   adaptive rate   takes turns   max bandwidth
 *   in time               yes                 if adaptive     if adaptive   yes
 *   late                  no                  no              no            yes
 *   no materialization    no                  no              no            yes
 * </pre>
 *
 * <p>The last line is what a checkpoint waits for, and what a backend stores while it has not said
 * that a materialization runs.
 */
final class TrafficControl {

    /** What a stream takes at once. */
    static final int QUANTUM_BYTES = 64 << 10;

    private static final Duration LIMIT_BURST = Duration.ofMillis(250);

    /**
     * Short: what has gathered while the log was committed goes out at the speed of the network,
     * and another TaskManager's log must pass it.
     */
    private static final Duration ADAPTIVE_BURST = Duration.ofMillis(50);

    /**
     * So much one writer sends before it is another's turn: a part of an upload, on most stores.
     * Writers that took quanta in turn would fill their parts at the same time, and these would go
     * out together at the speed of the network, in front of the log that comes next.
     */
    private static final long TURN_BYTES = 5 << 20;

    /** Then a writer is busy with something else, such as uploading what it has gathered. */
    private static final Duration MAX_IDLE_TURN = Duration.ofMillis(20);

    private final TrafficSettings settings;
    private final Set<Flow> flows = new LinkedHashSet<>();
    private final LogPause logPause;
    private final Turn closing;
    private final Turn sendingTurn;
    private final Optional<TokenBucket> limit;
    private final AdaptiveRate rate;
    private final TokenBucket bucket;
    private boolean sending;

    TrafficControl(
            TrafficSettings settings, Duration maxLogPause, Duration maxClose, long nowNanos) {
        this.settings = settings;
        this.logPause = new LogPause(maxLogPause);
        this.closing = new Turn(maxClose, Long.MAX_VALUE);
        this.sendingTurn = new Turn(MAX_IDLE_TURN, TURN_BYTES);
        OptionalLong max = settings.maxBytesPerSecond();
        this.limit =
                max.isPresent()
                        ? Optional.of(
                                new TokenBucket(
                                        max.getAsLong(), LIMIT_BURST, QUANTUM_BYTES, nowNanos))
                        : Optional.empty();
        RateBounds bounds = RateBounds.of(0, true, max);
        this.rate = new AdaptiveRate(bounds);
        this.bucket =
                new TokenBucket(
                        rate.bytesPerSecond(false, nowNanos),
                        ADAPTIVE_BURST,
                        QUANTUM_BYTES,
                        nowNanos);
        logPause.changeFloor(bounds.floor(), nowNanos);
    }

    void add(Flow flow) {
        flows.add(flow);
    }

    void remove(Flow flow, long nowNanos) {
        flow.ended();
        flows.remove(flow);
        flowsChanged(nowNanos);
    }

    void started(Flow flow, OptionalLong expectedBytes, long nowNanos) {
        if (!flows.contains(flow)) {
            return;
        }
        flow.started(expectedBytes, nowNanos);
        flowsChanged(nowNanos);
    }

    void ended(Flow flow, long nowNanos) {
        flow.ended();
        flowsChanged(nowNanos);
    }

    private void flowsChanged(long nowNanos) {
        RateBounds bounds =
                RateBounds.of(
                        flows.stream().mapToDouble(Flow::neededRate).sum(),
                        flows.stream().noneMatch(Flow::unknown),
                        settings.maxBytesPerSecond());
        rate.changeBounds(bounds);
        logPause.changeFloor(bounds.floor(), nowNanos);
        boolean sendingNow = flows.stream().anyMatch(Flow::running);
        if (sendingNow && !sending) {
            rate.sendingBegan(nowNanos);
            logPause.sendingBegan(nowNanos);
        } else if (!sendingNow && sending) {
            rate.sendingEnded();
        }
        sending = sendingNow;
    }

    LogPause.Commit commitStarted(long nowNanos) {
        rate.logUsed(nowNanos);
        return logPause.commitStarted(sending, nowNanos);
    }

    /** Returns false if it had ended before. */
    boolean commitEnded(LogPause.Commit commit, boolean stored, long nowNanos) {
        if (!logPause.commitEnded(commit)) {
            return false;
        }
        rate.logUsed(nowNanos);
        if (stored) {
            rate.committed(commit.startedNanos(), commit.sendingAtStart(), nowNanos);
        }
        return true;
    }

    /** For how long the log comes first; 0 is not at all. */
    long nanosForLog(Flow flow, long nowNanos) {
        return urgent(flow, nowNanos)
                ? 0
                : untilLateAtMost(flow, logPause.nanosToWait(nowNanos), nowNanos);
    }

    /**
     * How long until so many bytes, at most a quantum, may be sent; 0 is now. Who asks in turn
     * waits for it or has it, and must then send or leave.
     *
     * @param inTurn whether it takes turns with others, if there are turns
     */
    long nanosToSend(Flow flow, Thread writer, boolean inTurn, int bytes, long nowNanos) {
        long limitNanos = limit.isPresent() ? limit.get().nanosUntil(bytes, nowNanos) : 0;
        if (!adapts(flow, nowNanos)) {
            return limitNanos;
        }
        if (inTurn) {
            long turnNanos = sendingTurn.nanosUntilFree(writer, nowNanos);
            if (turnNanos > 0) {
                return untilLateAtMost(flow, turnNanos, nowNanos);
            }
            sendingTurn.holdWaiting(writer, nowNanos);
        }
        bucket.changeRate(rate.bytesPerSecond(logPause.anyOpen(), nowNanos), nowNanos);
        long nanos = Math.max(limitNanos, bucket.nanosUntil(bytes, nowNanos));
        return untilLateAtMost(flow, nanos, nowNanos);
    }

    /**
     * To be called only if there is nothing to wait for.
     *
     * @return whether it is another writer's turn now
     */
    boolean send(Flow flow, Thread writer, boolean inTurn, int bytes, long nowNanos) {
        limit.ifPresent(max -> max.take(bytes, nowNanos));
        boolean adapts = adapts(flow, nowNanos);
        if (adapts) {
            bucket.take(bytes, nowNanos);
        }
        boolean over = false;
        if (adapts && inTurn) {
            over = sendingTurn.use(writer, bytes, nowNanos);
        } else {
            sendingTurn.leave(writer);
        }
        if (flow.running()) {
            logPause.sent(bytes, nowNanos);
        }
        flow.sent(bytes);
        return over;
    }

    /** Nor waits for it. Without effect if another writer has it. */
    void leaveTurn(Thread writer) {
        sendingTurn.leave(writer);
    }

    /** Some of what was taken was not used. */
    void giveBack(Flow flow, int bytes, long nowNanos) {
        limit.ifPresent(max -> max.giveBack(bytes));
        if (adapts(flow, nowNanos)) {
            bucket.giveBack(bytes);
        }
        flow.sent(-bytes);
    }

    /** How long another's close comes first, at most; 0 is not at all. */
    long nanosToClose(Flow flow, PacedStream stream, long nowNanos) {
        return adapts(flow, nowNanos)
                ? untilLateAtMost(flow, closing.nanosUntilFree(stream, nowNanos), nowNanos)
                : 0;
    }

    /** Takes the turn if there are turns. */
    void closeBegins(Flow flow, PacedStream stream, long nowNanos) {
        if (adapts(flow, nowNanos)) {
            closing.use(stream, 0, nowNanos);
        }
    }

    void closeEnded(PacedStream stream) {
        closing.leave(stream);
    }

    /** Empty if nothing bounds the rate. */
    OptionalLong allowedBytesPerSecond(long nowNanos) {
        return settings.adaptive()
                ? OptionalLong.of(rate.bytesPerSecond(logPause.anyOpen(), nowNanos))
                : settings.maxBytesPerSecond();
    }

    private boolean adapts(Flow flow, long nowNanos) {
        return settings.adaptive() && !urgent(flow, nowNanos);
    }

    private static boolean urgent(Flow flow, long nowNanos) {
        return !flow.running() || flow.late(nowNanos);
    }

    private static long untilLateAtMost(Flow flow, long nanos, long nowNanos) {
        return Math.min(nanos, flow.nanosUntilLate(nowNanos));
    }
}
