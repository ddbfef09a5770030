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
import java.util.Random;

/** When a simulated subtask starts its materializations. */
interface SimulatedStarts {

    boolean due(long nowMs);

    void started(long nowMs);

    void skipped(long nowMs);

    void confirmed(long nowMs);

    /** Ours. */
    static SimulatedStarts planned(
            String operator, int subtask, int parallelism, Duration interval, long nowMs) {
        StartPlan plan =
                new StartPlan(
                        Phase.of(operator, subtask, parallelism),
                        interval,
                        MaterializationTriggers.none(),
                        nowMs);
        return new SimulatedStarts() {
            @Override
            public boolean due(long atMs) {
                return plan.next().delayMs(atMs) == 0;
            }

            @Override
            public void started(long atMs) {
                plan.started(atMs);
            }

            @Override
            public void skipped(long atMs) {
                plan.skipped(atMs);
            }

            @Override
            public void confirmed(long atMs) {
                plan.confirmed(atMs);
            }
        };
    }

    /** The first after a random part of the interval, then one each interval. */
    static SimulatedStarts random(Random random, Duration interval, long nowMs) {
        long firstMs = nowMs + (long) (random.nextDouble() * interval.toMillis());
        return new SimulatedStarts() {

            private long nextMs = firstMs;

            @Override
            public boolean due(long atMs) {
                return atMs >= nextMs;
            }

            @Override
            public void started(long atMs) {
                nextMs += interval.toMillis();
            }

            @Override
            public void skipped(long atMs) {
                nextMs += interval.toMillis();
            }

            @Override
            public void confirmed(long atMs) {}
        };
    }
}
