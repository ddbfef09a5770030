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

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkgic.benchmarks.runs.Point;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.runs.Series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One series of one subject, with a line for each variant: one of its valid runs. Immutable. */
final class Plot {

    /** More than a screen can tell apart. */
    private static final MathContext PRECISION = new MathContext(6);

    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final String group;
    private final String unit;
    private final List<Line> lines;

    /** Variants whose runs with this series all have flaws. */
    private final List<String> without;

    private Plot(String name, String group, String unit, List<Line> lines, List<String> without) {
        this.name = name;
        this.group = group;
        this.unit = unit;
        this.lines = lines;
        this.without = without;
    }

    /**
     * @param group plots of one group share a cursor
     */
    static Plot of(String name, String group, List<Variant> variants, List<RunRecord> runs) {
        List<Line> lines = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (Variant variant : variants) {
            Optional<Line> line = line(name, variant, runs);
            if (line.isPresent()) {
                lines.add(line.get());
            } else if (variant.of(runs).stream().anyMatch(run -> series(run, name).isPresent())) {
                without.add(variant.name());
            }
        }
        return new Plot(name, group, unit(name, runs), List.copyOf(lines), List.copyOf(without));
    }

    /** The run whose mean is nearest to the median of the means; the first of these. */
    private static Optional<Line> line(String name, Variant variant, List<RunRecord> runs) {
        List<RunRecord> candidates =
                variant.of(runs).stream()
                        .filter(RunRecord::valid)
                        .filter(run -> series(run, name).isPresent())
                        .collect(Collectors.toList());
        List<Double> means =
                candidates.stream()
                        .map(run -> mean(series(run, name).orElseThrow()))
                        .sorted()
                        .collect(Collectors.toList());
        double middle = Sample.median(means).orElse(0);
        return candidates.stream()
                .min(
                        Comparator.comparingDouble(
                                run -> Math.abs(mean(series(run, name).orElseThrow()) - middle)))
                .map(run -> new Line(variant, run.round(), series(run, name).orElseThrow()));
    }

    private static double mean(Series series) {
        return series.points().stream().mapToDouble(Point::value).average().orElse(0);
    }

    private static Optional<Series> series(RunRecord run, String name) {
        return run.series().stream().filter(series -> series.name().equals(name)).findFirst();
    }

    private static String unit(String name, List<RunRecord> runs) {
        List<String> units =
                runs.stream()
                        .flatMap(run -> series(run, name).stream())
                        .map(Series::unit)
                        .distinct()
                        .collect(Collectors.toList());
        if (units.size() > 1) {
            throw new IllegalArgumentException(name + " is in " + String.join(", and in ", units));
        }
        return units.get(0);
    }

    String name() {
        return name;
    }

    String unit() {
        return unit;
    }

    boolean drawn() {
        return !lines.isEmpty();
    }

    List<Line> lines() {
        return lines;
    }

    List<String> without() {
        return without;
    }

    /** What the script of the page draws. */
    String json() {
        ObjectNode plot = JSON.createObjectNode();
        plot.put("name", name).put("unit", unit).put("group", group);
        ArrayNode all = plot.putArray("lines");
        for (Line line : lines) {
            ObjectNode one = all.addObject();
            one.put("variant", line.variant()).put("colour", line.colour());
            ArrayNode seconds = one.putArray("seconds");
            ArrayNode values = one.putArray("values");
            for (Point point : line.series.points()) {
                seconds.add(rounded(point.second()));
                values.add(rounded(point.value()));
            }
        }
        return plot.toString();
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).round(PRECISION).stripTrailingZeros();
    }

    /** Immutable. */
    static final class Line {

        private final Variant variant;
        private final int round;
        private final Series series;

        private Line(Variant variant, int round, Series series) {
            this.variant = variant;
            this.round = round;
            this.series = series;
        }

        String variant() {
            return variant.name();
        }

        int colour() {
            return variant.colour();
        }

        int round() {
            return round;
        }
    }
}
