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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells runs during which others took the machine from those that are slow by themselves. */
final class SlowMachine {

    /** What a fixed amount of work beside the job took, half of the time. */
    static final String REFERENCE = "reference work, processor ns";

    /** Of that beside the same variant of the same job at its best. */
    private static final double MOST = 1.5;

    private SlowMachine() {}

    /** All runs; those on a slow machine are not to be counted. */
    static List<RunRecord> marked(List<RunRecord> runs) {
        Map<String, Double> best = new HashMap<>();
        for (RunRecord run : runs) {
            if (run.environment().containsKey(REFERENCE)) {
                best.merge(kind(run), nanos(run), Math::min);
            }
        }
        return runs.stream().map(run -> marked(run, best)).collect(Collectors.toList());
    }

    private static RunRecord marked(RunRecord run, Map<String, Double> best) {
        if (!run.environment().containsKey(REFERENCE)) {
            return run;
        }
        double times = nanos(run) / best.get(kind(run));
        return times <= MOST
                ? run
                : run.flawed(
                        String.format(
                                Locale.ROOT,
                                "the machine was %.1f times as slow as at its best",
                                times));
    }

    private static String kind(RunRecord run) {
        return String.join(", ", run.experiment(), run.subject(), run.variant());
    }

    private static double nanos(RunRecord run) {
        return Double.parseDouble(run.environment().get(REFERENCE));
    }
}
