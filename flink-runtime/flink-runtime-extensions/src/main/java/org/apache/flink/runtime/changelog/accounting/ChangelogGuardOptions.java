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

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;

/** When the JobManager warns about the changelog of a subtask. */
public final class ChangelogGuardOptions {

    public static final ConfigOption<MemorySize> MAX_LOG_SIZE =
            ConfigOptions.key("state.changelog.guard.max-log-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(1024))
                    .withDescription(
                            "Warn when the log of a subtask that a checkpoint refers to is longer.");

    public static final ConfigOption<Duration> MAX_MATERIALIZATION_AGE =
            ConfigOptions.key("state.changelog.guard.max-materialization-age")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "Warn when the materialization of a subtask with a log is older. Three"
                                    + " intervals of periodic materialization if this is not set.");

    private ChangelogGuardOptions() {}
}
