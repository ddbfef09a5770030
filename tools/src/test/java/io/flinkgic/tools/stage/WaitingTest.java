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
package io.flinkgic.tools.stage;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WaitingTest {

    private final SleepingClock clock = new SleepingClock();
    private final Waiting waiting = new Waiting(clock, clock::sleep, Instant.EPOCH.plusSeconds(10));

    @Test
    void firstAnswerEndsTheWaiting() throws Exception {
        String answer =
                waiting.until(
                        "an answer",
                        Duration.ofSeconds(5),
                        () -> clock.millis() < 1000 ? Optional.empty() : Optional.of("yes"));

        assertThat(answer).isEqualTo("yes");
        assertThat(clock.millis()).isEqualTo(1000);
    }

    @Test
    void waitingInVainEndsAtItsLimit() {
        assertThatThrownBy(() -> waiting.until("rain", Duration.ofSeconds(5), Optional::empty))
                .isInstanceOf(IOException.class)
                .hasMessage("waited in vain for rain");
        assertThat(clock.millis()).isEqualTo(5000);
    }

    @Test
    void deadlineOfTheWholeDemoComesBeforeALaterLimit() {
        assertThatThrownBy(() -> waiting.until("rain", Duration.ofSeconds(50), Optional::empty))
                .isInstanceOf(IOException.class);
        assertThat(clock.millis()).isEqualTo(10_000);
    }

    @Test
    void questionThatFailsIsNotAskedAgain() {
        assertThatThrownBy(
                        () ->
                                waiting.until(
                                        "rain",
                                        Duration.ofSeconds(5),
                                        () -> {
                                            throw new IOException("no sky");
                                        }))
                .hasMessage("no sky");
        assertThat(clock.millis()).isZero();
    }

    /** Time passes by sleeping only. */
    private static final class SleepingClock extends Clock {

        private long nowMs;

        void sleep(long ms) {
            nowMs += ms;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
