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
package io.flinkgic.benchmarks.materialization;

import java.time.Duration;

/** How large a run is. The state is twice that of a subtask. */
enum Scale {
    STANDARD(300, 2_000, 2_000, Duration.ofSeconds(60), 4),
    QUICK(300, 2_000, 2_000, Duration.ofSeconds(30), 3),

    /** Only shows that it runs. */
    TINY(4, 500, 2_000, Duration.ofSeconds(1), 3);

    static final int SUBTASKS = 2;

    private static final int MEGA = 1_000_000;

    private final int stateMegabytes;
    private final int valueBytes;
    private final int updatesPerSecond;
    private final Duration interval;
    private final int intervals;

    Scale(
            int stateMegabytes,
            int valueBytes,
            int updatesPerSecond,
            Duration interval,
            int intervals) {
        this.stateMegabytes = stateMegabytes;
        this.valueBytes = valueBytes;
        this.updatesPerSecond = updatesPerSecond;
        this.interval = interval;
        this.intervals = intervals;
    }

    /** Of all subtasks; each is written once before the updates begin. */
    long keys() {
        return (long) SUBTASKS * stateMegabytes * MEGA / valueBytes;
    }

    int valueBytes() {
        return valueBytes;
    }

    /** Over all subtasks. */
    int updatesPerSecond() {
        return updatesPerSecond;
    }

    /** Of materializations. */
    Duration interval() {
        return interval;
    }

    /** The first materialization is of all that was filled, the second expects as much. */
    Duration first() {
        return interval.multipliedBy(2);
    }

    /** After those first ones, when it is as it stays. */
    Duration measured() {
        return interval.multipliedBy(intervals);
    }
}
