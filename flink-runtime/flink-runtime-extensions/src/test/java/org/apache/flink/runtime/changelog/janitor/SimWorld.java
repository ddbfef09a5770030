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
package org.apache.flink.runtime.changelog.janitor;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time, chance and what is to happen, of one simulated history. */
final class SimWorld {

    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.<Event>comparingLong(event -> event.atMs)
                            .thenComparingLong(event -> event.number));
    private long nowMs = 1_000 * HOUR;
    private long eventCount;
    private boolean calm;

    SimWorld(long seed) {
        this.random = new Random(seed);
    }

    long nowMs() {
        return nowMs;
    }

    long eventCount() {
        return eventCount;
    }

    /** From now on nothing fails. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Something bad, which a calm world spares us. */
    boolean mishap(double probability) {
        return random.nextDouble() < probability && !calm;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Skewed: mostly near the lower end. */
    long between(long fromMs, long toMs) {
        double skewed = Math.pow(random.nextDouble(), 2);
        return fromMs + (long) (skewed * (toMs - fromMs));
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    void later(long delayMs, Runnable what) {
        events.add(new Event(nowMs + delayMs, eventCount++, what));
    }

    /** Everything that is due until then happens. */
    void runFor(long durationMs) {
        long untilMs = nowMs + durationMs;
        while (!events.isEmpty() && events.peek().atMs <= untilMs) {
            Event next = events.remove();
            nowMs = Math.max(nowMs, next.atMs);
            next.what.run();
        }
        nowMs = Math.max(nowMs, untilMs);
    }

    private static final class Event {

        private final long atMs;
        private final long number;
        private final Runnable what;

        Event(long atMs, long number, Runnable what) {
            this.atMs = atMs;
            this.number = number;
            this.what = what;
        }
    }
}
