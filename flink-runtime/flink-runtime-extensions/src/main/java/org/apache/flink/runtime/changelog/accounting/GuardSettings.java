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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateChangelogOptions;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** When the {@link Guard} warns. Immutable. */
final class GuardSettings {

    private static final int INTERVALS = 3;

    private final MemorySize maxLogSize;
    private final Optional<Duration> maxAge;

    /**
     * @param maxAge of a materialization; empty to accept any
     */
    GuardSettings(MemorySize maxLogSize, Optional<Duration> maxAge) {
        this.maxLogSize = checkNotNull(maxLogSize);
        this.maxAge = maxAge;
    }

    /**
     * Reads {@link ChangelogGuardOptions}.
     *
     * @throws IllegalConfigurationException for a bound that cannot be one
     */
    static GuardSettings of(ReadableConfig configuration) {
        Optional<Duration> maxAge =
                configuration.getOptional(ChangelogGuardOptions.MAX_MATERIALIZATION_AGE);
        if (maxAge.isPresent() && (maxAge.get().isNegative() || maxAge.get().isZero())) {
            throw new IllegalConfigurationException(
                    ChangelogGuardOptions.MAX_MATERIALIZATION_AGE.key()
                            + " must be longer than 0, but is "
                            + maxAge.get());
        }
        return new GuardSettings(
                configuration.get(ChangelogGuardOptions.MAX_LOG_SIZE),
                maxAge.isPresent() ? maxAge : byInterval(configuration));
    }

    private static Optional<Duration> byInterval(ReadableConfig configuration) {
        Duration interval =
                configuration.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL);
        boolean periodic =
                configuration.get(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED)
                        && !interval.isNegative()
                        && !interval.isZero();
        return periodic ? Optional.of(interval.multipliedBy(INTERVALS)) : Optional.empty();
    }

    MemorySize maxLogSize() {
        return maxLogSize;
    }

    Optional<Duration> maxAge() {
        return maxAge;
    }
}
