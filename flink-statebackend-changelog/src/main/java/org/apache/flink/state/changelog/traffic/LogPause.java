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
import java.util.Deque;

/**
 * Whether materializations wait for the log: while a commit of it is open, with two bounds.
 *
 * <p>A single commit holds them for a bounded time, so that a hanging store of the log stops no
 * materialization. And where some commit is always open, they may fall behind the floor of their
 * rate by a bounded amount only: the arrears grow at the floor while materializations run, up to
 * two seconds' worth, and shrink by what is sent. While they are full nobody waits for the log.
 * Then a materialization still gets its floor, and is done in time.
 *
 * <p>Not thread-safe: guarded by the lock of {@link MaterializationTraffic}.
 */
final class LogPause {

    private static final double MAX_ARREARS_SECONDS = 2;

    private final long maxPerCommitNanos;

    /** In the order of their starts; some have ended, or passed their bound. */
    private final Deque<Commit> commits = new ArrayDeque<>();

    /** Not ended yet, those that passed their bound included. */
    private int open;

    private long floorPerSecond;

    /** Between 0 and what {@link #MAX_ARREARS_SECONDS} are worth at the floor. */
    private double arrearsBytes;

    private long arrearsAtNanos;

    LogPause(Duration maxPerCommit) {
        this.maxPerCommitNanos = maxPerCommit.toNanos();
    }

    /**
     * @param sending whether a materialization runs
     */
    Commit commitStarted(boolean sending, long nowNanos) {
        Commit commit = new Commit(nowNanos, sending);
        forgetPassed(nowNanos);
        commits.add(commit);
        open++;
        return commit;
    }

    /** Returns whether this was the first time that it ended. */
    boolean commitEnded(Commit commit) {
        boolean first = !commit.ended;
        if (first) {
            commit.ended = true;
            open--;
        }
        return first;
    }

    boolean anyOpen() {
        return open > 0;
    }

    /** Nothing is owed when materializations begin. */
    void sendingBegan(long nowNanos) {
        arrearsBytes = 0;
        arrearsAtNanos = nowNanos;
    }

    void changeFloor(long bytesPerSecond, long nowNanos) {
        grow(nowNanos);
        floorPerSecond = bytesPerSecond;
    }

    void sent(int bytes, long nowNanos) {
        grow(nowNanos);
        arrearsBytes = Math.max(0, arrearsBytes - bytes);
    }

    /** For how long to wait for the log, if no commit starts or ends meanwhile; 0 is not at all. */
    long nanosToWait(long nowNanos) {
        forgetPassed(nowNanos);
        Commit youngest = commits.peekLast();
        if (youngest == null) {
            return 0;
        }
        grow(nowNanos);
        double roomBytes = floorPerSecond * MAX_ARREARS_SECONDS - arrearsBytes;
        long untilFullNanos = (long) Math.ceil(roomBytes * 1e9 / floorPerSecond);
        long untilBoundNanos = maxPerCommitNanos - (nowNanos - youngest.startedNanos);
        return Math.max(0, Math.min(untilFullNanos, untilBoundNanos));
    }

    /** Afterwards the oldest and the youngest commit hold materializations, if there is any. */
    private void forgetPassed(long nowNanos) {
        while (!commits.isEmpty() && passed(commits.peekFirst(), nowNanos)) {
            commits.removeFirst();
        }
        while (!commits.isEmpty() && passed(commits.peekLast(), nowNanos)) {
            commits.removeLast();
        }
    }

    private boolean passed(Commit commit, long nowNanos) {
        return commit.ended || nowNanos - commit.startedNanos >= maxPerCommitNanos;
    }

    private void grow(long nowNanos) {
        long passedNanos = nowNanos - arrearsAtNanos;
        if (passedNanos > 0) {
            double grown = arrearsBytes + passedNanos / 1e9 * floorPerSecond;
            arrearsBytes = Math.min(grown, floorPerSecond * MAX_ARREARS_SECONDS);
            arrearsAtNanos = nowNanos;
        }
    }

    /** A commit that was begun. */
    static final class Commit {

        private final long startedNanos;
        private final boolean sendingAtStart;
        private boolean ended;

        private Commit(long startedNanos, boolean sendingAtStart) {
            this.startedNanos = startedNanos;
            this.sendingAtStart = sendingAtStart;
        }

        long startedNanos() {
            return startedNanos;
        }

        boolean sendingAtStart() {
            return sendingAtStart;
        }
    }
}
