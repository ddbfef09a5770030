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
package org.apache.flink.state.changelog.schedule;

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.state.changelog.traffic.LogCommit;
import org.apache.flink.state.changelog.traffic.MaterializationTraffic;
import org.apache.flink.state.changelog.traffic.TrafficSettings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One attempt of a job on TaskManagers of four slots. Subtasks fill them one after the other. Every
 * ten seconds there is a checkpoint, which is complete a second later.
 */
final class SimulatedJob implements AutoCloseable {

    private static final int SLOTS = 4;
    private static final int AT_ONCE = 2;
    private static final long BANDWIDTH_PER_MS = 50_000;
    private static final int CHECKPOINTS_S = 10;
    private static final long LOG_COMMIT_MS = 100;

    /** How starts and bytes spread, from the most even to the least. */
    enum Way {
        PHASES_AND_PACING(true, true, 25),
        PHASES(true, false, 200),
        RANDOM(false, false, 200);

        private final boolean phases;
        private final boolean paced;

        /** Short where a bucket fills, which must not run over. */
        private final long tickMs;

        Way(boolean phases, boolean paced, long tickMs) {
            this.phases = phases;
            this.paced = paced;
            this.tickMs = tickMs;
        }
    }

    private final Way way;
    private final ManualClock clock = new ManualClock();
    private final List<SimulatedSubtask> subtasks = new ArrayList<>();
    private final List<MaterializationSlots> slots = new ArrayList<>();
    private final List<MaterializationTraffic> traffics = new ArrayList<>();
    private List<LogCommit> logCommits = List.of();

    /**
     * @param stateBytes of each subtask
     * @param restored whether the subtasks know how large they were before
     */
    SimulatedJob(
            Way way,
            List<Long> stateBytes,
            boolean restored,
            Duration interval,
            Random random,
            long nowMs) {
        this.way = way;
        for (int subtask = 0; subtask < stateBytes.size(); subtask++) {
            if (subtask % SLOTS == 0) {
                slots.add(new MaterializationSlots(way.phases ? AT_ONCE : SLOTS));
                traffics.add(
                        new MaterializationTraffic(
                                new TrafficSettings(OptionalLong.empty(), true),
                                clock,
                                PacedUploads.NOT_NOW));
            }
            long bytes = stateBytes.get(subtask);
            SimulatedStarts starts =
                    way.phases
                            ? SimulatedStarts.planned(
                                    "Window_a1", subtask, stateBytes.size(), interval, nowMs)
                            : SimulatedStarts.random(random, interval, nowMs);
            SimulatedUploads uploads =
                    way.paced
                            ? new PacedUploads(
                                    traffics.get(subtask / SLOTS).register(interval),
                                    restored ? OptionalLong.of(bytes) : OptionalLong.empty(),
                                    BANDWIDTH_PER_MS)
                            : SimulatedUploads.unpaced(BANDWIDTH_PER_MS);
            subtasks.add(new SimulatedSubtask(starts, uploads, bytes, random));
        }
    }

    /** Returns the bytes that were sent. */
    long runOneSecond(long second, long beginMs) {
        boolean checkpoint = second % CHECKPOINTS_S == 0;
        if (checkpoint) {
            logCommits =
                    traffics.stream()
                            .map(MaterializationTraffic::logCommitStarted)
                            .collect(Collectors.toList());
        }
        long sent = 0;
        for (long passedMs = 0; passedMs < 1_000; passedMs += way.tickMs) {
            if (passedMs >= LOG_COMMIT_MS) {
                logCommits.forEach(commit -> commit.ended(true));
                logCommits = List.of();
            }
            sent += tick(beginMs + passedMs);
            clock.advance(Duration.ofMillis(way.tickMs));
        }
        if (checkpoint) {
            subtasks.forEach(subtask -> subtask.checkpointCompleted(beginMs + 1_000));
        }
        return sent;
    }

    private long tick(long nowMs) {
        long sent = 0;
        for (int subtask = 0; subtask < subtasks.size(); subtask++) {
            subtasks.get(subtask).startIfDue(slots.get(subtask / SLOTS), nowMs);
            subtasks.get(subtask).beginIfGranted(nowMs);
            sent += subtasks.get(subtask).upload(way.tickMs);
        }
        return sent;
    }

    @Override
    public void close() {
        subtasks.forEach(SimulatedSubtask::close);
    }
}
