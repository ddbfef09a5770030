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

import io.flinkgic.benchmarks.report.comparison.ExperimentText;

import java.util.List;
import java.util.stream.Collectors;

/** All experiments. */
public final class Suite {

    private static final List<Experiment> ALL =
            List.of(
                    new CheckpointSpeed(),
                    new Stability(),
                    new CatchUp(),
                    new Resources(),
                    new Throughput(),
                    new Space(),
                    new JobManagerScale());

    private Suite() {}

    /**
     * @param names of which all are meant if there is none
     * @throws IllegalArgumentException if there is none of a name, naming those there are
     */
    public static List<Experiment> named(List<String> names) {
        return names.isEmpty()
                ? ALL
                : names.stream().distinct().map(Suite::named).collect(Collectors.toList());
    }

    /**
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static Experiment named(String name) {
        return ALL.stream()
                .filter(one -> one.text().id().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no experiment: " + name + "; there are " + ids(ALL)));
    }

    private static String ids(List<Experiment> experiments) {
        return experiments.stream()
                .map(Experiment::text)
                .map(ExperimentText::id)
                .collect(Collectors.joining(", "));
    }
}
