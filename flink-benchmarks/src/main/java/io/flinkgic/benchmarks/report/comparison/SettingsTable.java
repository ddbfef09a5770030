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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration of an experiment: what all runs share, and what differs. Immutable. */
final class SettingsTable {

    private final List<Variant> variants;
    private final List<Surroundings.Fact> shared;
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param all one that failed before it told what was set is left out
     */
    SettingsTable(List<Variant> variants, List<RunRecord> all) {
        List<RunRecord> runs =
                all.stream()
                        .filter(run -> run.valid() || !run.configuration().isEmpty())
                        .collect(Collectors.toList());
        this.variants = variants;
        this.shared = Surroundings.shared(runs, RunRecord::configuration);
        for (String name : Surroundings.names(runs, RunRecord::configuration)) {
            if (values(name, runs).size() > 1) {
                addRows(name, runs);
            }
        }
    }

    /** More than one, if it also depends on the subject. */
    private void addRows(String name, List<RunRecord> runs) {
        if (variants.stream().allMatch(variant -> values(name, variant.of(runs)).size() == 1)) {
            rows.add(row(name, name, runs));
            return;
        }
        runs.stream()
                .map(RunRecord::subject)
                .distinct()
                .forEach(
                        subject ->
                                rows.add(
                                        row(
                                                name + ", " + subject,
                                                name,
                                                runs.stream()
                                                        .filter(
                                                                run ->
                                                                        run.subject()
                                                                                .equals(subject))
                                                        .collect(Collectors.toList()))));
    }

    private Row row(String title, String name, List<RunRecord> runs) {
        return new Row(
                title,
                variants.stream()
                        .map(variant -> Surroundings.joined(values(name, variant.of(runs))))
                        .collect(Collectors.toUnmodifiableList()));
    }

    private static List<String> values(String name, List<RunRecord> runs) {
        return List.copyOf(Surroundings.values(name, runs, RunRecord::configuration));
    }

    List<Variant> variants() {
        return variants;
    }

    boolean hasShared() {
        return !shared.isEmpty();
    }

    List<Surroundings.Fact> shared() {
        return shared;
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Immutable. */
    static final class Row {

        private final String name;
        private final List<String> values;

        private Row(String name, List<String> values) {
            this.name = name;
            this.values = values;
        }

        String name() {
            return name;
        }

        List<String> values() {
            return values;
        }
    }
}
