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

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests {@link Shrinker}, and that programs are made and written the same way again. */
final class ShrinkerTest {

    private static final long SEED = 17;

    @Test
    void onlyTheStepsThatMatterAreLeft() {
        Program program = ProgramGenerator.generate(SEED, false);
        List<StepKind> kinds = kinds(program);
        List<StepKind> needed = Arrays.asList(kinds.get(3), kinds.get(kinds.size() - 5));
        Program small = shrink(program, 1_000, needed);
        assertThat(kinds(small)).isEqualTo(needed);
        assertThat(small.job()).hasToString(new Program.Job(false, 1, 1, false).toString());
    }

    @Test
    void whenTheAttemptsAreUsedUpTheShortestProgramSoFarIsTheResult() {
        Program program = ProgramGenerator.generate(SEED, false);
        List<StepKind> needed = kinds(program).subList(0, 1);
        Program small = shrink(program, 1, needed);
        assertThat(small.steps()).hasSize(program.steps().size() - program.steps().size() / 2);
    }

    @Test
    void aProgramThatFailsInAnotherWayIsNoShorterForm() {
        Program program = ProgramGenerator.generate(SEED, false);
        AtomicInteger runs = new AtomicInteger();
        Program small =
                Shrinker.shrink(
                        program,
                        new IllegalStateException(),
                        100,
                        candidate -> {
                            runs.incrementAndGet();
                            return Optional.of(new IllegalArgumentException());
                        });
        assertThat(small).isSameAs(program);
        assertThat(runs).hasValue(100);
    }

    /** Fails while the steps of some kinds are there, in order. */
    private static Program shrink(Program program, int attempts, List<StepKind> needed) {
        return Shrinker.shrink(
                program,
                new IllegalStateException(),
                attempts,
                candidate ->
                        isWithin(needed, kinds(candidate))
                                ? Optional.of(new IllegalStateException())
                                : Optional.empty());
    }

    private static List<StepKind> kinds(Program program) {
        return program.steps().stream().map(Step::kind).collect(Collectors.toList());
    }

    private static boolean isWithin(List<StepKind> needed, List<StepKind> present) {
        int found = 0;
        for (StepKind kind : present) {
            if (found < needed.size() && kind == needed.get(found)) {
                found++;
            }
        }
        return found == needed.size();
    }

    @Test
    void oneSeedGivesOneProgramAndItsTextGivesItAgain() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            String text = ProgramGenerator.generate(seed, true).toString();
            assertThat(ProgramGenerator.generate(seed, true)).hasToString(text);
            assertThat(Program.parse(Arrays.asList(text.split("\n")))).hasToString(text);
        }
    }
}
