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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ReplayRateTest {

    private final ReplayRate rate = new ReplayRate();

    @Test
    void beforeTheFirstReplayTheDefaultCounts() {
        assertThat(rate.bytesPerSecond()).isEqualTo(20_000_000);
        assertThat(rate.predictedMs(50_000_000)).isEqualTo(2_500);
    }

    @Test
    void theFirstReplayReplacesTheDefault() {
        rate.measured(50_000_000, 500);
        assertThat(rate.bytesPerSecond()).isEqualTo(100_000_000);
        assertThat(rate.predictedMs(50_000_001)).isEqualTo(501);
    }

    @Test
    void laterReplaysChangeItByAndBy() {
        rate.measured(100_000_000, 1_000);
        rate.measured(200_000_000, 1_000);
        assertThat(rate.bytesPerSecond()).isCloseTo(130_000_000, within(1.0));
        for (int replay = 0; replay < 20; replay++) {
            rate.measured(200_000_000, 1_000);
        }
        assertThat(rate.bytesPerSecond()).isCloseTo(200_000_000, within(1_000_000.0));
    }

    @Test
    void aTinyReplaySaysNothing() {
        rate.measured((1 << 20) - 1, 60_000);
        assertThat(rate.bytesPerSecond()).isEqualTo(20_000_000);
    }

    @Test
    void aReplayBetweenTwoTicksOfTheClockIsFastButNotInfinitely() {
        rate.measured(2_000_000, 0);
        assertThat(rate.bytesPerSecond()).isEqualTo(2e9);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> rate.measured(-1, 1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> rate.measured(1, -1)).hasMessageContaining("-1");
    }
}
