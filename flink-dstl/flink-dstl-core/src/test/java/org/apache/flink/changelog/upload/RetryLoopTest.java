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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.upload.RetryLoop.Verdict;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RetryLoopTest {

    private static final Duration DELAY = Duration.ofMillis(500);
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
    void delayIsTheConfiguredOneAndUpToAFifthMore() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(loop.delay()).isBetween(DELAY, DELAY.multipliedBy(6).dividedBy(5));
        }
    }

    private static RetryLoop loop(RetryPolicy policy) {
        return new RetryLoop(policy, new Random(5));
    }
}
