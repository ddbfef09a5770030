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
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;

/** Options that Flink does not have; those of the TaskManager cannot be set per job. */
public final class MaterializationOptions {

    private static final String PREFIX = "state.changelog.materialize.";

    public static final ConfigOption<Integer> MAX_CONCURRENT =
            ConfigOptions.key(PREFIX + "max-concurrent")
                    .intType()
                    .defaultValue(2)
                    .withDescription(
                            "How many materializations a TaskManager makes at once. Others wait"
                                    + " before they take a snapshot. Set it for the cluster.");

    public static final ConfigOption<MemorySize> MAX_BANDWIDTH =
            ConfigOptions.key(PREFIX + "max-bandwidth")
                    .memoryType()
                    .noDefaultValue()
                    .withDescription(
                            "Bytes per second that all materializations of a TaskManager upload"
                                    + " together. Not limited if not set. Set it for the cluster.");

    public static final ConfigOption<Boolean> ADAPTIVE =
            ConfigOptions.key(PREFIX + "adaptive")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether materializations are uploaded no faster than they need to be,"
                                    + " and slower while the log takes longer to commit than it"
                                    + " does without them. Set it for the cluster.");

    public static final ConfigOption<Duration> MAX_BACK_PRESSURE_WAIT =
            ConfigOptions.key(PREFIX + "max-backpressure-wait")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription(
                            "How long a materialization that is due waits for the end of"
                                    + " back-pressure of its task. 0 does not wait.");

    public static final ConfigOption<MemorySize> MAX_LOG_SIZE =
            ConfigOptions.key(PREFIX + "max-log-size")
                    .memoryType()
                    .noDefaultValue()
                    .withDescription(
                            "A subtask whose log is longer materializes without waiting for the"
                                    + " end of the interval.");

    public static final ConfigOption<Double> MAX_LOG_RATIO =
            ConfigOptions.key(PREFIX + "max-log-ratio")
                    .doubleType()
                    .noDefaultValue()
                    .withDescription(
                            "The same, if the log is more than so many times as long as the"
                                    + " materialized state. Logs of less than 16 MiB never are.");

    public static final ConfigOption<Duration> RECOVERY_TIME_OBJECTIVE =
            ConfigOptions.key("state.changelog.recovery-time-objective")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "The same, if the replay of the log would take longer, by the rate"
                                    + " that restores on this TaskManager had; 20 MB/s before the"
                                    + " first.");

    private MaterializationOptions() {}
}
