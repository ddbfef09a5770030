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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.state.changelog.schedule.Phase;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MaterializationSettingsTest {

    private static final Phase PHASE = Phase.of("op", 0, 1);

    private final Configuration config = new Configuration();

    @Test
    void theSwitchTurnsItOff() {
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, false);
        assertThat(MaterializationSettings.read(config, PHASE)).isEmpty();
    }

    @Test
    void anIntervalThatIsNegativeTurnsItOff() {
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMillis(-1));
        assertThat(MaterializationSettings.read(config, PHASE)).isEmpty();
    }

    @Test
    void theDefaultIsOn() {
        assertThat(MaterializationSettings.read(config, PHASE))
                .hasValueSatisfying(
                        settings ->
                                assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(10)));
    }

    @Test
    void aNegativeNumberOfFailuresIsRefusedByTheNameOfItsOption() {
        config.set(StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED, -1);
        assertThatThrownBy(() -> MaterializationSettings.read(config, PHASE))
                .hasMessageContaining("state.changelog.max-failures-allowed")
                .hasMessageContaining("-1");
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedByTheNamesOfTheirOptions() {
        assertRefused(MaterializationOptions.MAX_BACK_PRESSURE_WAIT, Duration.ofSeconds(-1));
        assertRefused(MaterializationOptions.MAX_LOG_SIZE, MemorySize.ZERO);
        assertRefused(MaterializationOptions.MAX_LOG_RATIO, 0.0);
        assertRefused(MaterializationOptions.RECOVERY_TIME_OBJECTIVE, Duration.ZERO);
    }

    @Test
    void theWaitForBackPressureIsHalfTheIntervalAtMost() {
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofSeconds(10));
        assertThat(MaterializationSettings.read(config, PHASE))
                .hasValueSatisfying(
                        settings -> assertThat(settings.maxBackPressureWaitMs()).isEqualTo(5_000));
    }

    @Test
    void anIntervalBeyondWhatCanBeCountedMeansNever() {
        config.set(
                StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL,
                Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(MaterializationSettings.read(config, PHASE))
                .hasValueSatisfying(
                        settings ->
                                assertThat(settings.interval()).isEqualTo(Duration.ofDays(10_000)));
    }

    private static <T> void assertRefused(ConfigOption<T> option, T value) {
        Configuration wrong = new Configuration();
        wrong.set(option, value);
        assertThatThrownBy(() -> MaterializationSettings.read(wrong, PHASE))
                .hasMessageContaining(option.key())
                .hasMessageContaining(value.toString());
    }
}
