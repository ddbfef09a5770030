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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.changelog.testkit.Seed;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Fresh histories in every run. A failing one says how to replay it; {@code -Dsimulation.seeds=}
 * runs more.
 */
final class SimulationTest {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);
    private static final int EVENTS = Integer.getInteger("simulation.events", 3_000);

    /** Checkpoints that are under way at once. */
    private static final int OVERLAPPING = Integer.getInteger("simulation.overlapping", 3);

    @Test
    void whatACheckpointNeedsIsThereAndNothingElseIsLeftWhateverFails() {
        SimulationSettings settings = new SimulationSettings(EVENTS, OVERLAPPING);
        long first = Seed.value();
        long completed = 0;
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                completed += run(seed, settings).completedCheckpoints();
            } catch (Throwable t) {
                throw new AssertionError(
                        String.format(
                                "replay with: mvn verify -pl flink-dstl/flink-dstl-testkit -am"
                                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=SimulationTest"
                                        + " -Dseed=%d -Dsimulation.seeds=1"
                                        + " -Dsimulation.events=%d -Dsimulation.overlapping=%d",
                                seed, EVENTS, OVERLAPPING),
                        t);
            }
        }
        assertThat(completed).as("completed checkpoints").isGreaterThan(SEEDS);
    }

    /** If the log holds a lock while a store hangs, nothing moves any more. */
    private static History run(long seed, SimulationSettings settings) {
        return assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> Simulation.run(seed, settings));
    }

    @Test
    void oneSeedGivesOneHistory() {
        SimulationSettings settings = new SimulationSettings(EVENTS, OVERLAPPING);
        for (long seed = 100; seed < 105; seed++) {
            History once = Simulation.run(seed, settings);
            History again = Simulation.run(seed, settings);

            assertThat(again.lastEvents()).isEqualTo(once.lastEvents());
            assertThat(again.completedCheckpoints()).isEqualTo(once.completedCheckpoints());
        }
    }
}
