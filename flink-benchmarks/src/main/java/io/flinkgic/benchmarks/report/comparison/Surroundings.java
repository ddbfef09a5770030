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

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was the case during runs, such as the machine and its load. */
final class Surroundings {

    /** In place of what a run does not tell. */
    static final String UNKNOWN = "\u2013";

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    /** Of those that are no numbers. */
    private static final int MOST_VALUES = 4;

    private Surroundings() {}

    static List<String> names(
            List<RunRecord> runs, Function<RunRecord, Map<String, String>> ofRun) {
        return runs.stream()
                .flatMap(run -> ofRun.apply(run).keySet().stream())
                .distinct()
                .collect(Collectors.toUnmodifiableList());
    }

    /** The values that runs have under a name. */
    static Set<String> values(
            String name, List<RunRecord> runs, Function<RunRecord, Map<String, String>> ofRun) {
        return runs.stream()
                .map(run -> ofRun.apply(run).getOrDefault(name, UNKNOWN))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What is the same in all runs. */
    static List<Fact> shared(List<RunRecord> runs, Function<RunRecord, Map<String, String>> ofRun) {
        return names(runs, ofRun).stream()
                .filter(name -> values(name, runs, ofRun).size() == 1)
                .map(name -> new Fact(name, values(name, runs, ofRun).iterator().next()))
                .collect(Collectors.toUnmodifiableList());
    }

    /** What is not the same in all runs of the report. */
    static List<String> varying(List<RunRecord> all) {
        return names(all, RunRecord::environment).stream()
                .filter(name -> values(name, all, RunRecord::environment).size() > 1)
                .collect(Collectors.toUnmodifiableList());
    }

    /** What these runs have under each of the names, of which one of them tells something. */
    static List<Fact> summaries(List<String> names, List<RunRecord> runs) {
        return names.stream()
                .filter(name -> runs.stream().anyMatch(run -> run.environment().containsKey(name)))
                .map(name -> new Fact(name, summary(name, runs)))
                .collect(Collectors.toUnmodifiableList());
    }

    private static String summary(String name, List<RunRecord> runs) {
        Set<String> different = values(name, runs, RunRecord::environment);
        if (different.size() == 1) {
            return different.iterator().next();
        }
        if (different.stream().allMatch(value -> NUMBER.matcher(value).matches())) {
            Comparator<String> bySize = Comparator.comparingDouble(Double::parseDouble);
            return Collections.min(different, bySize)
                    + "\u2013"
                    + Collections.max(different, bySize);
        }
        return different.size() <= MOST_VALUES
                ? joined(different)
                : joined(different.stream().limit(MOST_VALUES - 1L).collect(Collectors.toList()))
                        + " and "
                        + (different.size() - MOST_VALUES + 1)
                        + " more";
    }

    static String joined(Collection<String> values) {
        return String.join(" / ", values);
    }

    /** Immutable. */
    static final class Fact {

        private final String name;
        private final String value;

        Fact(String name, String value) {
            this.name = name;
            this.value = value;
        }

        String name() {
            return name;
        }

        String value() {
            return value;
        }
    }
}
