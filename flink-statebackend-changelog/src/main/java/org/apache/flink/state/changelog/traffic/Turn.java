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
import java.util.Optional;
import java.util.Queue;

/**
 * One at a time: who has the turn goes on, others wait in their order until it is over. Who has it
 * and does nothing for longer than the bound, except wait for something else, is taken for stuck,
 * or for done: the turn is free for the next. Whoever waits or has a turn is known by identity, and
 * must leave if it gives up. Not thread-safe: guarded by the lock of {@link
 * MaterializationTraffic}.
 */
final class Turn {

    private final long maxIdleNanos;
    private final long maxBytes;
    private final Queue<Object> waiters = new ArrayDeque<>();

    private Optional<Object> holder = Optional.empty();

    /** Meaningful while there is a holder, as all that follows. */
    private long usedNanos;

    private long usedBytes;

    /** In this turn, in all. */
    private long idleNanos;

    private boolean waiting;

    /**
     * @param maxIdle at once; twice as long in a turn
     * @param maxBytes after which a turn is over
     */
    Turn(Duration maxIdle, long maxBytes) {
        this.maxIdleNanos = maxIdle.toNanos();
        this.maxBytes = maxBytes;
    }

    /** How long until somebody, who now waits, may have the turn, at most; 0 is now. */
    long nanosUntilFree(Object who, long nowNanos) {
        if (isHolder(who)) {
            return 0;
        }
        if (!waiters.contains(who)) {
            waiters.add(who);
        }
        if (holder.isPresent() && (waiting || nowNanos - usedNanos < maxIdleNanos)) {
            return waiting ? maxIdleNanos : maxIdleNanos - (nowNanos - usedNanos);
        }
        return waiters.peek() == who ? 0 : maxIdleNanos;
    }

    /**
     * Takes the turn, or goes on with it.
     *
     * @return whether it is over
     */
    boolean use(Object who, int bytes, long nowNanos) {
        take(who, nowNanos);
        usedNanos = nowNanos;
        usedBytes += bytes;
        waiting = false;
        boolean over = usedBytes >= maxBytes || idleNanos > 2 * maxIdleNanos;
        if (over) {
            leave(who);
        }
        return over;
    }

    /** Takes the turn, or keeps it, and waits for something else until it is used or left. */
    void holdWaiting(Object who, long nowNanos) {
        take(who, nowNanos);
        waiting = true;
    }

    private void take(Object who, long nowNanos) {
        if (!isHolder(who)) {
            waiters.remove(who);
            holder = Optional.of(who);
            usedBytes = 0;
            idleNanos = 0;
        } else if (!waiting) {
            idleNanos += nowNanos - usedNanos;
        }
    }

    /** Has the turn no more, nor waits for it. */
    void leave(Object who) {
        waiters.remove(who);
        if (isHolder(who)) {
            holder = Optional.empty();
        }
    }

    private boolean isHolder(Object who) {
        return holder.isPresent() && holder.get() == who;
    }
}
