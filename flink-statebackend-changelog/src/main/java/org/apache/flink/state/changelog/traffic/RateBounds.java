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

/**
 * Between which rates the TaskManager's materializations adapt, in bytes per second.
 *
 * <p>Needed is the rate at which all backends would just be done within their intervals. The floor
 * lies a third above, so that at the floor they are done after three quarters of it, and none
 * becomes late as long as the network carries that. The ceiling keeps the upload flat: there is no
 * hurry above twice the needed rate.
 */
final class RateBounds {

    private static final long MIN_FLOOR = TrafficControl.QUANTUM_BYTES;
    private static final long FLOOR_OF_UNKNOWN = 1 << 20;
    private static final long MIN_CEILING = 16 << 20;

    private final long floor;
    private final OptionalLong ceiling;

    private RateBounds(long floor, OptionalLong ceiling) {
        this.floor = floor;
        this.ceiling = ceiling;
    }

    /**
     * @param neededPerSecond by the backends whose size is known
     * @param allKnown whether the size of everything that is being materialized is known
     * @param max which nothing exceeds
     */
    static RateBounds of(double neededPerSecond, boolean allKnown, OptionalLong max) {
        long known = (long) Math.ceil(neededPerSecond / Flow.LATE_AFTER);
        long floor = Math.max(known, allKnown ? MIN_FLOOR : FLOOR_OF_UNKNOWN);
        OptionalLong ceiling = max;
        if (allKnown) {
            long target = Math.max((long) Math.ceil(2 * neededPerSecond), MIN_CEILING);
            ceiling = OptionalLong.of(atMost(max, target));
        }
        return new RateBounds(atMost(max, floor), ceiling);
    }

    private static long atMost(OptionalLong max, long rate) {
        return max.isPresent() ? Math.min(max.getAsLong(), rate) : rate;
    }

    long floor() {
        return floor;
    }

    /** None while the size of a materialization is unknown. */
    OptionalLong ceiling() {
        return ceiling;
    }

    double clamp(double rate) {
        double raised = Math.max((double) floor, rate);
        return ceiling.isPresent() ? Math.min((double) ceiling.getAsLong(), raised) : raised;
    }
}
