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
package org.apache.flink.state.changelog.program;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes programs. Each draws anew which groups and kinds of steps are frequent, and how many keys
 * there are: what only shows when something is done often, or never, has a chance.
 */
final class ProgramGenerator {

    private static final int[] KIND_FACTORS = {0, 1, 1, 1, 4};
    private static final int[] GROUP_FACTORS = {1, 1, 4};
    private static final int[] KEYS = {2, 6, Argument.KEY.bound()};

    /** Shares of the groups, in an ordinary program. */
    private static final Map<StepKind.Group, Integer> SHARES =
            new EnumMap<>(
                    Map.of(
                            StepKind.Group.KEYED, 50,
                            StepKind.Group.TIMERS, 16,
                            StepKind.Group.LIFE, 26,
                            StepKind.Group.FAULTS, 2,
                            StepKind.Group.RESTORE, 6));

    private final Random random;
    private final int keys;
    private final Map<StepKind, Integer> weights = new EnumMap<>(StepKind.class);
    private final int total;

    private ProgramGenerator(Random random, int keys, Set<StepKind.Group> groups, boolean varied) {
        this.random = random;
        this.keys = keys;
        int sum = 0;
        for (StepKind.Group group : groups) {
            sum += drawWeights(group, varied);
        }
        this.total = sum;
    }

    static Program generate(long seed, boolean rocksDb) {
        Random random = new Random(seed);
        int keys = KEYS[random.nextInt(KEYS.length)];
        return new ProgramGenerator(random, keys, EnumSet.allOf(StepKind.Group.class), true)
                .program(rocksDb);
    }

    /** Makes single steps that change keyed state and timers, all kinds in their usual share. */
    static Supplier<Step> changes(long seed) {
        ProgramGenerator generator =
                new ProgramGenerator(
                        new Random(seed),
                        Argument.KEY.bound(),
                        EnumSet.of(StepKind.Group.KEYED, StepKind.Group.TIMERS),
                        false);
        return () -> generator.step(generator.kind());
    }

    private int drawWeights(StepKind.Group group, boolean varied) {
        int share = SHARES.get(group) * (varied ? oneOf(GROUP_FACTORS) : 1);
        Map<StepKind, Integer> raw = new EnumMap<>(StepKind.class);
        int rawSum = 0;
        for (StepKind kind : StepKind.values()) {
            if (kind.group() == group) {
                int weight = kind.weight() * (varied ? oneOf(KIND_FACTORS) : 1);
                raw.put(kind, weight);
                rawSum += weight;
            }
        }
        int sum = 0;
        for (Map.Entry<StepKind, Integer> kind : raw.entrySet()) {
            int weight = 1_000 * share * kind.getValue() / Math.max(1, rawSum);
            weights.put(kind.getKey(), weight);
            sum += weight;
        }
        return sum;
    }

    private int oneOf(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private Program program(boolean rocksDb) {
        Program.Job job =
                new Program.Job(
                        rocksDb,
                        1 + random.nextInt(Argument.PARALLELISM.bound()),
                        1 + random.nextInt(2),
                        random.nextInt(3) == 0);
        int length = 20 + random.nextInt(130);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < length && total > 0; i++) {
            steps.add(step(kind()));
        }
        return new Program(job, steps);
    }

    private StepKind kind() {
        int drawn = random.nextInt(total);
        for (Map.Entry<StepKind, Integer> entry : weights.entrySet()) {
            drawn -= entry.getValue();
            if (drawn < 0) {
                return entry.getKey();
            }
        }
        throw new AssertionError("The weights have another sum.");
    }

    private Step step(StepKind kind) {
        return new Step(kind, kind.arguments().stream().mapToInt(this::argument).toArray());
    }

    private int argument(Argument argument) {
        switch (argument) {
            case KEY:
                return random.nextInt(keys);
            case MASK:
                // Mostly everybody takes part.
                return random.nextInt(2) == 0 ? 0 : random.nextInt(argument.bound());
            default:
                return random.nextInt(argument.bound());
        }
    }
}
