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
package org.apache.flink.changelog.retry;

import org.apache.flink.changelog.retry.RetryLoop.Verdict;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RetryLoopTest {

    private static final Duration DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final RetryPolicy.Hedging HEDGING =
            new RetryPolicy.Hedging(Duration.ofMillis(100), LONGEST, Duration.ofSeconds(1));

    private final ManualClock clock = new ManualClock();
    private final StepLatencies latencies = new StepLatencies(clock);
    private final IOException failure = new IOException("injected");

    private final RetryLoop loop = loop(RetryPolicy.fixed(3, Duration.ofSeconds(1), DELAY));

    @Test
    void failedAttemptIsFollowedByAnotherAfterADelayUntilAllAreUsedUp() {
        assertThat(loop.begin()).isEqualTo(1);
        assertThat(loop.failed(failure)).isEqualTo(Verdict.RETRY_AFTER_DELAY);
        assertThat(loop.begin()).isEqualTo(2);
        assertThat(loop.failed(failure)).isEqualTo(Verdict.RETRY_AFTER_DELAY);
        assertThat(loop.begin()).isEqualTo(3);
        assertThat(loop.failed(failure)).isEqualTo(Verdict.GIVE_UP);
        assertThat(loop.begun()).isEqualTo(3);
    }

    @Test
    void overdueAttemptIsOvertakenAtOnce() {
        loop.begin();

        assertThat(loop.overdue()).isEqualTo(Verdict.RETRY_NOW);
    }

    @Test
    void lastAttemptThatIsOverdueEndsTheWait() {
        loop.begin();
        loop.overdue();
        loop.begin();
        loop.overdue();
        loop.begin();

        assertThat(loop.overdue()).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void attemptsThatComeBackAreWaitedForAsLongAsTheyDo() {
        for (int i = 0; i < 3; i++) {
            loop.begin();
            loop.overdue();
        }
        loop.cameBack();

        assertThat(loop.overdue()).isEqualTo(Verdict.EXTEND);
        loop.cameBack();
        assertThat(loop.overdue()).isEqualTo(Verdict.WAIT);
        assertThat(loop.overdue()).isEqualTo(Verdict.EXTEND);
        assertThat(loop.overdue()).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void errorIsNotRetried() {
        loop.begin();

        assertThat(loop.failed(new OutOfMemoryError("injected"))).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void policyNoneHasOneAttemptAndNoTimeout() {
        RetryPolicy none = RetryPolicy.none(DELAY);
        RetryLoop once = loop(none);
        once.begin();

        assertThat(none.timeout()).isEmpty();
        assertThat(once.failed(failure)).isEqualTo(Verdict.GIVE_UP);
        assertThatThrownBy(once::begin).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void fixedDelayIsTheConfiguredOneAndUpToAFifthMore() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(loop.delay()).isBetween(DELAY, DELAY.multipliedBy(6).dividedBy(5));
        }
    }

    @Test
    void delayDoublesWithEachFailureUpToHalfAMinute() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(20, HEDGING, DELAY));
        Duration expected = DELAY;
        for (int i = 0; i < 20; i++) {
            adaptive.begin();
            adaptive.failed(failure);
            assertThat(adaptive.delay()).isBetween(expected, expected.multipliedBy(6).dividedBy(5));
            expected = expected.multipliedBy(2);
            expected = expected.compareTo(LONGEST) > 0 ? LONGEST : expected;
        }
    }

    @Test
    void slowIsTwiceWhatAllButAHundredthOfTheStepsTook() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(3, HEDGING, DELAY));
        assertThat(adaptive.slowAfter(IoStep.COMMIT)).contains(Duration.ofSeconds(1));

        for (int i = 1; i <= 2 * StepLatencies.WINDOW; i++) {
            take(IoStep.COMMIT, Duration.ofMillis(i % 100 == 0 ? 5_000 : 200));
        }
        assertThat(adaptive.slowAfter(IoStep.COMMIT)).contains(Duration.ofMillis(400));
        assertThat(adaptive.slowAfter(IoStep.APPEND))
                .as("steps of another kind say nothing")
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void fewLatenciesSayNothing() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(3, HEDGING, DELAY));
        for (int i = 1; i < StepLatencies.FEWEST; i++) {
            take(IoStep.BEGIN, Duration.ofMillis(300));
        }
        assertThat(adaptive.slowAfter(IoStep.BEGIN)).contains(Duration.ofSeconds(1));

        take(IoStep.BEGIN, Duration.ofMillis(300));
        assertThat(adaptive.slowAfter(IoStep.BEGIN)).contains(Duration.ofMillis(600));
    }

    @Test
    void slowIsNeverLessOrMoreThanTheBounds() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(3, HEDGING, DELAY));
        for (int i = 0; i < StepLatencies.WINDOW; i++) {
            take(IoStep.BEGIN, Duration.ofNanos(1));
            take(IoStep.COMMIT, Duration.ofMinutes(1));
        }
        assertThat(adaptive.slowAfter(IoStep.BEGIN)).contains(Duration.ofMillis(100));
        assertThat(adaptive.slowAfter(IoStep.COMMIT)).contains(Duration.ofSeconds(30));
        assertThat(adaptive.hungAfter()).contains(Duration.ofSeconds(30));
    }

    @Test
    void slowAttemptIsHedgedOnceAndBothAreWaitedFor() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(3, HEDGING, DELAY));
        adaptive.begin();
        assertThat(adaptive.slow()).isEqualTo(Verdict.HEDGE);
        assertThat(adaptive.slow()).as("the hedge is coming").isEqualTo(Verdict.EXTEND);
        adaptive.begin();

        assertThat(adaptive.slow()).as("one hedge at a time").isEqualTo(Verdict.EXTEND);
        assertThat(adaptive.failed(failure)).isEqualTo(Verdict.WAIT);
        assertThat(adaptive.overdue()).isEqualTo(Verdict.RETRY_NOW);
    }

    @Test
    void lastAttemptIsNotHedged() {
        RetryLoop adaptive = loop(RetryPolicy.adaptive(1, HEDGING, DELAY));
        adaptive.begin();

        assertThat(adaptive.slow()).isEqualTo(Verdict.EXTEND);
    }

    private void take(IoStep step, Duration latency) {
        long begun = latencies.nowNanos();
        clock.advanceTime(latency);
        latencies.ended(step, begun);
    }

    private RetryLoop loop(RetryPolicy policy) {
        return new RetryLoop(policy, latencies, new Random(5));
    }
}
