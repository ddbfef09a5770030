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
package io.flinkgic.benchmarks.experiment;

import io.flinkgic.benchmarks.figures.FigureKind;
import io.flinkgic.benchmarks.report.comparison.DocumentedChange;
import io.flinkgic.benchmarks.report.comparison.ExperimentText;
import io.flinkgic.benchmarks.workload.Workload;

import java.util.ArrayList;
import java.util.List;

/** How many records a job can take. */
final class Throughput implements Experiment {

    private static final int SHORT_WORD = 8;
    private static final int LONG_WORD = 64;
    private static final String FEW_KEYS = ", a tenth of the keys";
    private static final String LOCAL_RECOVERY = ", local recovery";

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "throughput",
                "Throughput",
                "WordCount as fast as it can, a checkpoint each second, from when the state is"
                        + " filled.",
                List.of(
                        change(name(LONG_WORD), -3, "table 4"),
                        change(name(LONG_WORD) + LOCAL_RECOVERY, -5, "table 5")));
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        List<Subject> subjects = new ArrayList<>();
        for (int wordBytes : List.of(LONG_WORD, SHORT_WORD)) {
            addBoth(name(wordBytes), wordBytes, profile.keys(), profile, subjects);
            addBoth(name(wordBytes) + FEW_KEYS, wordBytes, profile.keys() / 10, profile, subjects);
        }
        return profile.complete() ? subjects : subjects.subList(0, 1);
    }

    /** Without local recovery, and with it. */
    private static void addBoth(
            String name, int wordBytes, int keys, Profile profile, List<Subject> subjects) {
        subjects.add(subject(name, wordBytes, keys, profile).build());
        subjects.add(
                subject(name + LOCAL_RECOVERY, wordBytes, keys, profile)
                        .set("state.backend.local-recovery", "true")
                        .build());
    }

    private static Subject.Builder subject(String name, int wordBytes, int keys, Profile profile) {
        return new Subject.Builder(
                name, Workload.unlimitedWordCount(keys, wordBytes), profile, FigureKind.THROUGHPUT);
    }

    private static String name(int wordBytes) {
        return "WordCount, words of " + wordBytes + " bytes";
    }

    private static DocumentedChange change(String subject, double percent, String place) {
        return Documented.change(subject, "records per second", percent, place);
    }
}
