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

import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.ReadableConfig;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** Checked settings of a janitor. Immutable. */
public final class JanitorSettings {

    private static final Duration USUAL_MIN_AGE = Duration.ofMinutes(30);

    /** Longer than any job runs; in milliseconds no more than can be added to a time. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private static final int FILES_PER_BATCH = 100;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JanitorMode mode;
    private final Duration interval;
    private final Duration minAge;
    private final int filesPerBatch;

    JanitorSettings(JanitorMode mode, Duration interval, Duration minAge, int filesPerBatch) {
        checkArgument(filesPerBatch > 0, "%s files in a batch", filesPerBatch);
        checkArgument(isPositive(interval), "no interval: %s", interval);
        checkArgument(isPositive(minAge), "no age: %s", minAge);
        this.mode = checkNotNull(mode);
        this.interval = bounded(interval);
        this.minAge = bounded(minAge);
        this.filesPerBatch = filesPerBatch;
    }

    /**
     * @param checkpointTimeout after which a checkpoint of the job is aborted
     * @throws IllegalConfigurationException that names the option and its value
     */
    public static JanitorSettings from(ReadableConfig config, Duration checkpointTimeout) {
        Duration atLeast = checkpointTimeout.multipliedBy(2);
        Duration interval = config.get(JanitorOptions.INTERVAL);
        if (!isPositive(interval)) {
            throw new IllegalConfigurationException(
                    "'%s: %s' has to be longer than 0.", JanitorOptions.INTERVAL.key(), interval);
        }
        Optional<Duration> asked = config.getOptional(JanitorOptions.MIN_AGE);
        if (asked.isPresent() && (asked.get().compareTo(atLeast) < 0 || !isPositive(asked.get()))) {
            throw new IllegalConfigurationException(
                    "'%s: %s' has to be at least twice the timeout of checkpoints, which is %s.",
                    JanitorOptions.MIN_AGE.key(), asked.get(), checkpointTimeout);
        }
        return new JanitorSettings(
                config.get(JanitorOptions.MODE),
                interval,
                asked.orElse(atLeast.compareTo(USUAL_MIN_AGE) > 0 ? atLeast : USUAL_MIN_AGE),
                FILES_PER_BATCH);
    }

    private static Duration bounded(Duration duration) {
        return duration.compareTo(FOREVER) < 0 ? duration : FOREVER;
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    public JanitorMode mode() {
        return mode;
    }

    /** From the end of one run to the beginning of the next. */
    public Duration interval() {
        return interval;
    }

    /** What is younger is not touched; bounds by how much clocks may differ. */
    Duration minAge() {
        return minAge;
    }

    /** Deleted one after the other, without a pause. */
    int filesPerBatch() {
        return filesPerBatch;
    }

    /** Between two batches. */
    Duration pause() {
        return PAUSE;
    }
}
