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

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** With the clock and the waits of production. */
@Timeout(60)
class RealTimeTrafficTest {

    private static final int MEGA = 1 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void waitEndsWithItsTime() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            Pause.onMonitor().await(monitor, 1);
        }
    }

    @Test
    void waitEndsWithANotification() throws Exception {
        Object monitor = new Object();
        CountDownLatch waits = new CountDownLatch(1);
        Future<?> waiter =
                threads.submit(
                        () -> {
                            synchronized (monitor) {
                                waits.countDown();
                                Pause.onMonitor().await(monitor, Duration.ofHours(1).toNanos());
                            }
                            return null;
                        });
        waits.await();
        synchronized (monitor) {
            monitor.notifyAll();
        }
        waiter.get(10, TimeUnit.SECONDS);
    }

    @Test
    void manyWritersAndCommitsAllGetThroughWithinTheBandwidth() throws Exception {
        long max = 50 * (long) MEGA;
        MaterializationTraffic traffic =
                new MaterializationTraffic(
                        new TrafficSettings(OptionalLong.of(max), true),
                        SystemClock.getInstance(),
                        Pause.onMonitor());
        AtomicBoolean writing = new AtomicBoolean(true);
        List<Future<?>> committers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            committers.add(
                    threads.submit(
                            () -> {
                                while (writing.get()) {
                                    traffic.logCommitStarted().ended(true);
                                }
                            }));
        }
        AtomicLong received = new AtomicLong();
        long begunNanos = System.nanoTime();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(
                    threads.submit(
                            () -> {
                                materialize(traffic, 5 * MEGA, received);
                                return null;
                            }));
        }
        for (Future<?> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
        long tookNanos = System.nanoTime() - begunNanos;
        writing.set(false);
        for (Future<?> committer : committers) {
            committer.get(10, TimeUnit.SECONDS);
        }
        assertThat(received).hasValue(20L * MEGA);
        long burst = max / 4;
        assertThat(tookNanos).isGreaterThan((20L * MEGA - burst) * 1_000_000_000L / max);
    }

    private static void materialize(MaterializationTraffic traffic, int size, AtomicLong received)
            throws Exception {
        try (BackendTraffic backend = traffic.register(Duration.ofSeconds(1))) {
            backend.started(OptionalLong.of(size));
            try (CheckpointStateOutputStream stream =
                    backend.paced(new ObservedStreams(received::addAndGet))
                            .createCheckpointStateOutputStream(CheckpointedStateScope.SHARED)) {
                for (int sent = 0; sent < size; sent += 16 << 10) {
                    stream.write(new byte[16 << 10]);
                }
                stream.closeAndGetHandle();
            }
            backend.ended();
        }
    }
}
