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
package io.flinkgic.benchmarks.report.comparison;

import io.flinkgic.benchmarks.runs.RunRecord;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class SettingsTableTest {

    @Test
    void whatDiffersIsToldApartFromWhatAllShare() {
        SettingsTable table =
                table(
                        run("a", "off", Map.of("interval", "1 s", "changelog", "false")),
                        run("a", "ours", Map.of("interval", "1 s", "changelog", "true")),
                        run("b", "off", Map.of("interval", "1 s", "changelog", "false")),
                        run("b", "ours", Map.of("interval", "1 s", "changelog", "true")));

        assertThat(table.shared())
                .extracting(Surroundings.Fact::name, Surroundings.Fact::value)
                .containsExactly(tuple("interval", "1 s"));
        assertThat(rows(table)).containsExactly("changelog: false, true");
    }

    @Test
    void whatOneDoesNotSetDiffers() {
        assertThat(
                        rows(
                                table(
                                        run("a", "off", Map.of()),
                                        run("a", "ours", Map.of("linger", "1 ms")))))
                .containsExactly("linger: –, 1 ms");
    }

    @Test
    void whatDependsOnTheSubjectIsToldForEach() {
        assertThat(
                        rows(
                                table(
                                        run("a", "off", Map.of("rate", "1")),
                                        run("b", "off", Map.of("rate", "2")))))
                .containsExactly("rate, a: 1", "rate, b: 2");
    }

    @Test
    void whatDiffersBetweenRoundsIsNotHidden() {
        assertThat(
                        rows(
                                table(
                                        run("a", "off", Map.of("rate", "1")),
                                        run("a", "off", Map.of("rate", "2")))))
                .containsExactly("rate, a: 1 / 2");
    }

    private static List<String> rows(SettingsTable table) {
        return table.rows().stream()
                .map(row -> row.name() + ": " + String.join(", ", row.values()))
                .collect(Collectors.toList());
    }

    private static SettingsTable table(RunRecord... runs) {
        return new SettingsTable(Variant.allOf(List.of(runs)), List.of(runs));
    }

    private static RunRecord run(String subject, String variant, Map<String, String> settings) {
        return new RunRecord.Builder("speed", subject, variant, 1).configuration(settings).build();
    }
}
