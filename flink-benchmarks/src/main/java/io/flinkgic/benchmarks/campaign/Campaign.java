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
import io.flinkgic.benchmarks.experiment.Suite;
import io.flinkgic.benchmarks.process.MeasuringProcess;
import io.flinkgic.benchmarks.report.comparison.Report;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.store.StoreChoice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs experiments and writes the report. In each round every run has its turn, the variants of a
 * subject one after the other, each in a process of its own. What several experiments ask of the
 * same job is told by one run.
 */
@Command(
        name = "tools/bench.sh",
        description = {
            "The design document's experiments: no changelog, stock Flink's and ours, in turn, each"
                    + " run in a process of its own. Results go to"
                    + " flink-benchmarks/target/results/experiments and replace those that are"
                    + " there: report.html, summary.md, figures.csv, series.csv and a JSON file for"
                    + " each run.",
            "The standard profile takes about 85 minutes on two processors, quick about ten, long a"
                    + " day."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class Campaign implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--built", hidden = true, required = true)
    private Path built;

    @Option(names = "--results", hidden = true, required = true)
    private Path results;

    @Option(names = "--commit", hidden = true, required = true)
    private String commit;

    @Option(
            names = "--profile",
            defaultValue = "STANDARD",
            description = "How much is measured: ${COMPLETION-CANDIDATES}.")
    private Profile profile;

    @Option(
            names = "--store",
            defaultValue = "simulated",
            description = "Where log and checkpoints are: ${COMPLETION-CANDIDATES}.")
    private StoreChoice store;

    @Option(
            names = "--record",
            description =
                    "Also what each run is busy with, into recordings/: a file of the JVM's Flight"
                            + " Recorder and a table of the hottest methods. Costs a few percent.")
    private boolean recorded;

    @Parameters(paramLabel = "EXPERIMENT", description = "By default all.")
    private List<String> experiments = new ArrayList<>();

    private Campaign() {}

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Campaign())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Experiment> wanted = wanted();
        FileUtils.deleteDirectory(results.toFile());
        Files.createDirectories(records());
        run(wanted);
        Report.write(
                results,
                String.format(
                        "Flink GIC beside stock Flink, profile %s, store %s%s",
                        profile.name().toLowerCase(Locale.ROOT),
                        store,
                        recorded ? ", recorded" : ""),
                wanted.stream().map(Experiment::text).collect(Collectors.toList()),
                marked(read(records())));
        System.out.println("report: " + results.resolve("report.html"));
        return 0;
    }

    /** Also in their files. */
    private List<RunRecord> marked(List<RunRecord> runs) throws IOException {
        List<RunRecord> marked = SlowMachine.marked(runs);
        for (int i = 0; i < runs.size(); i++) {
            if (!marked.get(i).flaws().equals(runs.get(i).flaws())) {
                Files.delete(records().resolve(runs.get(i).fileName() + ".json"));
                marked.get(i).write(records());
            }
        }
        return marked;
    }

    private List<Experiment> wanted() {
        try {
            return Suite.named(experiments);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void run(List<Experiment> wanted) throws IOException, InterruptedException {
        for (int round = 0; round < profile.rounds(); round++) {
            for (Turn turn : Turn.of(wanted, profile, round)) {
                run(turn);
            }
        }
    }

    private void run(Turn turn) throws IOException, InterruptedException {
        turn.ids().forEach(System.out::println);
        List<RunRecord.Builder> unfinished = RunId.records(turn.ids(), commit, store);
        Path folder = Files.createTempDirectory("experiment");
        try {
            List<String> arguments = new ArrayList<>();
            turn.ids().forEach(id -> arguments.addAll(id.arguments()));
            arguments.add("--profile=" + profile);
            arguments.add("--store=" + store);
            arguments.add("--folder=" + folder);
            arguments.add("--records=" + records());
            arguments.add("--commit=" + commit);
            arguments.add("--repository=" + repository());
            if (recorded) {
                arguments.add("--recordings=" + results.resolve("recordings"));
            }
            new MeasuringProcess(built, turn.variant().jars())
                    .withTemporaryFilesIn(Files.createDirectory(folder.resolve("tmp")))
                    .run(ExperimentRun.class, arguments, line -> false);
        } catch (IOException e) {
            // told in the report, beside the runs that ended
            for (RunRecord.Builder record : unfinished) {
                record.environment("load after", Machine.load())
                        .flaw("the process failed: " + e.getMessage())
                        .build()
                        .write(records());
            }
        } finally {
            delete(folder);
        }
    }

    /** Processes of a run that was ended may still be there for a moment, and write. */
    private static void delete(Path folder) {
        try {
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            System.err.println("could not delete " + folder + ": " + e.getMessage());
        }
    }

    private Path records() {
        return results.resolve("runs");
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
