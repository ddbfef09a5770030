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

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How long a log may get before it starts a materialization by itself. Immutable. */
public final class MaterializationTriggers {

    /**
     * A shorter log is never too long beside the materialized state. Else a state of a few
     * kilobytes would be materialized all the time, for a log that is replayed at once.
     */
    public static final MemorySize SMALLEST_LOG_FOR_RATIO = MemorySize.ofMebiBytes(16);

    private final Optional<MemorySize> maxLogSize;
    private final OptionalDouble maxLogRatio;
    private final Optional<Duration> recoveryTimeObjective;

    /**
     * @param maxLogSize of the log since the last materialization; positive
     * @param maxLogRatio of the log's bytes to those of the materialized state; positive
     * @param recoveryTimeObjective for the replay of the log; positive
     */
    public MaterializationTriggers(
            Optional<MemorySize> maxLogSize,
            OptionalDouble maxLogRatio,
            Optional<Duration> recoveryTimeObjective) {
        maxLogSize.ifPresent(
                size -> checkArgument(size.getBytes() > 0, "The size must be positive: %s.", size));
        maxLogRatio.ifPresent(
                ratio -> checkArgument(ratio > 0, "The ratio must be positive: %s.", ratio));
        recoveryTimeObjective.ifPresent(
                objective ->
                        checkArgument(
                                !objective.isNegative() && !objective.isZero(),
                                "The objective must be positive: %s.",
                                objective));
        this.maxLogSize = maxLogSize;
        this.maxLogRatio = maxLogRatio;
        this.recoveryTimeObjective = recoveryTimeObjective;
    }

    /** Only the interval counts. */
    public static MaterializationTriggers none() {
        return new MaterializationTriggers(
                Optional.empty(), OptionalDouble.empty(), Optional.empty());
    }

    /** Whether the length of a log can start anything. */
    public boolean areSet() {
        return maxLogSize.isPresent()
                || maxLogRatio.isPresent()
                || recoveryTimeObjective.isPresent();
    }

    /**
     * Whether a materialization is due, and the first reason that applies.
     *
     * @param logBytes that a restore would replay now
     * @param materializedBytes of the whole materialized state; empty before the first, when there
     *     is nothing yet to which the log has a ratio
     * @param replayBytesPerSecond positive; see {@link ReplayRate}
     */
    public Optional<StartReason> due(
            long logBytes, OptionalLong materializedBytes, double replayBytesPerSecond) {
        if (maxLogSize.isPresent() && logBytes > maxLogSize.get().getBytes()) {
            return Optional.of(StartReason.LOG_SIZE);
        }
        if (materializedBytes.isPresent()
                && isTooLongBeside(materializedBytes.getAsLong(), logBytes)) {
            return Optional.of(StartReason.LOG_RATIO);
        }
        if (recoveryTimeObjective.isPresent()
                && seconds(recoveryTimeObjective.get()) < logBytes / replayBytesPerSecond) {
            return Optional.of(StartReason.RECOVERY_TIME);
        }
        return Optional.empty();
    }

    private boolean isTooLongBeside(long materializedBytes, long logBytes) {
        return maxLogRatio.isPresent()
                && logBytes >= SMALLEST_LOG_FOR_RATIO.getBytes()
                && logBytes > maxLogRatio.getAsDouble() * materializedBytes;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
