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
package io.flinkgic.benchmarks.coordinator;

import io.flinkgic.benchmarks.process.ChangelogJars;
import io.flinkgic.benchmarks.process.MeasuringProcess;
import io.flinkgic.benchmarks.report.FigureTable;
import io.flinkgic.benchmarks.report.Figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs each load with stock's runtime and with ours in turn, several rounds, each in a fresh
 * process, and prints medians: {@code BUILT-FOLDER ROUNDS SECONDS [LOAD...]}.
 */
public final class CoordinatorComparison {

    private CoordinatorComparison() {}

    public static void main(String[] args) throws Exception {
        Path built = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        String seconds = args[2];
        List<Load> loads = new ArrayList<>();
        for (String name : List.of(args).subList(3, args.length)) {
            loads.add(Load.valueOf(name));
        }
        if (loads.isEmpty()) {
            loads.addAll(List.of(Load.METADATA, Load.OVERLAP, Load.LOG, Load.STORM));
        }
        for (Load load : loads) {
            Map<String, List<Figures>> runs = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (ChangelogJars jars : ChangelogJars.values()) {
                    Figures.Builder figures = new Figures.Builder();
                    new MeasuringProcess(built, jars)
                            .run(
                                    CoordinatorRun.class,
                                    List.of(load.name(), seconds),
                                    figures::parse);
                    runs.computeIfAbsent(jars.name(), ignored -> new ArrayList<>())
                            .add(figures.build());
                }
            }
            System.out.println(FigureTable.of(load + ": medians of " + rounds, runs));
        }
    }
}
