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

import io.flinkgic.benchmarks.report.files.RunTables;
import io.flinkgic.benchmarks.report.files.Template;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What many runs came to, for readers. Immutable. */
public final class Report {

    private final String title;
    private final List<Surroundings.Fact> facts;
    private final List<ExperimentSection> experiments;
    private final List<RunRecord> runs;

    private Report(String title, List<ExperimentText> texts, List<RunRecord> runs) {
        this.title = title;
        this.runs = List.copyOf(runs);
        this.facts = Surroundings.shared(runs, RunRecord::environment);
        List<Variant> variants = Variant.allOf(runs);
        List<String> varying = Surroundings.varying(runs);
        List<ExperimentSection> sections = new ArrayList<>();
        for (ExperimentText text : complete(texts, runs)) {
            sections.add(
                    new ExperimentSection(
                            "e" + (sections.size() + 1),
                            text,
                            variants,
                            varying,
                            runs.stream()
                                    .filter(run -> run.experiment().equals(text.id()))
                                    .collect(Collectors.toList())));
        }
        this.experiments = List.copyOf(sections);
    }

    /** Runs that nobody told anything about are shown all the same. */
    private static List<ExperimentText> complete(List<ExperimentText> texts, List<RunRecord> runs) {
        Map<String, ExperimentText> all = new LinkedHashMap<>();
        for (ExperimentText text : texts) {
            if (all.put(text.id(), text) != null) {
                throw new IllegalArgumentException("there are two texts of " + text.id());
            }
        }
        runs.stream()
                .map(RunRecord::experiment)
                .forEach(
                        id ->
                                all.computeIfAbsent(
                                        id, ignored -> new ExperimentText(id, id, "", List.of())));
        return List.copyOf(all.values());
    }

    /**
     * Writes {@code figures.csv} and {@code series.csv}, {@code summary.md}, and {@code
     * report.html}, which loads nothing. Reports that are there are replaced.
     *
     * @param texts in the order of the sections
     * @param runs variants stand in the order in which they first appear
     */
    public static void write(
            Path folder, String title, List<ExperimentText> texts, List<RunRecord> runs)
            throws IOException {
        Report report = new Report(title, texts, runs);
        Files.createDirectories(folder);
        RunTables.writeFigures(folder.resolve("figures.csv"), runs);
        RunTables.writeSeries(folder.resolve("series.csv"), runs);
        Template.SUMMARY.write(folder.resolve("summary.md"), report);
        Template.PAGE.write(folder.resolve("report.html"), report);
    }

    String title() {
        return title;
    }

    List<Surroundings.Fact> facts() {
        return facts;
    }

    List<ExperimentSection> experiments() {
        return experiments;
    }

    long size() {
        return madeRuns().count();
    }

    long flawedSize() {
        return madeRuns().filter(run -> !run.valid()).count();
    }

    /** Each once, also if several experiments share it. */
    private Stream<RunRecord> madeRuns() {
        return runs.stream().filter(run -> !run.isOfAnother());
    }

    boolean hasFlawed() {
        return flawedSize() > 0;
    }

    boolean hasDocumented() {
        return experiments.stream().anyMatch(ExperimentSection::hasDocumented);
    }
}
