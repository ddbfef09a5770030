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

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;

/** One figure of all variants. Immutable. */
final class FigureRow {

    private final String name;
    private final String unit;
    private final List<FigureCell> cells;

    /**
     * @param samples one for each of the columns
     */
    FigureRow(String name, String unit, List<SubjectSection.Column> columns, List<Sample> samples) {
        this.name = name;
        this.unit = unit;
        boolean whole =
                samples.stream()
                        .flatMap(
                                one -> Stream.concat(one.counted().stream(), one.flawed().stream()))
                        .allMatch(Numbers::isWhole);
        DoubleFunction<String> format = whole ? Numbers::whole : Numbers::text;
        boolean comparable = samples.stream().allMatch(sample -> sample.median().orElse(0) >= 0);
        double scale =
                comparable
                        ? samples.stream()
                                .mapToDouble(sample -> sample.median().orElse(0))
                                .max()
                                .orElse(0)
                        : 0;
        List<FigureCell> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(new FigureCell(columns.get(i), samples.get(i), format, scale));
        }
        this.cells = List.copyOf(all);
    }

    String name() {
        return name;
    }

    String unit() {
        return unit;
    }

    List<FigureCell> cells() {
        return cells;
    }
}
