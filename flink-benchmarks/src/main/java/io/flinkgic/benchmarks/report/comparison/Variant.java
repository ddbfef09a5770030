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

/** One of what is compared, with its place among all of the report. Immutable. */
final class Variant {

    /** That the page has. */
    private static final int COLOURS = 8;

    private final String name;
    private final int place;

    private Variant(String name, int place) {
        this.name = name;
        this.place = place;
    }

    /** In the order in which they first appear. */
    static List<Variant> allOf(List<RunRecord> runs) {
        List<Variant> all = new ArrayList<>();
        runs.stream()
                .map(RunRecord::variant)
                .distinct()
                .forEach(name -> all.add(new Variant(name, all.size())));
        return List.copyOf(all);
    }

    /** Those of the variants that have runs here. */
    static List<Variant> present(List<Variant> all, List<RunRecord> runs) {
        return all.stream()
                .filter(variant -> !variant.of(runs).isEmpty())
                .collect(Collectors.toUnmodifiableList());
    }

    static Variant of(RunRecord run, List<Variant> all) {
        return all.stream()
                .filter(variant -> variant.name.equals(run.variant()))
                .findFirst()
                .orElseThrow();
    }

    List<RunRecord> of(List<RunRecord> runs) {
        return runs.stream()
                .filter(run -> run.variant().equals(name))
                .collect(Collectors.toUnmodifiableList());
    }

    String name() {
        return name;
    }

    /** A number of a style of the page: the same everywhere in a report. */
    int colour() {
        return place % COLOURS;
    }
}
