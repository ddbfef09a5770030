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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.experiment.Experiment;
import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Suite;
import io.flinkgic.benchmarks.experiment.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class TurnTest {

    @ParameterizedTest
    @EnumSource
    void everyRunOfEveryExperimentHasItsTurn(Profile profile) {
        List<String> wanted = new ArrayList<>();
        for (Experiment experiment : Suite.named(List.of())) {
            for (Subject subject : experiment.subjects(profile)) {
                for (Variant variant : subject.variants()) {
                    wanted.add(
                            String.join(
                                    ", ",
                                    experiment.text().id(),
                                    subject.name(),
                                    variant.name(),
                                    "round 2"));
                }
            }
        }

        assertThat(Turn.of(Suite.named(List.of()), profile, 2))
                .flatExtracting(Turn::ids)
                .extracting(RunId::toString)
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void onlyWhatDiffersInNothingButTheFiguresSharesARun() {
        assertThat(shared("checkpoint-speed", "stability", "catch-up", "resources", "space"))
                .containsExactly(
                        "checkpoint-speed, WordCount, off, round 0 = resources, WordCount, off, round 0",
                        "checkpoint-speed, WordCount, stock, round 0 = resources, WordCount, stock, round 0",
                        "checkpoint-speed, WordCount, ours, round 0 = resources, WordCount, ours, round 0",
                        "checkpoint-speed, SlidingWindow, off, round 0 = space, SlidingWindow, each record in 10, off, round 0",
                        "checkpoint-speed, SlidingWindow, stock, round 0 = space, SlidingWindow, each record in 10, stock, round 0",
                        "checkpoint-speed, SlidingWindow, ours, round 0 = space, SlidingWindow, each record in 10, ours, round 0");
        assertThat(shared("throughput", "jobmanager-scale")).isEmpty();
    }

    @Test
    void aTurnRunsTheVariantThatIsAskedFor() {
        assertThat(Turn.of(Suite.named(List.of("resources")), Profile.STANDARD, 0))
                .extracting(turn -> turn.variant().name())
                .containsExactly("off, rarely", "off", "stock", "ours");
    }

    @Test
    void aVariantThatOnlyOneExperimentWantsRunsBesideTheOthersOfItsJob() {
        assertThat(runs(0, "checkpoint-speed", "stability", "resources"))
                .containsExactly(
                        "checkpoint-speed, WordCount, off, round 0",
                        "checkpoint-speed, WordCount, stock, round 0",
                        "checkpoint-speed, WordCount, ours, round 0",
                        "resources, WordCount, off, rarely, round 0",
                        "checkpoint-speed, SlidingWindow, off, round 0",
                        "checkpoint-speed, SlidingWindow, stock, round 0",
                        "checkpoint-speed, SlidingWindow, ours, round 0",
                        "stability, WordCount, every 200 ms, off, round 0",
                        "stability, WordCount, every 200 ms, stock, round 0",
                        "stability, WordCount, every 200 ms, ours, round 0");
    }

    @Test
    void eachRoundBeginsWithAnotherVariant() {
        assertThat(runs(1, "stability"))
                .containsExactly(
                        "stability, WordCount, every 200 ms, stock, round 1",
                        "stability, WordCount, every 200 ms, ours, round 1",
                        "stability, WordCount, every 200 ms, off, round 1");
    }

    private static List<String> runs(int round, String... experiments) {
        return Turn.of(Suite.named(List.of(experiments)), Profile.STANDARD, round).stream()
                .map(turn -> turn.ids().get(0).toString())
                .collect(Collectors.toList());
    }

    private static List<String> shared(String... experiments) {
        return Turn.of(Suite.named(List.of(experiments)), Profile.STANDARD, 0).stream()
                .filter(turn -> turn.ids().size() > 1)
                .map(
                        turn ->
                                turn.ids().stream()
                                        .map(RunId::toString)
                                        .collect(Collectors.joining(" = ")))
                .collect(Collectors.toList());
    }
}
