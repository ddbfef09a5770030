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
package org.apache.flink.changelog.fs;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;

/** The options of the changelog on file systems. Each can also be given without its prefix. */
public final class FsStateChangelogOptions {

    /** What the older names of the keys lack. */
    private static final String PREFIX = "state.changelog.";

    private static final String DFS = "dstl.dfs.";

    public static final ConfigOption<String> BASE_PATH =
            option("base-path")
                    .stringType()
                    .noDefaultValue()
                    .withDeprecatedKeys(alias("base-path"))
                    .withDescription("Directory for changelog files. Required.");

    /** On, unlike in stock Flink: the log is mostly bytes to send, and compresses well. */
    public static final ConfigOption<Boolean> COMPRESSION_ENABLED =
            option("compression.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDeprecatedKeys(alias("compression.enabled"))
                    .withDescription(
                            "Whether changes are compressed (LZ4), if"
                                    + " state.changelog.dstl.compression is not set.");

    public static final ConfigOption<MemorySize> PREEMPTIVE_PERSIST_THRESHOLD =
            option("preemptive-persist-threshold")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(5))
                    .withDeprecatedKeys(alias("preemptive-persist-threshold"))
                    .withDescription(
                            "Size of the changes of one backend at which they are uploaded without"
                                    + " waiting for a checkpoint.");

    public static final ConfigOption<Duration> PERSIST_DELAY =
            option("batch.persist-delay")
                    .durationType()
                    .defaultValue(Duration.ofMillis(10))
                    .withDeprecatedKeys(alias("batch.persist-delay"))
                    .withDescription(
                            "How long the first request of a checkpoint waits, at most, for those"
                                    + " of other tasks, which then share its file. 0 does not"
                                    + " wait.");

    public static final ConfigOption<MemorySize> PERSIST_SIZE_THRESHOLD =
            option("batch.persist-size-threshold")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(10))
                    .withDeprecatedKeys(alias("batch.persist-size-threshold"))
                    .withDescription(
                            "Size of the changes in a file at which it is completed without waiting"
                                    + " for a checkpoint.");

    public static final ConfigOption<MemorySize> UPLOAD_BUFFER_SIZE =
            option("upload.buffer-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(1))
                    .withDeprecatedKeys(alias("upload.buffer-size"))
                    .withDescription("Size of the buffer in front of each file being written.");

    public static final ConfigOption<Integer> NUM_UPLOAD_THREADS =
            option("upload.num-threads")
                    .intType()
                    .defaultValue(5)
                    .withDeprecatedKeys(alias("upload.num-threads"))
                    .withDescription("Files that are written at the same time.");

    public static final ConfigOption<Integer> NUM_DISCARD_THREADS =
            option("discard.num-threads")
                    .intType()
                    .defaultValue(1)
                    .withDeprecatedKeys(alias("discard.num-threads"))
                    .withDescription("Files that are deleted at the same time.");

    public static final ConfigOption<MemorySize> IN_FLIGHT_DATA_LIMIT =
            option("upload.max-in-flight")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(100))
                    .withDeprecatedKeys(alias("upload.max-in-flight"))
                    .withDescription(
                            "Memory that changes may hold until they are stored, for all tasks of a"
                                    + " job on a TaskManager. Tasks slow down when it is used up.");

    public static final ConfigOption<String> RETRY_POLICY =
            option("upload.retry-policy")
                    .stringType()
                    .defaultValue("adaptive")
                    .withDeprecatedKeys(alias("upload.retry-policy"))
                    .withDescription(
                            "\"adaptive\": a second attempt starts beside one that is slow in"
                                    + " comparison with the latest ones, and failed attempts are"
                                    + " repeated after growing pauses. \"fixed\": always as the"
                                    + " following three options say. \"none\": one attempt without"
                                    + " a timeout.");

    public static final ConfigOption<Duration> UPLOAD_TIMEOUT =
            option("upload.timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDeprecatedKeys(alias("upload.timeout"))
                    .withDescription(
                            "How long one step of an upload (open, write a segment, complete the"
                                    + " file) may take before a second attempt overtakes it.");

    public static final ConfigOption<Integer> RETRY_MAX_ATTEMPTS =
            option("upload.max-attempts")
                    .intType()
                    .defaultValue(3)
                    .withDeprecatedKeys(alias("upload.max-attempts"))
                    .withDescription("Attempts for each file, the first included.");

    public static final ConfigOption<Duration> RETRY_DELAY_AFTER_FAILURE =
            option("upload.next-attempt-delay")
                    .durationType()
                    .defaultValue(Duration.ofMillis(500))
                    .withDeprecatedKeys(alias("upload.next-attempt-delay"))
                    .withDescription("Pause before the next attempt after a failed one.");

    public static final ConfigOption<Duration> CACHE_IDLE_TIMEOUT =
            option("download.local-cache.idle-timeout-ms")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDeprecatedKeys(alias("download.local-cache.idle-timeout-ms"))
                    .withDescription(
                            "How long files that a restore read stay open after their last use.");

    private FsStateChangelogOptions() {}

    private static ConfigOptions.OptionBuilder option(String name) {
        return ConfigOptions.key(PREFIX + DFS + name);
    }

    private static String alias(String name) {
        return DFS + name;
    }
}
