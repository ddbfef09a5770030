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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

import java.time.Duration;

/** How the store behaves. Read when Flink initializes its file systems. */
public final class ObjectStoreOptions {

    public static final ConfigOption<MemorySize> BANDWIDTH =
            ConfigOptions.key("simulated-object-store.bandwidth")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(50))
                    .withDescription(
                            "Bytes per second that all uploads and downloads of this process"
                                    + " share.");

    public static final ConfigOption<Boolean> MULTIPART =
            ConfigOptions.key("simulated-object-store.multipart.enabled")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether full parts are transferred while an object is written."
                                    + " Otherwise all of it is, when it is closed.");

    public static final ConfigOption<MemorySize> PART_SIZE =
            ConfigOptions.key("simulated-object-store.multipart.part-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(5))
                    .withDescription("Size of a part of an upload.");

    public static final ConfigOption<Duration> PUT_LATENCY =
            latency("put", Duration.ofMillis(40), "a PUT");

    public static final ConfigOption<Duration> GET_LATENCY =
            latency("get", Duration.ofMillis(20), "a GET or HEAD");

    public static final ConfigOption<Duration> DELETE_LATENCY =
            latency("delete", Duration.ofMillis(20), "a DELETE");

    public static final ConfigOption<Duration> LIST_LATENCY =
            latency("list", Duration.ofMillis(50), "a LIST");

    public static final ConfigOption<Double> LATENCY_SPREAD =
            ConfigOptions.key("simulated-object-store.latency.spread")
                    .doubleType()
                    .defaultValue(0.3)
                    .withDescription(
                            "Latencies are log-normal around their median: the standard deviation"
                                    + " of their logarithm.");

    public static final ConfigOption<Double> TAIL_SHARE =
            ConfigOptions.key("simulated-object-store.latency.tail-share")
                    .doubleType()
                    .defaultValue(0.01)
                    .withDescription("Share of the requests whose latency has a heavy tail.");

    public static final ConfigOption<Double> TAIL_SHAPE =
            ConfigOptions.key("simulated-object-store.latency.tail-shape")
                    .doubleType()
                    .defaultValue(1.2)
                    .withDescription(
                            "In the tail a latency is multiplied by a Pareto-distributed factor"
                                    + " of this shape; the smaller, the heavier.");

    public static final ConfigOption<Duration> LATENCY_LIMIT =
            ConfigOptions.key("simulated-object-store.latency.limit")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(2))
                    .withDescription("No latency is longer.");

    public static final ConfigOption<Long> SEED =
            ConfigOptions.key("simulated-object-store.seed")
                    .longType()
                    .defaultValue(7L)
                    .withDescription("Of the latencies.");

    private ObjectStoreOptions() {}

    private static ConfigOption<Duration> latency(String key, Duration median, String what) {
        return ConfigOptions.key("simulated-object-store.latency." + key)
                .durationType()
                .defaultValue(median)
                .withDescription("Median latency of " + what + ", apart from the transfer.");
    }
}
