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

import org.apache.flink.state.changelog.PrintedSeed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hours of a job of 200 subtasks on TaskManagers of four slots, each subtask with 100 to 500 MB
 * of state, which it materializes every ten minutes; checkpoints are complete every ten seconds.
 * What counts is how the bytes of all uploads spread over the seconds, from the second interval on.
 */
@Timeout(120)
class SpreadSimulationTest {

    private static final int SUBTASKS = 200;
    private static final int FEWER_SUBTASKS = 150;
    private static final int SLOTS = 4;
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
    private static final Duration LENGTH = Duration.ofHours(2);
    private static final Duration RESCALE_AT = Duration.ofMinutes(43);
    private static final Duration RESTART_AT = Duration.ofMinutes(81);
    private static final Duration DOWN = Duration.ofSeconds(30);
    private static final long TICK_MS = 200;
    private static final double SMALLEST_STATE = 100e6;
    private static final double LARGEST_STATE = 500e6;
    private static final double BANDWIDTH_PER_MS = 50e3;

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();

    /** The three ways, from the most even to the least. */
    private enum Way {
        PHASES_AND_PACING(true, true),
        PHASES(true, false),
        RANDOM(false, false);

        private final boolean phases;
        private final boolean paced;

        Way(boolean phases, boolean paced) {
            this.phases = phases;
            this.paced = paced;
        }
    }

    @Test
    void phasesAndPacingKeepTheNetworkFlat() {
        Map<Way, Spread> undisturbed = new TreeMap<>();
        Map<Way, Spread> disturbed = new TreeMap<>();
        for (Way way : Way.values()) {
            undisturbed.put(way, run(way, false));
            disturbed.put(way, run(way, true));
        }
        print("two hours", undisturbed);
        print("with a rescale to " + FEWER_SUBTASKS + " and a restart", disturbed);
        for (Map<Way, Spread> spreads : List.of(undisturbed, disturbed)) {
            Spread ours = spreads.get(Way.PHASES_AND_PACING);
            Spread unpaced = spreads.get(Way.PHASES);
            Spread random = spreads.get(Way.RANDOM);
            assertThat(ours.maxToMean()).isLessThan(1.65);
            assertThat(ours.p99ToMean()).isLessThan(1.45);
            assertThat(unpaced.maxToMean()).isLessThan(2.5);
            assertThat(unpaced.p99ToMean()).isLessThan(random.p99ToMean());
            assertThat(ours.maxToMean()).isLessThan(0.6 * random.maxToMean());
            assertThat(ours.p99ToMean()).isLessThan(0.6 * random.p99ToMean());
        }
    }

    private static void print(String title, Map<Way, Spread> spreads) {
        System.out.printf("%s:%n", title);
        spreads.forEach((way, spread) -> System.out.printf("  %-18s %s%n", way, spread));
    }

    private Spread run(Way way, boolean disturbed) {
        Random random = new Random(seed.value());
        long beginMs = 1_700_000_000_000L + random.nextInt((int) INTERVAL.toMillis());
        double[] bytesOfSeconds = new double[(int) LENGTH.toSeconds()];
        List<SimulatedTaskManager> job = deploy(way, SUBTASKS, random, beginMs);
        IntPredicate stops =
                second ->
                        disturbed
                                && (second == RESCALE_AT.toSeconds()
                                        || second == RESTART_AT.toSeconds());
        IntPredicate starts = second -> disturbed && stops.test(second - (int) DOWN.toSeconds());
        for (int second = 0; second < bytesOfSeconds.length; second++) {
            long nowMs = beginMs + second * 1_000L;
            if (stops.test(second)) {
                job.forEach(SimulatedTaskManager::close);
                job = List.of();
            } else if (starts.test(second)) {
                job = deploy(way, FEWER_SUBTASKS, random, nowMs);
            }
            bytesOfSeconds[second] = runOneSecond(job, nowMs);
            if (second % CHECKPOINTS.toSeconds() == 0) {
                job.forEach(taskManager -> taskManager.checkpointCompleted(nowMs + 1_000));
            }
        }
        return new Spread(
                Arrays.copyOfRange(
                        bytesOfSeconds, (int) INTERVAL.toSeconds(), bytesOfSeconds.length));
    }

    private static double runOneSecond(List<SimulatedTaskManager> job, long beginMs) {
        double bytes = 0;
        for (long nowMs = beginMs; nowMs < beginMs + 1_000; nowMs += TICK_MS) {
            for (SimulatedTaskManager taskManager : job) {
                bytes += taskManager.run(nowMs, TICK_MS);
            }
        }
        return bytes;
    }

    /** The state of the job stays as large, however many subtasks divide it. */
    private static List<SimulatedTaskManager> deploy(
            Way way, int parallelism, Random random, long nowMs) {
        List<SimulatedTaskManager> job = new ArrayList<>();
        List<SimulatedSubtask> subtasks = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            SimulatedStarts starts =
                    way.phases
                            ? SimulatedStarts.planned(
                                    "Window_a1", subtask, parallelism, INTERVAL, nowMs)
                            : SimulatedStarts.random(random, INTERVAL, nowMs);
            double stateBytes =
                    (SMALLEST_STATE + random.nextDouble() * (LARGEST_STATE - SMALLEST_STATE))
                            * SUBTASKS
                            / parallelism;
            subtasks.add(new SimulatedSubtask(starts, stateBytes, random));
            if (subtasks.size() == SLOTS || subtask == parallelism - 1) {
                job.add(
                        new SimulatedTaskManager(
                                List.copyOf(subtasks),
                                way.phases ? SLOTS / 2 : SLOTS,
                                INTERVAL,
                                way.paced,
                                BANDWIDTH_PER_MS));
                subtasks.clear();
            }
        }
        return job;
    }

    /** Bytes of each second. */
    private static final class Spread {

        private final double[] sorted;

        Spread(double[] bytesOfSeconds) {
            sorted = bytesOfSeconds.clone();
            Arrays.sort(sorted);
        }

        private double mean() {
            return Arrays.stream(sorted).average().orElseThrow();
        }

        double maxToMean() {
            return sorted[sorted.length - 1] / mean();
        }

        double p99ToMean() {
            return sorted[(int) (sorted.length * 0.99)] / mean();
        }

        @Override
        public String toString() {
            return String.format(
                    "mean %5.1f MB/s, max/mean %.2f, p99/mean %.2f",
                    mean() / 1e6, maxToMean(), p99ToMean());
        }
    }
}
