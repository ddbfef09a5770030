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

import org.apache.flink.changelog.testkit.ManualClock;

import java.time.Duration;

/**
 * Lets time pass while the only thread waits: a millisecond at most, so that what the clock calls
 * meanwhile is seen soon.
 */
final class SteppingPause implements Pause {

    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    private final ManualClock clock;

    SteppingPause(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void await(Object monitor, long maxNanos) {
        clock.advance(Duration.ofNanos(Math.min(maxNanos, STEP_NANOS)));
    }
}
