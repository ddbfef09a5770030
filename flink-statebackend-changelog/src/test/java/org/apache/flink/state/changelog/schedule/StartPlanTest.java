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

import org.apache.flink.configuration.MemorySize;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static org.apache.flink.state.changelog.schedule.StartReason.INTERVAL;
import static org.apache.flink.state.changelog.schedule.StartReason.LOG_SIZE;
import static org.apache.flink.state.changelog.schedule.StartReason.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

class StartPlanTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final long MINUTE = 60_000;
    private static final long LIMIT = MemorySize.ofMebiBytes(100).getBytes();

    private final Phase phase = Phase.of("Window_a1", 3, 8);

    /** On the grid, far from the epoch. */
    private final long grid = phase.startAtOrAfter(1_700_000_000_000L, TEN_MINUTES);

    private final StartPlan plan =
            new StartPlan(
                    phase,
                    TEN_MINUTES,
                    new MaterializationTriggers(
                            Optional.of(new MemorySize(LIMIT)),
                            OptionalDouble.empty(),
                            Optional.empty()),
                    grid - 3 * MINUTE);

    @Test
    void theFirstStartIsOnTheGrid() {
        assertNext(plan.next(), grid, INTERVAL);
    }

    @Test
    void eachStartIsFollowedByTheNextOnTheGrid() {
        assertNext(plan.started(grid + 20), grid + 10 * MINUTE, INTERVAL);
        assertNext(plan.confirmed(grid + MINUTE), grid + 10 * MINUTE, INTERVAL);
        assertNext(plan.started(grid + 10 * MINUTE), grid + 20 * MINUTE, INTERVAL);
    }

    @Test
    void aTimerThatRingsEarlyDoesNotStartTwice() {
        assertNext(plan.started(grid - 5), grid + 10 * MINUTE, INTERVAL);
    }

    @Test
    void aColdBackendWaitsForTheGrid() {
        assertNext(plan.nothingNew(grid), grid + 10 * MINUTE, INTERVAL);
    }

    @Test
    void aStartThatCameToNothingIsRetriedSoonAndThenLessOften() {
        assertNext(plan.skipped(grid), grid + 1_000, RETRY);
        assertNext(plan.skipped(grid + 1_000), grid + 3_000, RETRY);
        assertNext(plan.failed(grid + 3_000), grid + 7_000, RETRY);
        assertNext(plan.started(grid + 7_000), grid + 10 * MINUTE, INTERVAL);
    }

    @Test
    void theGridComesBeforeALaterRetry() {
        plan.failed(grid - 2_500);
        plan.failed(grid - 1_500);
        assertNext(plan.failed(grid - 1_000), grid, INTERVAL);
    }

    @Test
    void aStartAloneIsNoSuccess() {
        plan.failed(grid);
        plan.started(grid + 1_000);
        assertNext(plan.failed(grid + 2_000), grid + 4_000, RETRY);
        plan.started(grid + 4_000);
        assertNext(plan.failed(grid + 5_000), grid + 9_000, RETRY);
    }

    @Test
    void aConfirmationEndsTheGrowthOfTheBackOff() {
        plan.failed(grid);
        plan.failed(grid + 1_000);
        plan.started(grid + 3_000);
        plan.confirmed(grid + 9_000);
        assertNext(plan.failed(grid + 10_000), grid + 11_000, RETRY);
    }

    @Test
    void aConfirmationDoesNotTakeBackTheRetryOfAStartThatWasSkipped() {
        plan.started(grid);
        plan.skipped(grid + 10 * MINUTE);
        assertNext(plan.confirmed(grid + 10 * MINUTE + 100), grid + 10 * MINUTE + 1_000, RETRY);
    }

    @Test
    void aLongLogStartsAtOnce() {
        assertNext(grew(grid - 2 * MINUTE, LIMIT), grid, INTERVAL);
        assertNext(grew(grid - MINUTE, LIMIT + 1), grid - MINUTE, LOG_SIZE);
        assertNext(grew(grid - MINUTE + 50, LIMIT + 2), grid - MINUTE, LOG_SIZE);
    }

    @Test
    void theGridIsLeftOutIfAnotherStartWasLessThanHalfAnIntervalBefore() {
        assertNext(plan.started(grid - 5 * MINUTE + 1), grid + 10 * MINUTE, INTERVAL);
    }

    @Test
    void theGridIsKeptIfAnotherStartWasHalfAnIntervalBefore() {
        assertNext(plan.started(grid - 5 * MINUTE), grid, INTERVAL);
    }

    @Test
    void aLongLogDoesNotStartTwiceBeforeAConfirmation() {
        grew(grid - 8 * MINUTE, LIMIT + 1);
        plan.started(grid - 8 * MINUTE);
        assertNext(grew(grid - 3 * MINUTE, 2 * LIMIT), grid, INTERVAL);
        plan.confirmed(grid - 2 * MINUTE);
        assertNext(grew(grid - 2 * MINUTE, 2 * LIMIT), grid - 2 * MINUTE, LOG_SIZE);
    }

    @Test
    void aLongLogDoesNotHurryARetry() {
        grew(grid - 8 * MINUTE, LIMIT + 1);
        plan.started(grid - 8 * MINUTE);
        plan.failed(grid - 7 * MINUTE);
        assertNext(grew(grid - 7 * MINUTE, LIMIT + 1), grid - 7 * MINUTE + 1_000, RETRY);
    }

    @Test
    void aLimitThatIsTooLowLeavesAPauseBetweenStarts() {
        plan.started(grid);
        plan.confirmed(grid + 2_000);
        assertNext(grew(grid + 3_000, LIMIT + 1), grid + 30_000, LOG_SIZE);
    }

    @Test
    void aLongLogWithNothingNewIsForgotten() {
        grew(grid - MINUTE, LIMIT + 1);
        assertNext(plan.nothingNew(grid - MINUTE), grid, INTERVAL);
    }

    @Test
    void afterAFailureTheLengthOfTheLogCountsAgain() {
        plan.started(grid - 8 * MINUTE);
        plan.failed(grid - 7 * MINUTE);
        plan.nothingNew(grid - 6 * MINUTE);
        assertNext(grew(grid - 5 * MINUTE, LIMIT + 1), grid - 5 * MINUTE, LOG_SIZE);
    }

    @Test
    void aFullCheckpointCountsAsAStart() {
        plan.started(grid - MINUTE);
        assertNext(plan.confirmed(grid - MINUTE / 2), grid + 10 * MINUTE, INTERVAL);
    }

    @Test
    void aClockThatIsSetBackDelaysNothingLongerThanUsual() {
        plan.started(grid);
        plan.failed(grid + 1_000);
        long backMs = grid - 1_000 * MINUTE;
        plan.confirmed(backMs);
        assertThat(plan.next().reason()).isEqualTo(RETRY);
        assertThat(plan.next().delayMs(backMs)).isBetween(1L, 30_000L);
        assertNext(plan.nothingNew(backMs), backMs + 10 * MINUTE, INTERVAL);
        assertNext(grew(backMs + 1, LIMIT + 1), backMs + 30_000, LOG_SIZE);
    }

    @Test
    void aStartByTheLengthOfTheLogDoesNotWaitForAClockThatIsSetBack() {
        plan.started(grid);
        plan.confirmed(grid + 1_000);
        assertNext(grew(grid + 2_000, LIMIT + 1), grid + 30_000, LOG_SIZE);
        long backMs = grid - 1_000 * MINUTE;
        assertNext(grew(backMs, LIMIT + 1), backMs + 30_000, LOG_SIZE);
    }

    @Test
    void aStartThatIsOverdueIsDueNow() {
        assertThat(plan.next().delayMs(grid + MINUTE)).isZero();
        assertThat(plan.next().delayMs(grid - MINUTE)).isEqualTo(MINUTE);
    }

    private PlannedStart grew(long nowMs, long logBytes) {
        return plan.logGrew(nowMs, logBytes, OptionalLong.empty(), 1e6);
    }

    private static void assertNext(PlannedStart next, long atMs, StartReason reason) {
        assertThat(next.reason()).as("%s", next).isEqualTo(reason);
        assertThat(next.atMs()).as("%s", next).isEqualTo(atMs);
    }
}
