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
package org.apache.flink.changelog.source;

import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.util.clock.Clock;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only when told to, and the timer that goes by it. Belongs to one thread. */
public final class ManualTimer extends Clock implements CallTimer {

    private final PriorityQueue<Call> calls =
            new PriorityQueue<>(Comparator.comparingLong((Call call) -> call.dueMs));

    private long nowMs;

    void advance(Duration duration) {
        long endMs = nowMs + duration.toMillis();
        while (!calls.isEmpty() && calls.peek().dueMs <= endMs) {
            Call call = calls.remove();
            nowMs = call.dueMs;
            call.action.run();
        }
        nowMs = endMs;
    }

    int pendingCalls() {
        return calls.size();
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable action) {
        Call call = new Call(nowMs + delay.toMillis(), action);
        calls.add(call);
        return () -> calls.remove(call);
    }

    @Override
    public long absoluteTimeMillis() {
        return nowMs;
    }

    @Override
    public long relativeTimeMillis() {
        return nowMs;
    }

    @Override
    public long relativeTimeNanos() {
        return Duration.ofMillis(nowMs).toNanos();
    }

    private static final class Call {
        private final long dueMs;
        private final Runnable action;

        private Call(long dueMs, Runnable action) {
            this.dueMs = dueMs;
            this.action = action;
        }
    }
}
