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
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.state.changelog.schedule.MaterializationTriggers;
import org.apache.flink.state.changelog.schedule.Phase;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

import static org.apache.flink.util.Preconditions.checkArgument;

/** When the materializations of one backend start and how often they may fail. Immutable. */
public final class MaterializationSettings {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Longer ones mean never, and would overflow when counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final Duration interval;
    private final Phase phase;
    private final MaterializationTriggers triggers;
    private final long maxBackPressureWaitMs;
    private final int failuresAllowed;

    /**
     * @param interval positive
     * @param failuresAllowed in a row, without failing the task
     */
    public MaterializationSettings(
            Duration interval,
            Phase phase,
            MaterializationTriggers triggers,
            Duration maxBackPressureWait,
            int failuresAllowed) {
        checkArgument(isMeasurable(interval), "The interval must be positive: %s.", interval);
        checkArgument(
                !maxBackPressureWait.isNegative(),
                "The wait must not be negative: %s.",
                maxBackPressureWait);
        this.interval = shorter(interval, LONGEST);
        this.phase = phase;
        this.triggers = triggers;
        this.maxBackPressureWaitMs =
                shorter(maxBackPressureWait, this.interval.dividedBy(2)).toMillis();
        this.failuresAllowed = failuresAllowed;
    }

    private static boolean isMeasurable(Duration duration) {
        return duration.compareTo(SHORTEST) >= 0;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Reads the settings.
     *
     * @return empty if materialization is switched off, by its switch or by an interval that is not
     *     positive
     * @throws IllegalArgumentException if a value is out of range; names the option
     */
    public static Optional<MaterializationSettings> read(ReadableConfig config, Phase phase) {
        Duration interval = config.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL);
        boolean enabled = config.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED);
        int failuresAllowed =
                config.get(StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED);
        check(
                failuresAllowed >= 0,
                StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED,
                "must not be negative",
                failuresAllowed);
        Duration wait = config.get(MaterializationOptions.MAX_BACK_PRESSURE_WAIT);
        check(
                !wait.isNegative(),
                MaterializationOptions.MAX_BACK_PRESSURE_WAIT,
                "must not be negative",
                wait);
        MaterializationTriggers triggers = triggers(config);
        if (!enabled || !isMeasurable(interval)) {
            return Optional.empty();
        }
        return Optional.of(
                new MaterializationSettings(interval, phase, triggers, wait, failuresAllowed));
    }

    private static MaterializationTriggers triggers(ReadableConfig config) {
        Optional<MemorySize> size = config.getOptional(MaterializationOptions.MAX_LOG_SIZE);
        Optional<Double> ratio = config.getOptional(MaterializationOptions.MAX_LOG_RATIO);
        Optional<Duration> objective =
                config.getOptional(MaterializationOptions.RECOVERY_TIME_OBJECTIVE);
        size.ifPresent(
                given ->
                        checkPositive(
                                given.getBytes() > 0, MaterializationOptions.MAX_LOG_SIZE, given));
        ratio.ifPresent(
                given -> checkPositive(given > 0, MaterializationOptions.MAX_LOG_RATIO, given));
        objective.ifPresent(
                given ->
                        checkPositive(
                                isMeasurable(given),
                                MaterializationOptions.RECOVERY_TIME_OBJECTIVE,
                                given));
        return new MaterializationTriggers(
                size, ratio.map(OptionalDouble::of).orElseGet(OptionalDouble::empty), objective);
    }

    private static void checkPositive(boolean valid, ConfigOption<?> option, Object value) {
        check(valid, option, "must be positive", value);
    }

    private static void check(boolean valid, ConfigOption<?> option, String rule, Object value) {
        checkArgument(valid, "Option %s %s, but is %s.", option.key(), rule, value);
    }

    public Duration interval() {
        return interval;
    }

    Phase phase() {
        return phase;
    }

    MaterializationTriggers triggers() {
        return triggers;
    }

    /** Not more than half the interval. */
    long maxBackPressureWaitMs() {
        return maxBackPressureWaitMs;
    }

    int failuresAllowed() {
        return failuresAllowed;
    }
}
