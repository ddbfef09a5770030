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

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateChangelogOptions;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;

/** When materializations start and how often they may fail. Immutable. */
public final class MaterializationSettings {

    /** A start that came to nothing is tried again after this part of the interval. */
    private static final int RETRY_PART = 10;

    private static final long MAX_RETRY_DELAY_MS = 10_000;

    private final long intervalMs;
    private final long firstDelayMs;
    private final int failuresAllowed;

    /**
     * @param interval positive
     * @param subtask decides the phase: starts of all subtasks are spread evenly over an interval
     * @param failuresAllowed in a row, without failing the task
     */
    public MaterializationSettings(
            Duration interval, int subtask, int parallelism, int failuresAllowed) {
        checkArgument(interval.toMillis() > 0, "The interval must be positive: %s.", interval);
        checkArgument(
                subtask >= 0 && subtask < parallelism,
                "Subtask %s is not one of %s.",
                subtask,
                parallelism);
        this.intervalMs = interval.toMillis();
        this.firstDelayMs =
                Math.max(1L, (long) ((double) intervalMs * (subtask + 1) / parallelism));
        this.failuresAllowed = failuresAllowed;
    }

    /**
     * Reads the settings.
     *
     * @return empty if materialization is switched off, by its switch or by an interval that is not
     *     positive
     * @throws IllegalArgumentException if a value is out of range; names the option
     */
    public static Optional<MaterializationSettings> read(
            ReadableConfig config, int subtask, int parallelism) {
        Duration interval = config.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL);
        boolean enabled = config.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED);
        int failuresAllowed =
                config.get(StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED);
        checkArgument(
                failuresAllowed >= 0,
                "Option %s must not be negative, but is %s.",
                StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED.key(),
                failuresAllowed);
        if (!enabled || interval.toMillis() <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new MaterializationSettings(interval, subtask, parallelism, failuresAllowed));
    }

    long intervalMs() {
        return intervalMs;
    }

    /** In (0, interval]. */
    long firstDelayMs() {
        return firstDelayMs;
    }

    long retryDelayMs() {
        return Math.max(1L, Math.min(intervalMs / RETRY_PART, MAX_RETRY_DELAY_MS));
    }

    int failuresAllowed() {
        return failuresAllowed;
    }
}
