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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JanitorSettingsTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final Configuration config = new Configuration();

    @Test
    void withoutOptionsItDeletesWhatIsOlderThanHalfAnHour() {
        JanitorSettings settings = JanitorSettings.from(config, TIMEOUT);

        assertThat(settings.mode()).isEqualTo(JanitorMode.ON);
        assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.minAge()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void aLongTimeoutOfCheckpointsRaisesTheDefaultAge() {
        assertThat(JanitorSettings.from(config, Duration.ofHours(1)).minAge())
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void anAgeBelowTwiceTheTimeoutIsRefusedWithTheNameOfTheOption() {
        config.setString("state.changelog.janitor.min-age", "19 min");

        assertThatThrownBy(() -> JanitorSettings.from(config, TIMEOUT))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("state.changelog.janitor.min-age")
                .hasMessageContaining("PT19M")
                .hasMessageContaining("PT10M");
    }

    @Test
    void anAgeOfTwiceTheTimeoutIsTaken() {
        config.setString("state.changelog.janitor.min-age", "20 min");

        assertThat(JanitorSettings.from(config, TIMEOUT).minAge())
                .isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void aTimeoutWithoutEndGivesAnAgeThatCanBeSubtractedFromATime() {
        Duration longest = Duration.ofMillis(Long.MAX_VALUE);
        config.setString("state.changelog.janitor.interval", Long.MAX_VALUE + " ms");

        JanitorSettings settings = JanitorSettings.from(config, longest);

        assertThat(System.currentTimeMillis() - settings.minAge().toMillis()).isNegative();
        assertThat(settings.interval().toMillis()).isPositive();
    }

    @Test
    void theModeIsWrittenWithAHyphen() {
        config.setString("state.changelog.janitor.mode", "dry-run");

        assertThat(JanitorSettings.from(config, TIMEOUT).mode()).isEqualTo(JanitorMode.DRY_RUN);
    }

    @Test
    void anIntervalOfNothingIsRefusedWithTheNameOfTheOption() {
        config.setString("state.changelog.janitor.interval", "0 s");

        assertThatThrownBy(() -> JanitorSettings.from(config, TIMEOUT))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("state.changelog.janitor.interval");
    }
}
