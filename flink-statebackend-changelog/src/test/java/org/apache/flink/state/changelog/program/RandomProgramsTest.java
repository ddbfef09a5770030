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

import org.apache.flink.changelog.testkit.Seed;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Fresh programs in every run. A failing one is made short, and says how to run it again; {@code
 * -Dprogram.seeds=} runs more.
 */
final class RandomProgramsTest {

    private static final int SEEDS = Integer.getInteger("program.seeds", 60);

    /** What a program costs is mostly opening its tables; the heap has none to open. */
    private static final int HEAP_PROGRAMS_PER_SEED = 4;

    /** A program takes a second, even with RocksDB on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String MAVEN =
            "mvn verify -pl flink-statebackend-changelog -am"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";

    private static final int SHRINKING_ATTEMPTS = 400;

    @Test
    void jobsOnTheHeapAreWhatTheModelIs() {
        runAll(SEEDS * HEAP_PROGRAMS_PER_SEED, false);
    }

    @Test
    void jobsInRocksDbAreWhatTheModelIs() {
        runAll(SEEDS, true);
    }

    private static void runAll(int programs, boolean rocksDb) {
        long first = Seed.value();
        for (long seed = first; seed < first + programs; seed++) {
            Program program = ProgramGenerator.generate(seed, rocksDb);
            Optional<Throwable> failure = run(program);
            if (failure.isPresent()) {
                throw failed(seed, program, failure.get());
            }
        }
    }

    private static Optional<Throwable> run(Program program) {
        try {
            assertTimeoutPreemptively(PATIENCE, () -> ProgramRun.run(program));
            return Optional.empty();
        } catch (Throwable t) {
            return Optional.of(t);
        }
    }

    private static AssertionError failed(long seed, Program program, Throwable failure) {
        Program small =
                Shrinker.shrink(program, failure, SHRINKING_ATTEMPTS, RandomProgramsTest::run);
        return new AssertionError(
                String.format(
                        "The program of seed %d fails, with %d steps; so does this one, with"
                                + " %d:%n%n%s%n%nRun it from a file with:%n"
                                + MAVEN
                                + " -Dtest=KnownProgramsTest -Dprogram.file=FILE%n"
                                + "or the whole one with:%n"
                                + MAVEN
                                + " -Dtest=RandomProgramsTest#%s -Dseed=%d -Dprogram.seeds=1%n",
                        seed,
                        program.steps().size(),
                        small.steps().size(),
                        small,
                        program.job().rocksDb
                                ? "jobsInRocksDbAreWhatTheModelIs"
                                : "jobsOnTheHeapAreWhatTheModelIs",
                        seed),
                failure);
    }
}
