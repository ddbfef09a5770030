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
package io.flinkgic.tools.chaos;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChaosPlanTest {

    private static final List<Fault> JOIN_AND_LOSE =
            List.of(
                    Fault.taskmanager,
                    Fault.moretaskmanagers,
                    Fault.moretaskmanagers,
                    Fault.taskmanager);

    @Test
    void victimIsOneOfThoseThereAreThen() {
        Set<Integer> first = new TreeSet<>();
        Set<Integer> afterTwoHaveJoined = new TreeSet<>();
        for (long seed = 0; seed < 200; seed++) {
            List<ChaosPlan.Round> rounds = ChaosPlan.scripted(seed, JOIN_AND_LOSE).rounds();
            first.add(rounds.get(0).victim());
            afterTwoHaveJoined.add(rounds.get(3).victim());
        }
        assertThat(first).containsExactly(1, 2);
        assertThat(afterTwoHaveJoined).containsExactly(1, 2, 3, 4);
    }

    @Test
    void drawnPlanNeverHasTooFewTaskManagersOrTooMany() {
        for (long seed = 0; seed < 200; seed++) {
            int taskManagers = 2;
            for (ChaosPlan.Round round :
                    ChaosPlan.drawn(
                                    seed,
                                    30,
                                    List.of(Fault.moretaskmanagers, Fault.fewertaskmanagers))
                            .rounds()) {
                taskManagers = round.fault().taskManagersAfter(taskManagers);
                assertThat(taskManagers).isBetween(1, 4);
            }
        }
    }

    @Test
    void scriptThatLeavesNoneIsRefused() {
        assertThatThrownBy(
                        () ->
                                ChaosPlan.scripted(
                                        1,
                                        List.of(Fault.fewertaskmanagers, Fault.fewertaskmanagers)))
                .hasMessageContaining("not 0, after round 2");
    }
}
