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

import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The traffic of all materializations of one TaskManager, which the log goes before.
 *
 * <p>Thread-safe. Task threads and the log's threads begin and end commits, and never wait here.
 * Upload threads wait in their paced streams; whoever closes such a stream wakes its writer. One
 * lock guards all decisions; it is held for short computations only, and never while a file is
 * written.
 */
public final class MaterializationTraffic {

    private static final Duration MAX_PAUSE_PER_COMMIT = Duration.ofSeconds(1);
    private static final Duration MAX_CLOSE = Duration.ofSeconds(30);

    /** At the latest then a waiting writer looks again: the rate grows with time. */
    private static final long MAX_WAIT_NANOS = Duration.ofMillis(500).toNanos();

    private final Clock clock;
    private final Pause pause;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final TrafficControl control;

    /**
     * @param clock of which the relative time is used
     * @param pause waits on the lock of this
     */
    public MaterializationTraffic(TrafficSettings settings, Clock clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
        this.control =
                new TrafficControl(
                        settings, MAX_PAUSE_PER_COMMIT, MAX_CLOSE, clock.relativeTimeNanos());
    }

    /**
     * Persisting a part of the log was requested, and a checkpoint waits for it: materializations
     * wait until it ended, but for one second at most.
     */
    public LogCommit logCommitStarted() {
        LogPause.Commit commit;
        synchronized (lock) {
            commit = control.commitStarted(clock.relativeTimeNanos());
        }
        return stored -> ended(commit, stored);
    }

    private void ended(LogPause.Commit commit, boolean stored) {
        synchronized (lock) {
            boolean first = control.commitEnded(commit, stored, clock.relativeTimeNanos());
            checkState(first, "a commit of the log ended twice");
            lock.notifyAll();
        }
    }

    /**
     * Makes a backend's materializations part of the traffic, until it is closed.
     *
     * @param interval within which each of its materializations is to be stored
     */
    public BackendTraffic register(Duration interval) {
        Flow flow = new Flow(interval);
        synchronized (lock) {
            control.add(flow);
        }
        return new BackendTraffic(this, flow);
    }

    /**
     * Streams to the same files, whose writers only keep to the maximum bandwidth: a checkpoint
     * waits for what they write.
     */
    public CheckpointStreamFactory limited(CheckpointStreamFactory streams) {
        return new PacedStreamFactory(streams, this, Flow.neverMaterializing());
    }

    void remove(Flow flow) {
        synchronized (lock) {
            control.remove(flow, clock.relativeTimeNanos());
            lock.notifyAll();
        }
    }

    void started(Flow flow, OptionalLong expectedBytes) {
        synchronized (lock) {
            control.started(flow, expectedBytes, clock.relativeTimeNanos());
            lock.notifyAll();
        }
    }

    void ended(Flow flow) {
        synchronized (lock) {
            control.ended(flow, clock.relativeTimeNanos());
            lock.notifyAll();
        }
    }

    /** Empty if nothing bounds it. */
    OptionalLong allowedBytesPerSecond() {
        synchronized (lock) {
            return control.allowedBytesPerSecond(clock.relativeTimeNanos());
        }
    }

    /** Reads a counter of a flow. */
    long read(Flow flow, ToLongFunction<Flow> counter) {
        synchronized (lock) {
            return counter.applyAsLong(flow);
        }
    }

    /**
     * Waits until so many bytes, at most a quantum, may be sent.
     *
     * @param inTurn whether only one writer at a time may send so
     * @throws IOException if interrupted (the flag is set again), or if the stream was closed
     */
    void awaitTurnToSend(Flow flow, PacedStream stream, boolean inTurn, int bytes)
            throws IOException {
        Thread writer = Thread.currentThread();
        synchronized (lock) {
            boolean turnIsOver = true;
            try {
                long nowNanos = awaitLog(flow, stream);
                for (long waitNanos = control.nanosToSend(flow, writer, inTurn, bytes, nowNanos);
                        waitNanos > 0;
                        waitNanos = control.nanosToSend(flow, writer, inTurn, bytes, nowNanos)) {
                    await(flow, stream, false, waitNanos);
                    nowNanos = awaitLog(flow, stream);
                }
                turnIsOver = control.send(flow, writer, inTurn, bytes, nowNanos);
            } finally {
                if (turnIsOver) {
                    control.leaveTurn(writer);
                    lock.notifyAll();
                }
            }
        }
    }

    /** Some of what was taken was not sent. */
    void giveBack(Flow flow, int bytes) {
        synchronized (lock) {
            control.giveBack(flow, bytes, clock.relativeTimeNanos());
        }
    }

    /** Waits until a file may be closed. If this returns, {@link #leave} must follow. */
    void awaitTurnToClose(Flow flow, PacedStream stream) throws IOException {
        synchronized (lock) {
            leaveTurnToSend();
            boolean itsTurn = false;
            try {
                long nowNanos = awaitLog(flow, stream);
                for (long waitNanos = control.nanosToClose(flow, stream, nowNanos);
                        waitNanos > 0;
                        waitNanos = control.nanosToClose(flow, stream, nowNanos)) {
                    await(flow, stream, false, waitNanos);
                    nowNanos = awaitLog(flow, stream);
                }
                control.closeBegins(flow, stream, nowNanos);
                itsTurn = true;
            } finally {
                if (!itsTurn) {
                    leave(stream);
                }
            }
        }
    }

    @GuardedBy("lock")
    private void leaveTurnToSend() {
        control.leaveTurn(Thread.currentThread());
        lock.notifyAll();
    }

    /** Waits while the log comes first. Needs no turn: for what is closed without an upload. */
    void awaitLogOnly(Flow flow, PacedStream stream) throws IOException {
        synchronized (lock) {
            leaveTurnToSend();
            awaitLog(flow, stream);
        }
    }

    /** The stream is not being closed any more; if it is, its writer wakes. Any thread. */
    void leave(PacedStream stream) {
        synchronized (lock) {
            control.closeEnded(stream);
            lock.notifyAll();
        }
    }

    /** Returns what time it is. */
    @GuardedBy("lock")
    private long awaitLog(Flow flow, PacedStream stream) throws IOException {
        long nowNanos = clock.relativeTimeNanos();
        for (long waitNanos = control.nanosForLog(flow, nowNanos);
                waitNanos > 0;
                waitNanos = control.nanosForLog(flow, nowNanos)) {
            await(flow, stream, true, waitNanos);
            nowNanos = clock.relativeTimeNanos();
        }
        return nowNanos;
    }

    @GuardedBy("lock")
    private void await(Flow flow, PacedStream stream, boolean forLog, long waitNanos)
            throws IOException {
        stream.checkOpen();
        long begunNanos = clock.relativeTimeNanos();
        try {
            pause.await(lock, Math.min(waitNanos, MAX_WAIT_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a materialization waited to be stored", e);
        } finally {
            flow.waited(forLog, clock.relativeTimeNanos() - begunNanos);
        }
        stream.checkOpen();
    }
}
