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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.state.changelog.ManualMailbox;
import org.apache.flink.state.changelog.checkpoint.LogLength;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;
import org.apache.flink.state.changelog.schedule.MaterializationTriggers;
import org.apache.flink.state.changelog.schedule.Phase;
import org.apache.flink.state.changelog.schedule.ReplayRate;
import org.apache.flink.state.changelog.traffic.BackendTraffic;
import org.apache.flink.state.changelog.traffic.MaterializationTraffic;
import org.apache.flink.state.changelog.traffic.Pause;
import org.apache.flink.state.changelog.traffic.TrafficSettings;
import org.apache.flink.util.clock.ManualClock;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A manager with everything around it under the control of a test. */
final class ManagerRig {

    static final Duration INTERVAL = Duration.ofSeconds(100);
    static final long FIRST_RETRY_MS = 1_000;

    final ManuallyTriggeredScheduledExecutorService timer =
            new ManuallyTriggeredScheduledExecutorService();
    final ManualMailbox mailbox = new ManualMailbox();
    final ManualClock clock = new ManualClock();
    final MaterializationSlots slots = new MaterializationSlots(1);
    final CountedMetrics metrics = new CountedMetrics();
    final ScriptedTarget target = new ScriptedTarget();
    final LogLength log = new LogLength(0);
    final List<Throwable> taskFailures = new ArrayList<>();
    final ClassLoader userCode = new URLClassLoader(new URL[0]);
    final Queue<Runnable> heldBack = new ArrayDeque<>();
    boolean holdBack;
    boolean backPressured;
    final BackendTraffic traffic =
            new MaterializationTraffic(
                            new TrafficSettings(OptionalLong.empty(), true),
                            clock,
                            Pause.onMonitor())
                    .register(INTERVAL);
    final MaterializationManager manager =
            manager(Phase.of("op", 1, 4), MaterializationTriggers.none());

    /** Proposes one, whose turn it is at once, and takes its snapshot. */
    void begin() throws Exception {
        assertThat(manager.trigger()).isEmpty();
        mailbox.runNext();
    }

    /** The timers that wait for back-pressure come round until so much time has passed. */
    void passTime(Duration duration) throws Exception {
        for (long passedMs = 0; passedMs < duration.toMillis(); passedMs += 500) {
            clock.advanceTime(Duration.ofMillis(500));
            int before = mailbox.size();
            timer.triggerNonPeriodicScheduledTasks();
            if (mailbox.size() > before) {
                mailbox.runNext();
            }
        }
    }

    void logIs(long bytes) throws Exception {
        log.set(1, bytes);
        mailbox.runNext();
    }

    MaterializationManager manager(Phase phase, MaterializationTriggers triggers) {
        return new MaterializationManager(
                target,
                new MaterializationSettings(INTERVAL, phase, triggers, Duration.ofSeconds(10), 2),
                new MaterializationRuntime(
                        timer,
                        this::upload,
                        this::upload,
                        slots,
                        traffic,
                        mailbox,
                        () -> backPressured,
                        clock,
                        userCode),
                log,
                new ReplayRate(),
                new ChangelogMetrics(metrics),
                0,
                taskFailures::add);
    }

    /** The upload threads: this one, or nobody yet, or nobody any more. */
    void upload(Runnable task) {
        if (holdBack) {
            heldBack.add(task);
        } else {
            task.run();
        }
    }

    /** Returns -1 if none is planned. */
    long nextStartMs() {
        long next = -1;
        for (ScheduledFuture<?> future : timer.getActiveNonPeriodicScheduledTask()) {
            assertThat(next).as("one timer at a time").isEqualTo(-1);
            next = future.getDelay(TimeUnit.MILLISECONDS);
        }
        return next;
    }
}
