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
package org.apache.flink.state.changelog.traffic;

import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkArgument;

/** What a user allows the materializations of one TaskManager. */
public final class TrafficSettings {

    private final OptionalLong maxBytesPerSecond;
    private final boolean adaptive;

    /**
     * @param maxBytesPerSecond for all backends of the TaskManager together; none is no limit
     * @param adaptive whether the rate follows the log's commit latency, and those who write and
     *     close large files take turns. Without it the limit alone counts; materializations still
     *     wait while a commit of the log is open, which needs no measurement and costs a bounded
     *     time.
     */
    public TrafficSettings(OptionalLong maxBytesPerSecond, boolean adaptive) {
        checkArgument(
                maxBytesPerSecond.orElse(1) > 0, "a bandwidth of %s bytes/s", maxBytesPerSecond);
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.adaptive = adaptive;
    }

    public OptionalLong maxBytesPerSecond() {
        return maxBytesPerSecond;
    }

    public boolean adaptive() {
        return adaptive;
    }
}
