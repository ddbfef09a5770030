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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class ChaosCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rounds 0        | --rounds must be from 1 to 1000, not 0",
                "--variant theirs  | Invalid value for option '--variant'",
                "--faults network  | Invalid value for option '--faults'",
                "--script a        | Invalid value for option '--script'",
                "--backend memory  | Invalid value for option '--backend'",
                "--scheduler ng    | Invalid value for option '--scheduler'",
                "--scheduler reactive --script taskmanager,savepoint"
                        + " | --scheduler reactive has no fault savepoint",
                "--scheduler reactive --faults switchedoff"
                        + " | --scheduler reactive has no fault switchedoff",
                "--scheduler reactive --faults rescaled"
                        + " | --scheduler reactive has no fault rescaled",
                "--script moretaskmanagers | --scheduler fixed has no fault moretaskmanagers",
                "--faults fewertaskmanagers | --scheduler fixed has no fault fewertaskmanagers",
                "--scheduler reactive --script fewertaskmanagers,jobmanager,fewertaskmanagers"
                        + " | --script: there must be 1 to 4 TaskManagers, not 0, after round 3",
                "--scheduler reactive"
                        + " --script moretaskmanagers,moretaskmanagers,moretaskmanagers"
                        + " | --script: there must be 1 to 4 TaskManagers, not 5, after round 3",
            })
    void wrongOptionIsNamed(String arguments, String message) {
        StringWriter err = new StringWriter();

        int exitCode =
                new CommandLine(new ChaosCommand())
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments.split(" +"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void failedRunPrintsHowToReplayItAndKeepsItsDirectory() throws IOException {
        StringWriter out = new StringWriter();

        int exitCode =
                new CommandLine(new ChaosCommand())
                        .setOut(new PrintWriter(out, true))
                        .execute(
                                "--repository",
                                "/no-such-checkout",
                                "--seed",
                                "7",
                                "--rounds",
                                "3");

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .contains("FAILED; to replay it: tools/chaos.sh --seed 7 --rounds 3\n");
        Matcher kept = Pattern.compile("(?m)^kept: (.*)$").matcher(out.toString());
        assertThat(kept.find()).isTrue();
        Path directory = Path.of(kept.group(1));
        assertThat(directory).isDirectory();
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void sameSeedGivesTheSamePlan() {
        List<Fault> faults = List.of(Fault.values());
        for (long seed = 0; seed < 20; seed++) {
            ChaosPlan one = ChaosPlan.drawn(seed, 10, faults);

            assertThat(text(one)).isEqualTo(text(ChaosPlan.drawn(seed, 10, faults)));
            assertThat(one.rounds())
                    .hasSize(10)
                    .allSatisfy(
                            round -> {
                                assertThat(round.victim()).isBetween(1, 4);
                                assertThat(round.calm())
                                        .isBetween(Duration.ZERO, Duration.ofSeconds(6));
                            });
        }
        assertThat(text(ChaosPlan.drawn(1, 10, faults)))
                .isNotEqualTo(text(ChaosPlan.drawn(2, 10, faults)));
    }

    @Test
    void scriptDecidesTheFaults() {
        ChaosPlan plan = ChaosPlan.scripted(1, List.of(Fault.jobmanager, Fault.taskmanager));

        assertThat(plan.rounds())
                .extracting(ChaosPlan.Round::fault)
                .containsExactly(Fault.jobmanager, Fault.taskmanager);
        assertThat(plan.has(Fault::needsHighAvailability)).isTrue();
        assertThat(plan.has(fault -> fault == Fault.savepoint)).isFalse();
    }

    @Test
    void drawnPlanKeepsATaskManagerAndNeverHasTooMany() {
        List<Fault> faults = List.of(Fault.fewertaskmanagers, Fault.moretaskmanagers);
        for (List<Fault> some : List.of(faults, faults.subList(0, 1), faults.subList(1, 2))) {
            for (long seed = 0; seed < 20; seed++) {
                int taskManagers = 2;
                for (ChaosPlan.Round round : ChaosPlan.drawn(seed, 30, some).rounds()) {
                    taskManagers += round.fault() == Fault.moretaskmanagers ? 1 : -1;
                    assertThat(taskManagers).isBetween(1, 4);
                }
            }
        }
    }

    private static String text(ChaosPlan plan) {
        return plan.rounds().stream()
                .map(round -> round.fault() + " " + round.calm() + " " + round.victim())
                .collect(Collectors.joining(", "));
    }
}
