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

import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.util.OperatorSubtaskDescriptionText;
import org.apache.flink.state.changelog.PrintedSeed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Timeout(120)
class PhaseTest {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int MAX_PARALLELISM = 1_000;
    private static final int SLOTS = 4;
    private static final double ROUNDING = 1e-9;

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();

    @Test
    void theStartsOfAnOperatorAreExactlyEven() {
        double largestGap = 0;
        int largestPileUp = 0;
        for (int parallelism = 1; parallelism <= MAX_PARALLELISM; parallelism++) {
            double[] sorted = sorted(phases(operator(1), parallelism));
            largestGap = Math.max(largestGap, largestGap(sorted) * parallelism);
            largestPileUp = Math.max(largestPileUp, largestPileUp(sorted, 1.0 / parallelism));
        }
        System.out.printf(
                "1 to %d subtasks, one operator: largest gap %.6f slots, largest pile-up %d%n",
                MAX_PARALLELISM, largestGap, largestPileUp);
        assertThat(largestGap).isCloseTo(1, within(MAX_PARALLELISM * ROUNDING));
        assertThat(largestPileUp).isEqualTo(1);
    }

    @Test
    void theTimesOfTheGridAreEvenToTheMillisecond() {
        for (int parallelism = 1; parallelism <= MAX_PARALLELISM; parallelism += 37) {
            int subtasks = parallelism;
            double[] starts =
                    sorted(
                            IntStream.range(0, subtasks)
                                    .mapToObj(subtask -> Phase.of(operator(1), subtask, subtasks))
                                    .mapToDouble(phase -> phase.startAtOrAfter(0, INTERVAL))
                                    .map(startMs -> startMs / INTERVAL.toMillis())
                                    .toArray());
            assertThat(largestGap(starts))
                    .isCloseTo(1.0 / parallelism, within(1.0 / INTERVAL.toMillis() + ROUNDING));
        }
    }

    @Test
    void severalOperatorsPileUpNoHigherThanTheirNumber() {
        int operators = 5;
        int largestPileUp = 0;
        double largestGap = 0;
        for (int parallelism = 1; parallelism <= MAX_PARALLELISM; parallelism++) {
            double[] all = new double[0];
            for (int operator = 0; operator < operators; operator++) {
                all = concat(all, phases(operator(operator), parallelism));
            }
            double[] sorted = sorted(all);
            largestPileUp = Math.max(largestPileUp, largestPileUp(sorted, 1.0 / parallelism));
            largestGap = Math.max(largestGap, largestGap(sorted) * parallelism);
        }
        System.out.printf(
                "1 to %d subtasks, %d operators: largest gap %.3f slots, largest pile-up %d%n",
                MAX_PARALLELISM, operators, largestGap, largestPileUp);
        assertThat(largestPileUp).isEqualTo(operators);
        assertThat(largestGap).isLessThanOrEqualTo(1 + MAX_PARALLELISM * ROUNDING);
    }

    @Test
    void neighbouringSubtasksOfOneTaskManagerLieFarApart() {
        double smallestGap = 1;
        int worst = 0;
        int largestPileUp = 0;
        for (int parallelism = SLOTS; parallelism <= MAX_PARALLELISM; parallelism++) {
            double[] phases = phases(operator(1), parallelism);
            for (int first = 0; first + SLOTS <= parallelism; first++) {
                double[] sorted = sorted(Arrays.copyOfRange(phases, first, first + SLOTS));
                largestPileUp = Math.max(largestPileUp, largestPileUp(sorted, 1.0 / parallelism));
                if (smallestGap(sorted) < smallestGap) {
                    smallestGap = smallestGap(sorted);
                    worst = parallelism;
                }
            }
        }
        System.out.printf(
                "any %d neighbours: smallest gap %.3f of the ideal (%d subtasks), pile-up %d%n",
                SLOTS, smallestGap * SLOTS, worst, largestPileUp);
        assertThat(smallestGap * SLOTS).isGreaterThan(0.3);
        assertThat(largestPileUp).isEqualTo(1);
    }

    @Test
    void theOperatorsOfOneSlotDoNotStartTogether() {
        int operators = 8;
        int parallelism = 200;
        double[] starts =
                IntStream.range(0, operators)
                        .mapToDouble(
                                operator ->
                                        Phase.of(operator(operator), 7, parallelism)
                                                .partOfInterval())
                        .toArray();
        assertThat(largestPileUp(sorted(starts), 0.1)).isLessThanOrEqualTo(operators / 2);
    }

    @Test
    void aRestartAtAnyTimeKeepsTheGrid() {
        Random random = new Random(seed.value());
        Phase phase = Phase.of(operator(1), 17, 200);
        long offsetMs = phase.startAtOrAfter(0, INTERVAL);
        assertThat(offsetMs).isBetween(0L, INTERVAL.toMillis() - 1);
        for (int restart = 0; restart < 10_000; restart++) {
            long nowMs = random.nextInt(Integer.MAX_VALUE) * 1_000L;
            long startMs = Phase.of(operator(1), 17, 200).startAtOrAfter(nowMs, INTERVAL);
            assertThat(startMs).isBetween(nowMs, nowMs + INTERVAL.toMillis() - 1);
            assertThat(startMs % INTERVAL.toMillis()).isEqualTo(offsetMs);
        }
    }

    @Test
    void aTimeOfTheGridIsItsOwnStart() {
        Phase phase = Phase.of(operator(1), 0, 4);
        long startMs = phase.startAtOrAfter(1_000_000, INTERVAL);
        assertThat(phase.startAtOrAfter(startMs, INTERVAL)).isEqualTo(startMs);
        assertThat(phase.startAtOrAfter(startMs + 1, INTERVAL))
                .isEqualTo(startMs + INTERVAL.toMillis());
    }

    /** A later version that moved them would disturb the spread of a job that is upgraded. */
    @Test
    void phasesAreTheSameInEveryVersion() {
        assertThat(
                        IntStream.range(0, 5)
                                .mapToObj(subtask -> Phase.of("Window_a1", subtask, 5))
                                .mapToLong(phase -> Math.round(phase.partOfInterval() * 10_000)))
                .containsExactly(7_944L, 3_944L, 9_944L, 5_944L, 1_944L);
    }

    @Test
    void theSubtaskInFlinksIdentifierDoesNotMatter() {
        OperatorID id = new OperatorID(1, 2);
        for (int subtask = 0; subtask < 4; subtask++) {
            String identifier =
                    new OperatorSubtaskDescriptionText(id, "Window", subtask, 4).toString();
            assertThat(Phase.of(identifier, subtask, 4).partOfInterval())
                    .isEqualTo(Phase.of("Window_" + id, subtask, 4).partOfInterval());
        }
    }

    @Test
    void aSubtaskThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Phase.of("Window", 4, 4)).hasMessageContaining("4");
        assertThatThrownBy(() -> Phase.of("Window", -1, 4)).hasMessageContaining("-1");
    }

    @Test
    void anIntervalThatMeansNeverDoesNotOverflow() {
        Phase phase = Phase.of("Window", 0, 1);
        assertThat(phase.startAtOrAfter(1L << 41, Duration.ofSeconds(Long.MAX_VALUE)))
                .isGreaterThan(1L << 41);
        assertThatThrownBy(() -> phase.startAtOrAfter(0, Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String operator(int number) {
        return "Operator_" + new OperatorID(number, 31L * number);
    }

    private static double[] phases(String operator, int parallelism) {
        return IntStream.range(0, parallelism)
                .mapToDouble(subtask -> Phase.of(operator, subtask, parallelism).partOfInterval())
                .toArray();
    }

    private static double[] sorted(double[] phases) {
        double[] sorted = phases.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] concat(double[] some, double[] more) {
        double[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** To the next one on the circle. */
    private static double gapAfter(double[] sorted, int index) {
        return index + 1 < sorted.length
                ? sorted[index + 1] - sorted[index]
                : sorted[0] + 1 - sorted[index];
    }

    private static double largestGap(double[] sorted) {
        return IntStream.range(0, sorted.length)
                .mapToDouble(i -> gapAfter(sorted, i))
                .max()
                .orElseThrow();
    }

    private static double smallestGap(double[] sorted) {
        return IntStream.range(0, sorted.length)
                .mapToDouble(i -> gapAfter(sorted, i))
                .min()
                .orElseThrow();
    }

    /** Most starts in any stretch of that length on the circle, its end excluded. */
    private static int largestPileUp(double[] sorted, double length) {
        int most = 0;
        int end = 0;
        for (int first = 0; first < sorted.length; first++) {
            end = Math.max(end, first + 1);
            while (end < first + sorted.length
                    && onTurns(sorted, end) < sorted[first] + length - ROUNDING) {
                end++;
            }
            most = Math.max(most, end - first);
        }
        return most;
    }

    /** The start of that number, counted on beyond the first turn of the circle. */
    private static double onTurns(double[] sorted, int number) {
        int turn = number / sorted.length;
        return sorted[number % sorted.length] + turn;
    }
}
