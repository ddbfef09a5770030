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
package org.apache.flink.changelog.storage;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;

/**
 * Options of the log that stock Flink does not have; the same for every medium. Only the factories
 * of media read them.
 */
public final class DstlOptions {

    private static final String PREFIX = "state.changelog.dstl.";

    /**
     * The default is that of a medium without an older option; on file systems {@code
     * state.changelog.dstl.dfs.compression.enabled} counts where this is not set.
     */
    public static final ConfigOption<String> COMPRESSION =
            ConfigOptions.key(PREFIX + "compression")
                    .stringType()
                    .defaultValue("lz4")
                    .withDescription(
                            "How blocks of changes are compressed: \"lz4\", \"zstd\" or \"none\".");

    public static final ConfigOption<Duration> LINGER =
            ConfigOptions.key(PREFIX + "upload.linger")
                    .durationType()
                    .defaultValue(Duration.ZERO)
                    .withDescription(
                            "How long changes of one backend may wait until they are sent to the"
                                    + " store, whether or not there are more. 0 sends them by size"
                                    + " and for checkpoints only.");

    public static final ConfigOption<MemorySize> INLINE_THRESHOLD =
            ConfigOptions.key(PREFIX + "inline.threshold")
                    .memoryType()
                    .defaultValue(MemorySize.parse("4 kb"))
                    .withDescription(
                            "A checkpoint of a backend whose changes that are not stored yet are"
                                    + " not more than this carries them itself, and costs no file."
                                    + " 0 stores always.");

    public static final ConfigOption<MemorySize> INLINE_MAX_PER_CHECKPOINT =
            ConfigOptions.key(PREFIX + "inline.max-per-checkpoint")
                    .memoryType()
                    .defaultValue(MemorySize.parse("256 kb"))
                    .withDescription(
                            "How much the backends of a job on one TaskManager may carry so for"
                                    + " one checkpoint; the others are stored.");

    public static final ConfigOption<Duration> MIN_TIMEOUT =
            ConfigOptions.key(PREFIX + "upload.min-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMillis(100))
                    .withDescription(
                            "With the retry policy 'adaptive': no step of an upload that takes"
                                    + " less is slow.");

    public static final ConfigOption<Duration> MAX_TIMEOUT =
            ConfigOptions.key(PREFIX + "upload.max-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription(
                            "With the retry policy 'adaptive': a step of an upload that takes more"
                                    + " is slow in any case, and what is slow for so long hangs.");

    public static final ConfigOption<Integer> DISCARD_MAX_RATE =
            ConfigOptions.key(PREFIX + "discard.max-rate")
                    .intType()
                    .defaultValue(100)
                    .withDescription(
                            "Files that are deleted per second, for a job on a TaskManager.");

    public static final ConfigOption<MemorySize> LOCAL_COPIES_MAX_SIZE =
            ConfigOptions.key(PREFIX + "local-copies.max-size")
                    .memoryType()
                    .defaultValue(MemorySize.parse("1 gb"))
                    .withDescription(
                            "With local recovery: size of the local copies of the log, for a job on"
                                    + " a TaskManager; above it the oldest are deleted. 0 makes"
                                    + " none.");

    private DstlOptions() {}
}
