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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.fs.Path;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where the log is, by the configuration of the cluster. Pure. */
final class LogRoot {

    /** Of the module for file systems, which this one does not know. */
    private static final ConfigOption<String> OPTION =
            ConfigOptions.key("state.changelog.dstl.dfs.base-path")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("dstl.dfs.base-path");

    private static final String HOSTS = "[^:/@,;+]*(?::\\d*)?(?:[,;+][^:/@,;+]*(?::\\d*)?)*";

    /** By the same rule as in that module: a secret of a user, before the host. */
    private static final Pattern CREDENTIALS =
            Pattern.compile(
                    "[^/]*://[^/@]*:[^/]*@.*"
                            + "|s3[a-z]?://[^/@]*:.*@.*"
                            + "|[^/]*://(?!\\[)(?!arn:)(?!"
                            + HOSTS
                            + "(?:/|$))[^/@]*:.*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private LogRoot() {}

    /**
     * @return empty if it is not set; also if it has credentials in it: tasks refuse it then, so
     *     nothing is there, and its name is not to be in any log
     */
    static Optional<Path> of(ReadableConfig cluster) {
        return cluster.getOptional(OPTION)
                .filter(path -> !CREDENTIALS.matcher(path).matches())
                .map(Path::new);
    }
}
