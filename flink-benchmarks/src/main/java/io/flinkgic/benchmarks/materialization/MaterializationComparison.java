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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.util.FileUtils;

import io.flinkgic.benchmarks.process.ChangelogJars;
import io.flinkgic.benchmarks.process.MeasuringProcess;
import io.flinkgic.benchmarks.report.FigureTable;
import io.flinkgic.benchmarks.report.Figures;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the job with stock's changelog and with ours in turn, several rounds, each in a fresh
 * process, writes what was seen as CSV, and prints medians: {@code BUILT-FOLDER RESULTS-FOLDER
 * ROUNDS SCALE}.
 */
public final class MaterializationComparison {

    private MaterializationComparison() {}

    public static void main(String[] args) throws Exception {
        Path built = Path.of(args[0]);
        Path results = Path.of(args[1]);
        int rounds = Integer.parseInt(args[2]);
        Scale scale = Scale.valueOf(args[3]);
        List<String> settings = List.of(args).subList(4, args.length);
        Map<String, List<Figures>> runs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (ChangelogJars jars : ChangelogJars.values()) {
                String name = String.format(Locale.ROOT, "%s-%s-%d", scale, jars, round);
                List<String> arguments = new ArrayList<>(List.of(results.toString(), name));
                arguments.addAll(settings);
                Figures figures = run(built, jars, scale, arguments);
                runs.computeIfAbsent(jars.name(), ignored -> new ArrayList<>()).add(figures);
                System.out.print(FigureTable.of(name, Map.of("", List.of(figures))));
            }
        }
        System.out.print(FigureTable.of(scale + ": medians", runs));
        System.out.println("each second, checkpoint, materialization and pause: " + results);
    }

    private static Figures run(Path built, ChangelogJars jars, Scale scale, List<String> more)
            throws Exception {
        Path folder = Files.createTempDirectory("materialization");
        try {
            List<String> arguments = new ArrayList<>(List.of(scale.name(), folder.toString()));
            arguments.addAll(more);
            Figures.Builder figures = new Figures.Builder();
            new MeasuringProcess(built, jars)
                    .run(MaterializationRun.class, arguments, figures::parse);
            return figures.build();
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }
}
