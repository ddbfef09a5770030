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
package io.flinkgic.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of a JMH run, ours and stock's of the same benchmark in one row. A ratio above one
 * always means that ours is better.
 */
public final class JmhTable {

    private static final String OURS = "OURS";
    private static final String STOCK = "STOCK";

    /** By what is measured, then by variant. */
    private final Map<String, Map<String, Double>> rows = new LinkedHashMap<>();

    private final Map<String, Boolean> lessIsBetter = new LinkedHashMap<>();

    private JmhTable() {}

    /** Prints the table of each of the files. */
    public static void main(String[] args) throws IOException {
        for (String file : args) {
            System.out.print(of(new ObjectMapper().readTree(new File(file))));
        }
    }

    /**
     * @param results what JMH writes as JSON
     */
    static String of(JsonNode results) {
        JmhTable table = new JmhTable();
        results.forEach(table::add);
        return table.format();
    }

    private void add(JsonNode result) {
        Map<String, String> parameters = new TreeMap<>();
        result.path("params")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        String variant = Optional.ofNullable(parameters.remove("variant")).orElse(OURS);
        String title = shortName(result.path("benchmark").asText());
        if (!parameters.isEmpty()) {
            title += " " + parameters;
        }
        JsonNode metric = result.path("primaryMetric");
        String unit = metric.path("scoreUnit").asText();
        if (result.path("mode").asText().equals("sample")) {
            JsonNode percentiles = metric.path("scorePercentiles");
            put(title + ", p50, " + unit, variant, percentiles.path("50.0").asDouble(), true);
            put(title + ", p99, " + unit, variant, percentiles.path("99.0").asDouble(), true);
        } else if (unit.equals("ops/s")) {
            put(title + ", MiB/s", variant, metric.path("score").asDouble(), false);
        } else {
            put(title + ", " + unit, variant, metric.path("score").asDouble(), true);
        }
        JsonNode others = result.path("secondaryMetrics");
        double changes = others.path("changes").path("score").asDouble();
        if (changes > 0) {
            double cpuNanos = others.path("cpuNanos").path("score").asDouble();
            double bytes = others.path("allocatedBytes").path("score").asDouble();
            put(title + ", CPU ns/op", variant, cpuNanos / changes, true);
            put(title + ", B/op", variant, bytes / changes, true);
        }
    }

    private void put(String row, String variant, double value, boolean lessIsBetterHere) {
        rows.computeIfAbsent(row, ignored -> new LinkedHashMap<>()).put(variant, value);
        lessIsBetter.put(row, lessIsBetterHere);
    }

    private String format() {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        List<String> lines = new ArrayList<>();
        lines.add(line(width, "", "ours", "stock", "ratio"));
        rows.forEach(
                (row, values) -> {
                    Optional<Double> ours = Optional.ofNullable(values.get(OURS));
                    Optional<Double> stock = Optional.ofNullable(values.get(STOCK));
                    lines.add(line(width, row, text(ours), text(stock), ratio(row, ours, stock)));
                });
        return String.join("", lines);
    }

    private String ratio(String row, Optional<Double> ours, Optional<Double> stock) {
        if (ours.isEmpty() || stock.isEmpty()) {
            return "-";
        }
        double better = lessIsBetter.get(row) ? stock.get() / ours.get() : ours.get() / stock.get();
        return Double.isInfinite(better) ? "none" : String.format(Locale.ROOT, "%.2f", better);
    }

    private static String shortName(String benchmark) {
        String[] names = benchmark.split("\\.");
        return names[names.length - 2].replace("Benchmark", "") + "." + names[names.length - 1];
    }

    private static String text(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.2f", number)).orElse("-");
    }

    private static String line(int width, String title, String ours, String stock, String ratio) {
        return String.format(
                Locale.ROOT, "%-" + width + "s%12s%12s%10s%n", title, ours, stock, ratio);
    }
}
