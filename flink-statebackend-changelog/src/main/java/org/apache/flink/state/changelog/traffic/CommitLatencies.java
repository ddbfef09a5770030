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
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * How long commits of the log take when nobody disturbs them.
 *
 * <p>That is the median of the last ones that no materialization of this TaskManager ran beside.
 * Without such: the shortest of the last ten minutes, kept by minute like the base history of
 * LEDBAT (RFC 6817), so that a base that has become too short, because the store was moved or the
 * log grew, is forgotten in time. Not thread-safe.
 */
final class CommitLatencies {

    private static final int MINUTES = 10;
    private static final int MAX_QUIET = 15;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Deque<Timed> quiet = new ArrayDeque<>();

    /** The shortest of each minute that had any, youngest last. */
    private final Deque<Timed> shortestByMinute = new ArrayDeque<>();

    /**
     * @param undisturbed whether no materialization ran at any time of it
     */
    void add(long latencyNanos, boolean undisturbed, long nowNanos) {
        forgetOld(nowNanos);
        if (undisturbed) {
            quiet.addLast(new Timed(nowNanos, latencyNanos));
            if (quiet.size() > MAX_QUIET) {
                quiet.removeFirst();
            }
        }
        Timed minute = shortestByMinute.peekLast();
        if (minute == null || nowNanos - minute.atNanos >= MINUTE_NANOS) {
            shortestByMinute.addLast(new Timed(nowNanos, latencyNanos));
        } else if (latencyNanos < minute.latencyNanos) {
            shortestByMinute.removeLast();
            shortestByMinute.addLast(new Timed(minute.atNanos, latencyNanos));
        }
    }

    /** Empty if there was none in ten minutes. */
    OptionalLong baseNanos(long nowNanos) {
        forgetOld(nowNanos);
        if (!quiet.isEmpty()) {
            return OptionalLong.of(median(quiet));
        }
        return shortestByMinute.stream().mapToLong(minute -> minute.latencyNanos).min();
    }

    private static long median(Deque<Timed> samples) {
        long[] sorted = samples.stream().mapToLong(sample -> sample.latencyNanos).toArray();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private void forgetOld(long nowNanos) {
        forgetOld(quiet.iterator(), nowNanos);
        forgetOld(shortestByMinute.iterator(), nowNanos);
    }

    private static void forgetOld(Iterator<Timed> oldestFirst, long nowNanos) {
        while (oldestFirst.hasNext()
                && nowNanos - oldestFirst.next().atNanos >= MINUTES * MINUTE_NANOS) {
            oldestFirst.remove();
        }
    }

    private static final class Timed {

        private final long atNanos;
        private final long latencyNanos;

        Timed(long atNanos, long latencyNanos) {
            this.atNanos = atNanos;
            this.latencyNanos = latencyNanos;
        }
    }
}
