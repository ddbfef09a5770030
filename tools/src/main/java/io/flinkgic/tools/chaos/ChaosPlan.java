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

import io.flinkgic.tools.stage.LocalCluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** What is to happen, decided before it begins: the same seed gives the same plan. Immutable. */
final class ChaosPlan {

    private static final int MIN_CALM_MS = 300;
    private static final int CALM_RANGE_MS = 5000;

    private static final int MIN_TASK_MANAGERS = 1;
    private static final int MAX_TASK_MANAGERS = 4;

    private final List<Round> rounds;

    private ChaosPlan(List<Round> rounds) {
        this.rounds = List.copyOf(rounds);
    }

    /**
     * @param faults that may happen; which one, chance decides in each round. If no TaskManager may
     *     join any more, one leaves, and the other way round.
     */
    static ChaosPlan drawn(long seed, int rounds, List<Fault> faults) {
        Random random = new Random(seed);
        List<Round> drawn = new ArrayList<>();
        int taskManagers = LocalCluster.TASK_MANAGERS;
        for (int i = 0; i < rounds; i++) {
            Fault fault = faults.get(random.nextInt(faults.size()));
            if (fault.taskManagersAfter(taskManagers) < MIN_TASK_MANAGERS) {
                fault = Fault.moretaskmanagers;
            } else if (fault.taskManagersAfter(taskManagers) > MAX_TASK_MANAGERS) {
                fault = Fault.fewertaskmanagers;
            }
            drawn.add(round(random, fault, taskManagers));
            taskManagers = fault.taskManagersAfter(taskManagers);
        }
        return new ChaosPlan(drawn);
    }

    /**
     * @param script one fault for each round; chance only decides when and whom
     * @throws IllegalArgumentException if there were too few TaskManagers, or too many
     */
    static ChaosPlan scripted(long seed, List<Fault> script) {
        Random random = new Random(seed);
        List<Round> rounds = new ArrayList<>();
        int taskManagers = LocalCluster.TASK_MANAGERS;
        for (Fault fault : script) {
            rounds.add(round(random, fault, taskManagers));
            taskManagers = fault.taskManagersAfter(taskManagers);
            if (taskManagers < MIN_TASK_MANAGERS || taskManagers > MAX_TASK_MANAGERS) {
                throw new IllegalArgumentException(
                        String.format(
                                "there must be %d to %d TaskManagers, not %d, after round %d",
                                MIN_TASK_MANAGERS, MAX_TASK_MANAGERS, taskManagers, rounds.size()));
            }
        }
        return new ChaosPlan(rounds);
    }

    private static Round round(Random random, Fault fault, int taskManagers) {
        Duration calm = Duration.ofMillis(MIN_CALM_MS + random.nextInt(CALM_RANGE_MS));
        return new Round(fault, calm, 1 + random.nextInt(taskManagers));
    }

    List<Round> rounds() {
        return rounds;
    }

    boolean has(Predicate<Fault> kind) {
        return rounds.stream().map(Round::fault).anyMatch(kind);
    }

    /** A fault, and when it happens to whom. Immutable. */
    static final class Round {

        private final Fault fault;
        private final Duration calm;
        private final int victim;

        Round(Fault fault, Duration calm, int victim) {
            this.fault = fault;
            this.calm = calm;
            this.victim = victim;
        }

        Fault fault() {
            return fault;
        }

        /** How long the job runs before it. */
        Duration calm() {
            return calm;
        }

        /** Which TaskManager, from 1. */
        int victim() {
            return victim;
        }
    }
}
