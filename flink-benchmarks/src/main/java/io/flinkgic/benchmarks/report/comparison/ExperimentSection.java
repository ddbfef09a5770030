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

import java.util.List;
import java.util.stream.Collectors;

/** All that is told of one experiment. Immutable. */
final class ExperimentSection {

    private final String id;
    private final ExperimentText text;
    private final List<SubjectSection> subjects;
    private final List<DocumentedRow> documented;
    private final SettingsTable settings;
    private final List<String> varying;
    private final List<Surroundings.Fact> surroundings;
    private final List<Run> runs;

    /**
     * @param id in the page
     * @param variants of the whole report
     * @param varying names of what is not the same in all runs of the report
     */
    ExperimentSection(
            String id,
            ExperimentText text,
            List<Variant> variants,
            List<String> varying,
            List<RunRecord> runs) {
        this.id = id;
        this.text = text;
        List<Variant> present = Variant.present(variants, runs);
        this.subjects = SubjectSection.allOf(id, present, runs);
        this.documented =
                text.documented().stream()
                        .map(change -> new DocumentedRow(change, runs))
                        .collect(Collectors.toUnmodifiableList());
        this.settings = new SettingsTable(present, runs);
        this.varying = varying;
        this.surroundings = Surroundings.summaries(varying, runs);
        this.runs =
                runs.stream()
                        .map(run -> new Run(Variant.of(run, variants), run, varying))
                        .collect(Collectors.toUnmodifiableList());
    }

    String id() {
        return id;
    }

    String title() {
        return text.title();
    }

    String measured() {
        return text.measured();
    }

    boolean notRun() {
        return runs.isEmpty();
    }

    boolean hasRuns() {
        return !notRun();
    }

    List<SubjectSection> subjects() {
        return subjects;
    }

    boolean hasDocumented() {
        return !documented.isEmpty();
    }

    List<DocumentedRow> documented() {
        return documented;
    }

    SettingsTable settings() {
        return settings;
    }

    List<String> varying() {
        return varying;
    }

    boolean hasSurroundings() {
        return !surroundings.isEmpty();
    }

    List<Surroundings.Fact> surroundings() {
        return surroundings;
    }

    List<Run> runs() {
        return runs;
    }

    boolean hasFlawed() {
        return !flawed().isEmpty();
    }

    List<Run> flawed() {
        return runs.stream()
                .filter(run -> !run.record.valid())
                .collect(Collectors.toUnmodifiableList());
    }

    /** Immutable. */
    static final class Run {

        private final Variant variant;
        private final RunRecord record;
        private final List<String> values;

        private Run(Variant variant, RunRecord record, List<String> varying) {
            this.variant = variant;
            this.record = record;
            this.values =
                    varying.stream()
                            .map(
                                    name ->
                                            record.environment()
                                                    .getOrDefault(name, Surroundings.UNKNOWN))
                            .collect(Collectors.toUnmodifiableList());
        }

        String subject() {
            return record.subject();
        }

        String variant() {
            return variant.name();
        }

        int colour() {
            return variant.colour();
        }

        int round() {
            return record.round();
        }

        String flaws() {
            return String.join("; ", record.flaws());
        }

        List<String> values() {
            return values;
        }
    }
}
