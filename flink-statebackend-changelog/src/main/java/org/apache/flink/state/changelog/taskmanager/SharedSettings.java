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
package org.apache.flink.state.changelog.taskmanager;

import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.state.changelog.materialization.MaterializationOptions;
import org.apache.flink.state.changelog.traffic.TrafficSettings;

import java.util.Optional;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkArgument;

/** What is set for a TaskManager, not for a job. Immutable. */
final class SharedSettings {

    private final int maxConcurrent;
    private final TrafficSettings traffic;

    private SharedSettings(int maxConcurrent, TrafficSettings traffic) {
        this.maxConcurrent = maxConcurrent;
        this.traffic = traffic;
    }

    /**
     * @throws IllegalArgumentException if a value is out of range; names the option
     */
    static SharedSettings read(ReadableConfig taskManager) {
        int maxConcurrent = taskManager.get(MaterializationOptions.MAX_CONCURRENT);
        checkArgument(
                maxConcurrent > 0,
                "Option %s must be positive, but is %s.",
                MaterializationOptions.MAX_CONCURRENT.key(),
                maxConcurrent);
        Optional<MemorySize> bandwidth =
                taskManager.getOptional(MaterializationOptions.MAX_BANDWIDTH);
        bandwidth.ifPresent(
                size ->
                        checkArgument(
                                size.getBytes() > 0,
                                "Option %s must be positive, but is %s.",
                                MaterializationOptions.MAX_BANDWIDTH.key(),
                                size));
        return new SharedSettings(
                maxConcurrent,
                new TrafficSettings(
                        bandwidth
                                .map(size -> OptionalLong.of(size.getBytes()))
                                .orElseGet(OptionalLong::empty),
                        taskManager.get(MaterializationOptions.ADAPTIVE)));
    }

    int maxConcurrent() {
        return maxConcurrent;
    }

    TrafficSettings traffic() {
        return traffic;
    }
}
