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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MaterializationSettingsTest {

    private final Configuration config = new Configuration();

    @Test
    void phasesAreSpreadEvenlyOverTheInterval() {
        long[] delays = new long[4];
        for (int subtask = 0; subtask < 4; subtask++) {
            delays[subtask] =
                    new MaterializationSettings(Duration.ofSeconds(1), subtask, 4, 0)
                            .firstDelayMs();
        }
        assertThat(delays).containsExactly(250, 500, 750, 1_000);
    }

    @Test
    void theSwitchTurnsItOff() {
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, false);
        assertThat(MaterializationSettings.read(config, 0, 1)).isEmpty();
    }

    @Test
    void anIntervalThatIsNegativeTurnsItOff() {
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMillis(-1));
        assertThat(MaterializationSettings.read(config, 0, 1)).isEmpty();
    }

    @Test
    void theDefaultIsOn() {
        assertThat(MaterializationSettings.read(config, 0, 1))
                .hasValueSatisfying(
                        settings -> assertThat(settings.intervalMs()).isEqualTo(600_000));
    }

    @Test
    void aNegativeNumberOfFailuresIsRefusedByTheNameOfItsOption() {
        config.set(StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED, -1);
        assertThatThrownBy(() -> MaterializationSettings.read(config, 0, 1))
                .hasMessageContaining("state.changelog.max-failures-allowed")
                .hasMessageContaining("-1");
    }
}
