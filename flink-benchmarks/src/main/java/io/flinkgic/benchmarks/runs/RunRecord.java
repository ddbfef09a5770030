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
package io.flinkgic.benchmarks.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of one variant: what was measured, and under which circumstances. Immutable; all is in
 * the order in which it was added.
 */
public final class RunRecord {

    private static final String RUN_OF = "run of";

    private final String experiment;
    private final String subject;
    private final String variant;
    private final int round;
    private final List<String> flaws;
    private final Map<String, String> environment;
    private final Map<String, String> configuration;
    private final List<Figure> figures;
    private final List<Series> series;

    private RunRecord(Builder parts) {
        this.experiment = parts.experiment;
        this.subject = parts.subject;
        this.variant = parts.variant;
        this.round = parts.round;
        this.flaws = List.copyOf(parts.flaws);
        this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(parts.environment));
        this.configuration = Collections.unmodifiableMap(new LinkedHashMap<>(parts.configuration));
        this.figures = List.copyOf(parts.figures.values());
        List<Series> all = new ArrayList<>();
        parts.points.forEach(
                (name, points) -> all.add(new Series(name, parts.units.get(name), points)));
        this.series = List.copyOf(all);
    }

    private RunRecord(RunRecord other, String flaw) {
        this.experiment = other.experiment;
        this.subject = other.subject;
        this.variant = other.variant;
        this.round = other.round;
        this.flaws =
                Stream.concat(other.flaws.stream(), Stream.of(Words.name(flaw)))
                        .collect(Collectors.toUnmodifiableList());
        this.environment = other.environment;
        this.configuration = other.configuration;
        this.figures = other.figures;
        this.series = other.series;
    }

    /** The same, with one more reason why it must not be counted. */
    public RunRecord flawed(String flaw) {
        return new RunRecord(this, flaw);
    }

    /**
     * @throws IOException also if the file is no record of a run
     */
    public static RunRecord read(Path file) throws IOException {
        return RunRecordFormat.read(file);
    }

    /**
     * Names the file after the run. Two runs whose names differ in nothing but what files cannot be
     * called are too much for one folder.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public void write(Path folder) throws IOException {
        RunRecordFormat.write(this, folder);
    }

    /** Of what belongs to this run, before the dot. */
    public String fileName() {
        return RunRecordFormat.fileName(this);
    }

    public String experiment() {
        return experiment;
    }

    /** What the experiment is done with, such as a job. */
    public String subject() {
        return subject;
    }

    public String variant() {
        return variant;
    }

    public int round() {
        return round;
    }

    /** Whether there is another record of the same run, which counts as the run. */
    public boolean isOfAnother() {
        return environment.containsKey(RUN_OF);
    }

    /** Experiment and subject of that record; empty if this counts as the run. */
    public String runOf() {
        return environment.getOrDefault(RUN_OF, "");
    }

    /** Whether it may be counted. */
    public boolean valid() {
        return flaws.isEmpty();
    }

    /** Why it must not be counted. */
    public List<String> flaws() {
        return flaws;
    }

    /** What was the case, such as the commit and the load. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What was set. */
    public Map<String, String> configuration() {
        return configuration;
    }

    /** No two of the same name. */
    public List<Figure> figures() {
        return figures;
    }

    /** No two of the same name. */
    public List<Series> series() {
        return series;
    }

    @Override
    public String toString() {
        return String.join(", ", experiment, subject, variant, "round " + round);
    }

    /** Collects the parts; refuses what is said twice, and numbers that are none. */
    public static final class Builder {

        private final String experiment;
        private final String subject;
        private final String variant;
        private final int round;
        private final List<String> flaws = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> configuration = new LinkedHashMap<>();
        private final Map<String, Figure> figures = new LinkedHashMap<>();
        private final Map<String, List<Point>> points = new LinkedHashMap<>();

        /** Of the series. */
        private final Map<String, String> units = new LinkedHashMap<>();

        public Builder(String experiment, String subject, String variant, int round) {
            this.experiment = Words.name(experiment);
            this.subject = Words.name(subject);
            this.variant = Words.name(variant);
            this.round = round;
        }

        public Builder environment(String name, String value) {
            Words.putOnce(environment, name, value);
            return this;
        }

        /**
         * The run was made for another experiment, which asked the same of a job.
         *
         * @param other which
         */
        public Builder runOf(String other) {
            return environment(RUN_OF, other);
        }

        public Builder configuration(Map<String, String> settings) {
            settings.forEach((name, value) -> Words.putOnce(configuration, name, value));
            return this;
        }

        /**
         * @param unit empty for what has none
         */
        public Builder figure(String name, String unit, double value) {
            Words.putOnce(figures, name, new Figure(name, unit, value));
            return this;
        }

        /**
         * @param second not before that of the point before
         */
        public Builder point(String seriesName, String unit, double second, double value) {
            String known = units.computeIfAbsent(seriesName, ignored -> unit);
            if (!known.equals(unit)) {
                throw new IllegalArgumentException(
                        seriesName + ": in " + known + ", and in " + unit);
            }
            points.computeIfAbsent(seriesName, ignored -> new ArrayList<>())
                    .add(new Point(second, value));
            return this;
        }

        public Builder flaw(String text) {
            flaws.add(Words.name(text));
            return this;
        }

        public RunRecord build() {
            return new RunRecord(this);
        }
    }
}
