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

import org.apache.flink.configuration.MemorySize;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MaterializationTriggersTest {

    private static final long MIB = 1 << 20;
    private static final double RATE = 10 * MIB;

    @Test
    void withoutSettingsNothingIsEverDue() {
        assertThat(MaterializationTriggers.none().due(1L << 50, OptionalLong.of(1), RATE))
                .isEmpty();
    }

    @Test
    void aLogAboveItsSizeIsDueAndOneOfExactlyItsSizeIsNot() {
        MaterializationTriggers triggers = size(100);
        assertThat(triggers.due(100 * MIB, OptionalLong.empty(), RATE)).isEmpty();
        assertThat(triggers.due(100 * MIB + 1, OptionalLong.empty(), RATE))
                .contains(StartReason.LOG_SIZE);
    }

    @Test
    void aLogAboveItsRatioIsDueAndOneOfExactlyItsRatioIsNot() {
        MaterializationTriggers triggers = ratio(0.5);
        assertThat(triggers.due(100 * MIB, OptionalLong.of(200 * MIB), RATE)).isEmpty();
        assertThat(triggers.due(100 * MIB + 1, OptionalLong.of(200 * MIB), RATE))
                .contains(StartReason.LOG_RATIO);
    }

    @Test
    void aSmallLogIsNeverTooLongBesideASmallState() {
        MaterializationTriggers triggers = ratio(0.5);
        assertThat(triggers.due(16 * MIB - 1, OptionalLong.of(0), RATE)).isEmpty();
        assertThat(triggers.due(16 * MIB, OptionalLong.of(0), RATE))
                .contains(StartReason.LOG_RATIO);
    }

    @Test
    void beforeTheFirstMaterializationThereIsNoRatio() {
        assertThat(ratio(0.5).due(1L << 40, OptionalLong.empty(), RATE)).isEmpty();
    }

    @Test
    void aLogThatTakesLongerToReplayThanTheObjectiveIsDue() {
        MaterializationTriggers triggers = objective(Duration.ofMillis(1_500));
        assertThat(triggers.due(15 * MIB, OptionalLong.empty(), RATE)).isEmpty();
        assertThat(triggers.due(15 * MIB + 1, OptionalLong.empty(), RATE))
                .contains(StartReason.RECOVERY_TIME);
        assertThat(triggers.due(15 * MIB, OptionalLong.empty(), RATE / 2))
                .contains(StartReason.RECOVERY_TIME);
    }

    @Test
    void anObjectiveThatMeansNeverDoesNotOverflow() {
        assertThat(
                        objective(Duration.ofSeconds(Long.MAX_VALUE))
                                .due(1L << 50, OptionalLong.empty(), RATE))
                .isEmpty();
    }

    @Test
    void theFirstReasonThatAppliesIsGiven() {
        MaterializationTriggers all =
                new MaterializationTriggers(
                        Optional.of(MemorySize.ofMebiBytes(100)),
                        OptionalDouble.of(0.5),
                        Optional.of(Duration.ofSeconds(3)));
        OptionalLong state = OptionalLong.of(80 * MIB);
        assertThat(all.due(30 * MIB, state, RATE)).isEmpty();
        assertThat(all.due(35 * MIB, state, RATE)).contains(StartReason.RECOVERY_TIME);
        assertThat(all.due(45 * MIB, state, RATE)).contains(StartReason.LOG_RATIO);
        assertThat(all.due(101 * MIB, state, RATE)).contains(StartReason.LOG_SIZE);
    }

    @Test
    void limitsThatAreNotPositiveAreRefused() {
        assertThatThrownBy(() -> size(0)).hasMessageContaining("size");
        assertThatThrownBy(() -> ratio(0)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> ratio(Double.NaN)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> objective(Duration.ZERO)).hasMessageContaining("objective");
    }

    private static MaterializationTriggers size(int mebibytes) {
        return new MaterializationTriggers(
                Optional.of(MemorySize.ofMebiBytes(mebibytes)),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static MaterializationTriggers ratio(double ratio) {
        return new MaterializationTriggers(
                Optional.empty(), OptionalDouble.of(ratio), Optional.empty());
    }

    private static MaterializationTriggers objective(Duration objective) {
        return new MaterializationTriggers(
                Optional.empty(), OptionalDouble.empty(), Optional.of(objective));
    }
}
