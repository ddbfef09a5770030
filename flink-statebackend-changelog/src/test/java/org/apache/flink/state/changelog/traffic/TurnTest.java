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

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class TurnTest {

    private static final Duration MAX_IDLE = Duration.ofNanos(20);

    private final Turn turn = new Turn(MAX_IDLE, 100);
    private final Object first = new Object();
    private final Object second = new Object();

    @Test
    void whoHasItGoesOnAndOthersWait() {
        turn.use(first, 10, 1_000);
        assertThat(turn.nanosUntilFree(first, 1_001)).isZero();
        assertThat(turn.nanosUntilFree(second, 1_001)).isEqualTo(19);
    }

    @Test
    void itIsOverAfterSoManyBytesInARow() {
        turn.use(second, 90, 1_000);
        turn.leave(second);
        assertThat(turn.use(first, 60, 1_000)).as("those of another do not count").isFalse();
        assertThat(turn.use(first, 40, 1_000)).isTrue();
        assertThat(turn.nanosUntilFree(second, 1_000)).isZero();
    }

    @Test
    void whoIsIdleLosesIt() {
        turn.use(first, 10, 1_000);
        assertThat(turn.nanosUntilFree(second, 1_020)).isZero();
    }

    @Test
    void whoWaitsKeepsItHoweverLong() {
        turn.holdWaiting(first, 1_000);
        assertThat(turn.nanosUntilFree(second, 5_000)).isEqualTo(MAX_IDLE.toNanos());
        turn.use(first, 10, 5_000);
        assertThat(turn.nanosUntilFree(second, 5_020)).isZero();
    }

    @Test
    void onlyWhoHasItCanLeaveIt() {
        turn.holdWaiting(first, 0);
        turn.leave(second);
        assertThat(turn.nanosUntilFree(second, 0)).isPositive();
        turn.leave(first);
        assertThat(turn.nanosUntilFree(second, 0)).isZero();
    }

    @Test
    void whoHadItWaitsBehindThoseWhoWaitedThen() {
        turn.use(first, 10, 1_000);
        assertThat(turn.nanosUntilFree(second, 1_000)).isPositive();
        assertThat(turn.use(first, 90, 1_000)).isTrue();
        assertThat(turn.nanosUntilFree(first, 1_000)).isPositive();
        assertThat(turn.nanosUntilFree(second, 1_000)).isZero();
        turn.use(second, 100, 1_000);
        assertThat(turn.nanosUntilFree(first, 1_000)).isZero();
    }

    @Test
    void whoGivesUpWaitingHoldsUpNobody() {
        turn.use(first, 10, 1_000);
        assertThat(turn.nanosUntilFree(second, 1_000)).isPositive();
        turn.leave(second);
        turn.leave(first);
        assertThat(turn.nanosUntilFree(first, 1_000)).isZero();
    }

    @Test
    void whoIsSlowAgainAndAgainLosesItToo() {
        turn.use(first, 1, 1_000);
        turn.holdWaiting(first, 1_019);
        assertThat(turn.use(first, 1, 2_000)).as("it waited").isFalse();
        turn.holdWaiting(first, 2_019);
        assertThat(turn.use(first, 1, 2_019)).isFalse();
        turn.holdWaiting(first, 2_038);
        assertThat(turn.use(first, 1, 2_038)).isTrue();
    }
}
