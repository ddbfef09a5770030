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
import org.apache.flink.state.changelog.schedule.SimulatedJob.Way;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hours of a job of 200 subtasks on TaskManagers of four slots, each subtask with 100 to 500 MB
 * of state, which it materializes every ten minutes; checkpoints are complete every ten seconds.
 * What counts is how the bytes of all uploads spread over the seconds, from the second interval on.
 */
@Timeout(240)
class SpreadSimulationTest {

    private static final int SUBTASKS = 200;
    private static final int FEWER_SUBTASKS = 150;
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration LENGTH = Duration.ofHours(2);
    private static final Duration RESCALE_AT = Duration.ofMinutes(43);
    private static final Duration RESTART_AT = Duration.ofMinutes(81);
    private static final Duration DOWN = Duration.ofSeconds(30);
    private static final double SMALLEST_STATE = 100e6;
    private static final double LARGEST_STATE = 500e6;

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();

    @Test
    void phasesAndPacingKeepTheNetworkFlat() throws Exception {
        Map<Way, Spread> undisturbed = spreads(false);
        Map<Way, Spread> disturbed = spreads(true);
        print("two hours", undisturbed);
        print("with a rescale to " + FEWER_SUBTASKS + " and a restart", disturbed);
        for (Map<Way, Spread> spreads : List.of(undisturbed, disturbed)) {
            Spread ours = spreads.get(Way.PHASES_AND_PACING);
            Spread unpaced = spreads.get(Way.PHASES);
            Spread random = spreads.get(Way.RANDOM);
            assertThat(ours.maxToMean()).isLessThan(2);
            assertThat(ours.p99ToMean()).isLessThan(1.75);
            assertThat(ours.maxToMean()).isLessThan(0.95 * unpaced.maxToMean());
            assertThat(unpaced.maxToMean()).isLessThan(2.5);
            assertThat(unpaced.p99ToMean()).isLessThan(random.p99ToMean());
            assertThat(ours.maxToMean()).isLessThan(0.7 * random.maxToMean());
            assertThat(ours.p99ToMean()).isLessThan(0.7 * random.p99ToMean());
        }
    }

    /** On a thread of its own: exceptions cost less on a short stack, and there are millions. */
    private Map<Way, Spread> spreads(boolean disturbed) throws Exception {
        FutureTask<Map<Way, Spread>> runs =
                new FutureTask<>(
                        () -> {
                            Map<Way, Spread> spreads = new EnumMap<>(Way.class);
                            for (Way way : Way.values()) {
                                spreads.put(way, run(way, disturbed));
                            }
                            return spreads;
                        });
        new Thread(runs, "simulation").start();
        return runs.get();
    }

    private static void print(String title, Map<Way, Spread> spreads) {
        System.out.printf("%s:%n", title);
        spreads.forEach((way, spread) -> System.out.printf("  %-18s %s%n", way, spread));
    }

    private Spread run(Way way, boolean disturbed) {
        Random random = new Random(seed.value());
        long beginMs = 1_700_000_000_000L + random.nextInt((int) INTERVAL.toMillis());
        double[] bytesOfSeconds = new double[(int) LENGTH.toSeconds()];
        Optional<SimulatedJob> job = Optional.of(attempt(way, SUBTASKS, random, beginMs));
        for (int second = 0; second < bytesOfSeconds.length; second++) {
            long nowMs = beginMs + second * 1_000L;
            if (disturbed && stopsAt(second)) {
                job.ifPresent(SimulatedJob::close);
                job = Optional.empty();
            } else if (job.isEmpty() && stopsAt(second - (int) DOWN.toSeconds())) {
                job = Optional.of(attempt(way, FEWER_SUBTASKS, random, nowMs));
            }
            bytesOfSeconds[second] = job.isPresent() ? job.get().runOneSecond(second, nowMs) : 0;
        }
        job.ifPresent(SimulatedJob::close);
        return new Spread(
                Arrays.copyOfRange(
                        bytesOfSeconds, (int) INTERVAL.toSeconds(), bytesOfSeconds.length));
    }

    private static boolean stopsAt(int second) {
        return second == RESCALE_AT.toSeconds() || second == RESTART_AT.toSeconds();
    }

    /** The state of the job stays as large, however many subtasks divide it. */
    private static SimulatedJob attempt(Way way, int parallelism, Random random, long nowMs) {
        List<Long> stateBytes = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            double bytes = SMALLEST_STATE + random.nextDouble() * (LARGEST_STATE - SMALLEST_STATE);
            stateBytes.add((long) (bytes * SUBTASKS / parallelism));
        }
        boolean restored = parallelism != SUBTASKS;
        return new SimulatedJob(way, stateBytes, restored, INTERVAL, random, nowMs);
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
