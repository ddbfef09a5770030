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
package io.flinkgic.benchmarks.log;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;

import java.net.URI;

/** The settings of both logs: Flink's documented keys, so that each reads the same. */
public final class LogSettings {

    private static final String PREFIX = "state.changelog.dstl.dfs.";

    private LogSettings() {}

    /** Everything else has its documented default. */
    public static Configuration in(URI folder, boolean compressed) {
        Configuration configuration = new Configuration();
        configuration.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "filesystem");
        configuration.setString(PREFIX + "base-path", folder.toString());
        configuration.setString(PREFIX + "compression.enabled", String.valueOf(compressed));
        return configuration;
    }

    /** Without the delay in which the tasks of a checkpoint meet: here is only one. */
    public static Configuration inWithoutDelay(URI folder, boolean compressed) {
        Configuration configuration = in(folder, compressed);
        configuration.setString(PREFIX + "batch.persist-delay", "0 ms");
        return configuration;
    }
}
