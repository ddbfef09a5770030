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
package org.apache.flink.state.changelog.schedule;

import java.time.Duration;

/**
 * Counts the failures of one backend's materializations as their option does: each interval with
 * failures is one. What is tried again after seconds would otherwise use up what is allowed within
 * an outage of the store that nobody need notice.
 *
 * <p>Times are of any clock that is never set. Task thread only.
 */
public final class FailuresInARow {

    /** Of an interval that means never there would be no second failure. */
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);

    private final long intervalMs;
    private int count;

    /** Meaningful if there is one. */
    private long lastCountedMs;

    public FailuresInARow(Duration interval) {
        intervalMs = Math.min(Phase.millis(interval), LONGEST_INTERVAL.toMillis());
    }

    /**
     * One has failed.
     *
     * @return how many count, with this one
     */
    public int failed(long nowMs) {
        if (count == 0 || nowMs - lastCountedMs >= intervalMs) {
            count++;
            lastCountedMs = nowMs;
        }
        return count;
    }

    /** One is stored. */
    public void succeeded() {
        count = 0;
    }
}
