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

import org.apache.flink.util.FileUtils;

import io.flinkgic.benchmarks.experiment.Experiment;
import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Suite;
import io.flinkgic.benchmarks.experiment.Variant;
import io.flinkgic.benchmarks.process.MeasuringProcess;
import io.flinkgic.benchmarks.report.comparison.Report;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs experiments and writes the report: {@code BUILT-FOLDER RESULTS-FOLDER PROFILE COMMIT
 * [EXPERIMENT…]}. In each round every run has its turn, the variants of a subject one after the
 * other, each in a process of its own.
 */
public final class Campaign {

    private final Path built;
    private final Path records;
    private final Profile profile;
    private final String commit;

    private Campaign(Path built, Path records, Profile profile, String commit) {
        this.built = built;
        this.records = records;
        this.profile = profile;
        this.commit = commit;
    }

    public static void main(String[] args) throws Exception {
        Path results = Path.of(args[1]);
        Path records = Files.createDirectories(results.resolve("runs"));
        Profile profile = Profile.valueOf(args[2].toUpperCase(Locale.ROOT));
        List<Experiment> experiments = Suite.named(List.of(args).subList(4, args.length));
        new Campaign(Path.of(args[0]), records, profile, args[3]).run(experiments);
        Report.write(
                results,
                "Flink GIC beside stock Flink, profile " + args[2],
                experiments.stream().map(Experiment::text).collect(Collectors.toList()),
                read(records));
        System.out.println("report: " + results.resolve("report.html"));
    }

    private void run(List<Experiment> experiments) throws IOException, InterruptedException {
        for (int round = 0; round < profile.rounds(); round++) {
            for (Experiment experiment : experiments) {
                for (Subject subject : experiment.subjects(profile)) {
                    for (Variant variant : subject.variants()) {
                        run(
                                new RunId(
                                        experiment.text().id(),
                                        subject.name(),
                                        variant.name(),
                                        round),
                                variant);
                    }
                }
            }
        }
    }

    private void run(RunId id, Variant variant) throws IOException, InterruptedException {
        System.out.println(id);
        Path folder = Files.createTempDirectory("experiment");
        try {
            List<String> arguments = new ArrayList<>(id.names());
            arguments.add(profile.name());
            arguments.add(id.round());
            arguments.add(folder.toString());
            arguments.add(records.toString());
            arguments.add(commit);
            arguments.add(repository().toString());
            new MeasuringProcess(built, variant.jars())
                    .run(ExperimentRun.class, arguments, line -> false);
        } catch (IOException e) {
            // told in the report, beside the runs that ended
            id.record(commit)
                    .environment("load after", Machine.load())
                    .flaw("the process failed: " + e.getMessage())
                    .build()
                    .write(records);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    /** The folder of this module is in it. */
    private Path repository() {
        return built.toAbsolutePath().getParent().getParent();
    }

    /** In the order in which they ran. */
    private static List<RunRecord> read(Path records) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(records)) {
            files = all.collect(Collectors.toList());
        }
        List<RunRecord> runs = new ArrayList<>();
        for (Path file : files) {
            runs.add(RunRecord.read(file));
        }
        runs.sort(Comparator.comparing(run -> run.environment().get(RunId.BEGAN)));
        return runs;
    }
}
