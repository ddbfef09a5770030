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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class AdaptiveRateTest {

    private static final long MEGA = 1 << 20;

    /** Floor 2 MB/s, ceiling 16 MB/s. */
    private final AdaptiveRate rate =
            new AdaptiveRate(RateBounds.of(1.5 * MEGA, true, OptionalLong.empty()));

    private long nowNanos;

    @Test
    void beginsAtEightMegabytes() {
        sending();
        assertThat(now()).isEqualTo(8 * MEGA);
    }

    @Test
    void growsByATenthPerCommitNearTheBase() {
        quietCommits(100);
        sending();
        commit(100);
        assertThat(now()).isEqualTo((long) (8 * MEGA * 1.1));
        commit(129);
        assertThat(now()).isEqualTo((long) (8 * MEGA * 1.1 * 1.1));
    }

    @Test
    void halvesWhenTwoOfThreeCommitsTakeLong() {
        quietCommits(100);
        sending();
        commit(100);
        commit(100);
        long before = now();
        commit(200);
        assertThat(now()).as("one outlier").isGreaterThanOrEqualTo(before);
        before = now();
        commit(200);
        assertThat(now()).isEqualTo(before / 2);
    }

    @Test
    void halvesAtOnceWhenACommitTakesFarLonger() {
        quietCommits(100);
        sending();
        commit(100);
        commit(100);
        long before = now();
        commit(221);
        assertThat(now()).isEqualTo(before / 2);
    }

    @Test
    void fallsToTheFloorAndNoFurther() {
        quietCommits(100);
        sending();
        for (int i = 0; i < 10; i++) {
            commit(900);
        }
        assertThat(now()).isEqualTo(2 * MEGA);
    }

    @Test
    void growsToTheCeilingAndNoFurther() {
        quietCommits(100);
        sending();
        for (int i = 0; i < 30; i++) {
            commit(90);
        }
        assertThat(now()).isEqualTo(16 * MEGA);
    }

    @Test
    void oneHalvingTakesSevenRoundsToMakeGood() {
        quietCommits(100);
        sending();
        commit(200);
        assertThat(now()).isEqualTo(4 * MEGA);
        commit(100); // The median of two is the shorter.
        for (int i = 0; i < 6; i++) {
            assertThat(now()).isLessThan(8 * MEGA * 99 / 100);
            commit(100);
        }
        commit(100);
        assertThat(now()).isGreaterThanOrEqualTo(8 * MEGA);
    }

    @Test
    void manyBackendsThatCommitAtOnceAreOneMeasurementOfTheBase() {
        long beganNanos = nowNanos;
        for (int backend = 0; backend < 15; backend++) {
            nowNanos += Duration.ofMillis(backend == 0 ? 100 : 20).toNanos();
            rate.committed(beganNanos, false, nowNanos);
        }
        sending();
        commit(221);
        assertThat(now()).as("far above 100 ms").isEqualTo(4 * MEGA);
    }

    @Test
    void keepsTheRateBetweenTheThresholds() {
        quietCommits(100);
        sending();
        commit(145);
        commit(145);
        assertThat(now()).isEqualTo(8 * MEGA);
    }

    @Test
    void commitsThatRanTogetherChangeTheRateOnce() {
        quietCommits(100);
        sending();
        long begunNanos = nowNanos;
        pass(Duration.ofMillis(500));
        for (int backend = 0; backend < 8; backend++) {
            rate.committed(begunNanos, true, nowNanos);
        }
        assertThat(now()).isEqualTo(4 * MEGA);
    }

    @Test
    void commitThatBeganBeforeTheMaterializationIsNotJudged() {
        quietCommits(100);
        long begunNanos = nowNanos;
        pass(Duration.ofSeconds(1));
        sending();
        rate.committed(begunNanos, false, nowNanos);
        assertThat(now()).isEqualTo(8 * MEGA);
    }

    @Test
    void growsEachSecondWhenNobodyHasUsedTheLogForFive() {
        sending();
        pass(Duration.ofMillis(4999));
        assertThat(now()).isEqualTo(8 * MEGA);
        pass(Duration.ofMillis(1));
        assertThat(now()).isEqualTo((long) (8 * MEGA * 1.1));
        pass(Duration.ofSeconds(1));
        assertThat(now()).isEqualTo((long) (8 * MEGA * 1.1 * 1.1));
    }

    @Test
    void doesNotGrowByTimeWhileACommitIsOpen() {
        sending();
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(rate.bytesPerSecond(true, nowNanos)).isEqualTo(8 * MEGA);
        }
        pass(Duration.ofSeconds(4));
        assertThat(now()).isEqualTo(8 * MEGA);
    }

    @Test
    void doesNotChangeWhileNothingIsSent() {
        quietCommits(100);
        pass(Duration.ofMinutes(5));
        quietCommits(900);
        assertThat(now()).isEqualTo(8 * MEGA);
    }

    @Test
    void nextMaterializationBeginsAtTheStartOrLower() {
        quietCommits(100);
        sending();
        for (int i = 0; i < 30; i++) {
            commit(100);
        }
        rate.sendingEnded();
        sending();
        assertThat(now()).isEqualTo(8 * MEGA);
        commit(300);
        rate.sendingEnded();
        sending();
        assertThat(now()).isEqualTo(4 * MEGA);
    }

    @Test
    void medianOfQuietCommitsIsTheBaseNotTheShortest() {
        rate.committed(nowNanos, false, nowNanos);
        quietCommits(100);
        sending();
        commit(100);
        assertThat(now()).isEqualTo((long) (8 * MEGA * 1.1));
    }

    @Test
    void withoutQuietCommitsTheShortestOfTenMinutesIsTheBase() {
        sending();
        commit(100);
        commit(300);
        commit(300);
        assertThat(now()).as("above the first").isLessThan(8 * MEGA);
        for (int i = 0; i < 11 * 60; i++) {
            pass(Duration.ofMillis(700));
            commit(300);
        }
        assertThat(now()).as("the first is forgotten").isEqualTo(16 * MEGA);
    }

    @Test
    void newBoundsHoldAtOnce() {
        sending();
        rate.changeBounds(RateBounds.of(30 * MEGA, true, OptionalLong.empty()));
        assertThat(now()).isEqualTo(40 * MEGA);
        rate.changeBounds(RateBounds.of(30 * MEGA, true, OptionalLong.of(MEGA)));
        assertThat(now()).isEqualTo(MEGA);
    }

    @Test
    void unknownSizeHasAFloorOfAMegabyteAndNoCeiling() {
        rate.changeBounds(RateBounds.of(0, false, OptionalLong.empty()));
        quietCommits(100);
        sending();
        for (int i = 0; i < 40; i++) {
            commit(100);
        }
        assertThat(now()).isGreaterThan(300 * MEGA);
        for (int i = 0; i < 40; i++) {
            commit(900);
        }
        assertThat(now()).isEqualTo(MEGA);
    }

    private void sending() {
        rate.sendingBegan(nowNanos);
    }

    private long now() {
        return rate.bytesPerSecond(false, nowNanos);
    }

    private void pass(Duration duration) {
        nowNanos += duration.toNanos();
    }

    /** While a materialization runs. */
    private void commit(long ms) {
        long begunNanos = nowNanos;
        rate.logUsed(nowNanos);
        pass(Duration.ofMillis(ms));
        rate.logUsed(nowNanos);
        rate.committed(begunNanos, true, nowNanos);
    }

    private void quietCommits(long ms) {
        for (int i = 0; i < 15; i++) {
            long begunNanos = nowNanos;
            pass(Duration.ofMillis(ms));
            rate.committed(begunNanos, false, nowNanos);
            pass(Duration.ofMillis(1000 - ms));
        }
    }
}
