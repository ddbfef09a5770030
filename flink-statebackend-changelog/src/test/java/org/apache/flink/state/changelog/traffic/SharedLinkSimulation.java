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

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Two TaskManagers with a link of 50 MB/s to the store. Both commit their log each second, at times
 * of their own; the first materializes too, and knows only of its own log. A third party may take
 * part of the link. One thread, and a manual clock.
 */
final class SharedLinkSimulation {

    static final long LINK = 50_000_000;
    private static final Duration STORE = Duration.ofMillis(20);
    private static final int WRITE_BYTES = 16 << 10;

    /** What uploads have on their way at once: four streams with a few buffers each. */
    private static final Duration WINDOW_ON_LINK = Duration.ofMillis(640);

    private final ManualClock clock = new ManualClock();
    private final SharedLink link = new SharedLink(clock, LINK);
    private final Random random;
    private final Duration interval;
    private final MaterializationTraffic traffic;
    private final BackendTraffic backend;
    final List<Long> ownLogMs = new ArrayList<>();
    final List<Long> neighbourLogMs = new ArrayList<>();

    SharedLinkSimulation(long seed, Duration interval) {
        this.random = new Random(seed);
        this.interval = interval;
        this.traffic =
                new MaterializationTraffic(
                        new TrafficSettings(OptionalLong.empty(), true),
                        clock,
                        new SteppingPause(clock));
        this.backend = traffic.register(interval);
        clock.schedule(Duration.ofMillis(100), this::ownLog);
        clock.schedule(Duration.ofMillis(600), this::neighbourLog);
        // Before the materialization: what commits take when it is quiet.
        clock.advance(Duration.ofSeconds(20));
        ownLogMs.clear();
        neighbourLogMs.clear();
    }

    /** From one time to another, others send at a rate, unevenly. */
    void crowd(Duration from, Duration to, long bytesPerSecond) {
        Duration step = Duration.ofMillis(10);
        clock.schedule(from, () -> crowdFor(to.minus(from), step, bytesPerSecond));
    }

    private void crowdFor(Duration left, Duration step, long bytesPerSecond) {
        if (!left.isNegative()) {
            long mean = bytesPerSecond / 100;
            link.send((long) (2 * mean * random.nextDouble()));
            clock.schedule(step, () -> crowdFor(left.minus(step), step, bytesPerSecond));
        }
    }

    private void ownLog() {
        LogCommit commit = traffic.logCommitStarted();
        Duration duration = link.send(logBytes()).plus(STORE);
        clock.schedule(
                duration,
                () -> {
                    commit.ended(true);
                    ownLogMs.add(duration.toMillis());
                });
        clock.schedule(Duration.ofMillis(900 + random.nextInt(200)), this::ownLog);
    }

    private void neighbourLog() {
        Duration duration = link.send(logBytes()).plus(STORE);
        clock.schedule(duration, () -> neighbourLogMs.add(duration.toMillis()));
        clock.schedule(Duration.ofMillis(900 + random.nextInt(200)), this::neighbourLog);
    }

    private long logBytes() {
        return 2_000_000L + random.nextInt(2_000_000);
    }

    /** Nothing is materialized. */
    void idle() {
        clock.advance(interval);
    }

    /** Returns how long it took. The rest of the interval passes, too. */
    Duration materialize(long bytes, boolean paced) throws IOException {
        long begunNanos = clock.relativeTimeNanos();
        backend.started(OptionalLong.of(bytes));
        ObservedStreams target = new ObservedStreams(this::send);
        try (CheckpointStateOutputStream stream =
                (paced ? backend.paced(target) : target)
                        .createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE)) {
            byte[] write = new byte[WRITE_BYTES];
            for (long sent = 0; sent < bytes; sent += write.length) {
                stream.write(write);
            }
        }
        backend.ended();
        Duration took = Duration.ofNanos(clock.relativeTimeNanos() - begunNanos);
        Duration rest = interval.minus(took);
        if (!rest.isNegative()) {
            clock.advance(rest);
        }
        return took;
    }

    BackendTraffic backend() {
        return backend;
    }

    /** As a file system does it: returns early, but has only so much on its way. */
    private void send(int bytes) {
        Duration ahead = link.send(bytes).minus(WINDOW_ON_LINK);
        if (!ahead.isNegative()) {
            clock.advance(ahead);
        }
    }

    static long percentile(List<Long> ms, double share) {
        long[] sorted = ms.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
