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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Medians of the runs of some variants beside each other. */
public final class FigureTable {

    private FigureTable() {}

    /**
     * @param runs of each variant, in the order of the columns
     */
    public static String of(String title, Map<String, List<Figures>> runs) {
        List<Figures> columns =
                runs.values().stream().map(Figures::median).collect(Collectors.toList());
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(column -> names.addAll(column.names()));
        StringBuilder table = new StringBuilder(row(title, List.copyOf(runs.keySet())));
        for (String name : names) {
            table.append(
                    row(
                            name,
                            columns.stream()
                                    .map(column -> cell(column.of(name)))
                                    .collect(Collectors.toList())));
        }
        return table.toString();
    }

    private static String row(String title, List<String> cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-46s", title));
        cells.forEach(cell -> row.append(String.format(Locale.ROOT, "%14s", cell)));
        return row.append('\n').toString();
    }

    private static String cell(OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        return String.format(
                Locale.ROOT, value.getAsDouble() < 100 ? "%.1f" : "%.0f", value.getAsDouble());
    }
}
