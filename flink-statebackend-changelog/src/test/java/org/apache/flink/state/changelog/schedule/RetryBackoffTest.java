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

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBackoffTest {

    @Test
    void delaysDoubleFromASecondToHalfAMinute() {
        assertThat(delays(Duration.ofMinutes(10), 7))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
    }

    @Test
    void aShortIntervalMakesThemShorter() {
        assertThat(delays(Duration.ofSeconds(2), 5)).containsExactly(100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void theShortestIntervalStillWaits() {
        assertThat(delays(Duration.ofMillis(1), 2)).containsExactly(1L, 1L);
    }

    @Test
    void aSuccessStartsOver() {
        RetryBackoff backoff = RetryBackoff.of(Duration.ofMinutes(10)).doubled().doubled();
        assertThat(backoff.reset().delayMs()).isEqualTo(1_000);
        assertThat(backoff.reset().doubled().delayMs()).isEqualTo(2_000);
    }

    private static Stream<Long> delays(Duration interval, int count) {
        return Stream.iterate(RetryBackoff.of(interval), RetryBackoff::doubled)
                .limit(count)
                .map(RetryBackoff::delayMs);
    }
}
