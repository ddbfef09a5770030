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

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.time.Duration;

/** Options of the janitor; they can be set per job. */
public final class JanitorOptions {

    private static final String PREFIX = "state.changelog.janitor.";

    public static final ConfigOption<JanitorMode> MODE =
            ConfigOptions.key(PREFIX + "mode")
                    .enumType(JanitorMode.class)
                    .defaultValue(JanitorMode.ON)
                    .withDescription(
                            "Whether the JobManager looks for files of the log and of"
                                    + " materializations that no checkpoint needs, and deletes"
                                    + " them. 'dry-run' only reports them.");

    public static final ConfigOption<Duration> INTERVAL =
            ConfigOptions.key(PREFIX + "interval")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDescription("From the end of one search to the beginning of the next.");

    public static final ConfigOption<Duration> MIN_AGE =
            ConfigOptions.key(PREFIX + "min-age")
                    .durationType()
                    .noDefaultValue()
                    .withDescription(
                            "Younger files are never deleted. Has to be longer than the clocks of"
                                    + " JobManager and store can differ, and at least twice the"
                                    + " timeout of checkpoints. 30 minutes if not set, or twice"
                                    + " that timeout, whichever is longer.");

    private JanitorOptions() {}
}
