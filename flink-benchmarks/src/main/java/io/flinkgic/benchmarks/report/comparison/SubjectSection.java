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

import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.runs.Series;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The figures and series of one subject of an experiment, variants beside each other. Immutable.
 */
final class SubjectSection {

    private final String id;
    private final String name;
    private final List<Column> columns;
    private final int usualSize;
    private final List<FigureRow> rows;
    private final List<Plot> plots;

    private SubjectSection(String id, String name, List<Variant> variants, List<RunRecord> runs) {
        this.id = id;
        this.name = name;
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (String figure : names(runs, SubjectSection::figureNames)) {
            samples.put(
                    figure,
                    variants.stream()
                            .map(variant -> Sample.of(figure, variant.of(runs)))
                            .collect(Collectors.toList()));
        }
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            int index = i;
            sizes.add(
                    usualSize(
                            samples.values().stream()
                                    .map(ofVariants -> ofVariants.get(index))
                                    .collect(Collectors.toList())));
        }
        this.usualSize = Collections.max(sizes);
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            all.add(new Column(variants.get(i), sizes.get(i), usualSize));
        }
        this.columns = List.copyOf(all);
        List<FigureRow> table = new ArrayList<>();
        samples.forEach(
                (figure, ofVariants) ->
                        table.add(new FigureRow(figure, unit(figure, runs), columns, ofVariants)));
        this.rows = List.copyOf(table);
        this.plots =
                names(runs, SubjectSection::seriesNames).stream()
                        .map(series -> Plot.of(series, id, variants, runs))
                        .collect(Collectors.toUnmodifiableList());
    }

    /**
     * @param id of the experiment, in the page
     */
    static List<SubjectSection> allOf(String id, List<Variant> variants, List<RunRecord> runs) {
        Map<String, List<RunRecord>> subjects = new LinkedHashMap<>();
        runs.forEach(
                run ->
                        subjects.computeIfAbsent(run.subject(), ignored -> new ArrayList<>())
                                .add(run));
        List<SubjectSection> sections = new ArrayList<>();
        subjects.forEach(
                (subject, ofSubject) ->
                        sections.add(
                                new SubjectSection(
                                        id + "-" + (sections.size() + 1),
                                        subject,
                                        Variant.present(variants, ofSubject),
                                        ofSubject)));
        return List.copyOf(sections);
    }

    /** One that only some runs have stands after what it follows in these. */
    private static List<String> names(
            List<RunRecord> runs, Function<RunRecord, List<String>> ofRun) {
        List<String> all = new ArrayList<>();
        for (RunRecord run : runs) {
            int next = 0;
            for (String name : ofRun.apply(run)) {
                int known = all.indexOf(name);
                if (known < 0) {
                    all.add(next++, name);
                } else {
                    next = known + 1;
                }
            }
        }
        return all;
    }

    private static List<String> figureNames(RunRecord run) {
        return run.figures().stream().map(Figure::name).collect(Collectors.toList());
    }

    private static List<String> seriesNames(RunRecord run) {
        return run.series().stream().map(Series::name).collect(Collectors.toList());
    }

    private static String unit(String figure, List<RunRecord> runs) {
        List<String> units =
                runs.stream()
                        .flatMap(run -> run.figures().stream())
                        .filter(candidate -> candidate.name().equals(figure))
                        .map(Figure::unit)
                        .distinct()
                        .collect(Collectors.toList());
        if (units.size() > 1) {
            throw new IllegalArgumentException(
                    figure + " is in " + String.join(", and in ", units));
        }
        return units.get(0);
    }

    /** The number of valid runs that most of them have. */
    private static int usualSize(List<Sample> samples) {
        Map<Integer, Long> sizes =
                samples.stream()
                        .filter(sample -> !sample.isEmpty())
                        .collect(Collectors.groupingBy(Sample::size, Collectors.counting()));
        return sizes.entrySet().stream()
                .max(
                        Map.Entry.<Integer, Long>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    List<Column> columns() {
        return columns;
    }

    boolean several() {
        return usualSize > 1;
    }

    int usualSize() {
        return usualSize;
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    List<FigureRow> rows() {
        return rows;
    }

    boolean hasPlots() {
        return !plots.isEmpty();
    }

    List<Plot> plots() {
        return plots;
    }

    /** The figures of one variant. Immutable. */
    static final class Column {

        private final Variant variant;
        private final int size;
        private final int usualSize;

        /**
         * @param size the number of valid runs of most of its figures
         * @param usualSize the largest of these
         */
        private Column(Variant variant, int size, int usualSize) {
            this.variant = variant;
            this.size = size;
            this.usualSize = usualSize;
        }

        String name() {
            return variant.name();
        }

        int colour() {
            return variant.colour();
        }

        int size() {
            return size;
        }

        Optional<Integer> unusualSize() {
            return size == usualSize ? Optional.empty() : Optional.of(size);
        }
    }
}
