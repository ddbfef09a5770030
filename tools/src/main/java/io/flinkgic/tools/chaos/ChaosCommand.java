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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.cluster.FlinkHome;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.job.JobKind;
import io.flinkgic.tools.job.Workload;
import io.flinkgic.tools.leftovers.CheckpointMetadataReader;
import io.flinkgic.tools.stage.Backend;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Narrator;
import io.flinkgic.tools.stage.Ports;
import io.flinkgic.tools.stage.Surroundings;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;
import io.flinkgic.tools.store.Store;
import io.flinkgic.tools.store.StoreKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Wires a chaos run for each variant, and sees to it that no process outlives it. */
@Command(
        name = "chaos",
        description = {
            "Runs a job on a cluster of real processes. At random moments processes are killed or"
                    + " freeze, join or leave, the store fails, or the job is rescaled or goes on"
                    + " from a savepoint. Verifies that every record counted exactly once, counts the"
                    + " files that nobody needs any more, and looks for secrets in the logs."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ChaosCommand implements Callable<Integer> {

    private static final Duration LIMIT_PER_ROUND = Duration.ofSeconds(60);
    private static final Duration LIMIT_BESIDE = Duration.ofMinutes(8);

    @Spec private CommandSpec spec;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "A built checkout of this project.")
    private Path repository;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what happens when (default: random).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Faults.")
    private int rounds;

    @Option(
            names = "--variant",
            defaultValue = "ours",
            description = "Whose changelog: ${COMPLETION-CANDIDATES}, one after the other.")
    private VariantChoice variants;

    @Option(
            names = "--jobs",
            split = ",",
            defaultValue = "wordcount",
            description = "Jobs, one after the other: ${COMPLETION-CANDIDATES}.")
    private List<JobKind> jobs;

    @Option(
            names = "--faults",
            split = ",",
            defaultValue = "taskmanager",
            description =
                    "Kinds of faults of which each round draws one: ${COMPLETION-CANDIDATES}.")
    private List<Fault> faults;

    @Option(
            names = "--script",
            split = ",",
            description = "Faults in their order, instead of --rounds and --faults.")
    private List<Fault> script = new ArrayList<>();

    @Option(
            names = "--scheduler",
            defaultValue = "fixed",
            description =
                    "How many tasks a job has: ${COMPLETION-CANDIDATES}. With reactive, it is the"
                            + " application of its cluster and takes whatever TaskManagers there"
                            + " are: it has the faults moretaskmanagers and fewertaskmanagers, but"
                            + " not savepoint, switchedoff and rescaled.")
    private Scheduler scheduler;

    @Option(
            names = "--store",
            defaultValue = "local",
            description = "Where log and checkpoints are: ${COMPLETION-CANDIDATES}.")
    private StoreKind storeKind;

    @Option(
            names = "--backend",
            defaultValue = "rocksdb",
            description = "State table: ${COMPLETION-CANDIDATES}.")
    private Backend backend;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Records per second.")
    private int rate;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "How many different keys there are: the larger the state, the more"
                            + " faults hit a materialization.")
    private int keys;

    @Option(
            names = "--checkpoint-timeout-seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "The janitor leaves alone what is younger than twice this.")
    private int checkpointTimeoutSeconds;

    @Option(names = "--keep", description = "Keeps the work directory also after success.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireInRange("--rounds", rounds, 1, 1000);
        requireInRange("--rate", rate, 1, 1_000_000);
        requireInRange("--keys", keys, 1, 10_000_000);
        requireInRange("--checkpoint-timeout-seconds", checkpointTimeoutSeconds, 1, 600);
        Clock clock = Clock.systemUTC();
        Narrator narrator = new Narrator(spec.commandLine().getOut(), clock);
        long chosenSeed = seed.orElseGet(clock::millis);
        ChaosPlan plan = plan(chosenSeed);
        boolean success = true;
        List<String> lines = new ArrayList<>();
        for (JobKind job : jobs) {
            for (Variant variant : variants.variants()) {
                ChaosResult result = new ChaosResult(variant);
                boolean ended = play(variant, job, plan, chosenSeed, narrator, result);
                // Stock's shortcomings are told, but are not a failure of this run.
                success &= ended && (result.success() || variant == Variant.stock);
                lines.add(job + ":");
                lines.addAll(result.lines());
            }
        }
        narrator.print("");
        lines.forEach(narrator::print);
        if (!success) {
            narrator.print("FAILED; to replay it: " + replay(chosenSeed));
        }
        return success ? 0 : 1;
    }

    private ChaosPlan plan(long chosenSeed) {
        List<Fault> wanted = script.isEmpty() ? faults : script;
        for (Fault fault : wanted) {
            if (!fault.suits(scheduler)) {
                throw wrong("--scheduler " + scheduler + " has no fault " + fault);
            }
        }
        try {
            return script.isEmpty()
                    ? ChaosPlan.drawn(chosenSeed, rounds, faults)
                    : ChaosPlan.scripted(chosenSeed, script);
        } catch (IllegalArgumentException e) {
            throw wrong("--script: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String replay(long chosenSeed) {
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        if (seed.isEmpty()) {
            arguments.add("--seed");
            arguments.add(Long.toString(chosenSeed));
        }
        int at = arguments.indexOf("--repository");
        if (at >= 0) {
            arguments.subList(at, at + 2).clear();
        }
        arguments.remove("chaos");
        return "tools/chaos.sh " + String.join(" ", arguments);
    }

    /** Whether it came to its end. */
    private boolean play(
            Variant variant,
            JobKind job,
            ChaosPlan plan,
            long chosenSeed,
            Narrator narrator,
            ChaosResult result)
            throws IOException, InterruptedException {
        WorkDirectory work = WorkDirectory.create("chaos-" + variant);
        narrator.print(
                "Flink GIC chaos, "
                        + variant
                        + ", --seed "
                        + chosenSeed
                        + ", work directory "
                        + work.root());
        boolean ended = false;
        try {
            perform(variant, job, plan, work, narrator, result);
            ended = true;
        } catch (IOException e) {
            narrator.tell("FAILED: %s", e.getMessage());
        } finally {
            if (ended && result.success() && !keep) {
                work.delete();
            } else {
                narrator.print("kept: " + work.root());
            }
        }
        return ended;
    }

    private void perform(
            Variant variant,
            JobKind kind,
            ChaosPlan plan,
            WorkDirectory work,
            Narrator narrator,
            ChaosResult result)
            throws IOException, InterruptedException {
        BuildProducts products = new BuildProducts(repository.toAbsolutePath().normalize());
        FlinkHome home = variant.layout().install(products, work.flink());
        Ports ports = Ports.free();
        ChaosSettings settings =
                new ChaosSettings(backend, Duration.ofSeconds(checkpointTimeoutSeconds));
        Store store = storeKind.open(work, products);
        requirePossible(plan, store);
        Clock clock = Clock.systemUTC();
        Duration limit = LIMIT_PER_ROUND.multipliedBy(plan.rounds().size()).plus(LIMIT_BESIDE);
        Waiting waiting = new Waiting(clock, Thread::sleep, clock.instant().plus(limit));
        Workload workload = kind.workload(keys, rate, scheduler.parallelism());
        try (Surroundings surroundings = workload.open(products, work);
                CheckpointMetadataReader reader = CheckpointMetadataReader.of(home)) {
            JobProgram program =
                    workload.program(workload.jar(products), work.output())
                            .with(surroundings.jobArguments());
            ClusterOptions options =
                    scheduler.deploy(program, settings.options(work, ports, plan, store));
            try (LocalCluster cluster = LocalCluster.open(home, work, ports, options, waiting)) {
                if (plan.has(Fault::needsHighAvailability)) {
                    cluster.startZooKeeper(work, ports);
                }
                store.start(cluster, waiting);
                cluster.start();
                narrator.tell(
                        "a cluster from %s runs, web UI: %s", home.directory(), ports.restUri());
                JobRuns runs = new JobRuns(cluster, workload, program, work, waiting);
                runs.submit();
                narrator.tell("job %s runs: %s", runs.current().id(), workload.name());
                Scene scene = new Scene(scheduler, cluster, runs, store, settings.outage());
                ChaosRun run = new ChaosRun(scene, workload, work, waiting, narrator, result);
                run.play(plan);
                run.searchOrphans(reader, settings);
                run.restoreFromWhatIsLeft();
                run.finish(surroundings);
                if (variant == Variant.ours) {
                    Optional<String> foreign = cluster.foreignClasses(true);
                    result.demand(
                            foreign.isEmpty(), "our implementation, but " + foreign.orElse(""));
                }
            }
        }
    }

    private void requirePossible(ChaosPlan plan, Store store) {
        for (ChaosPlan.Round round : plan.rounds()) {
            if (!store.can(round.fault().store())) {
                throw wrong("--store " + storeKind + " has no fault " + round.fault());
            }
        }
    }

    private void requireInRange(String option, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw wrong(
                    String.format(
                            "%s must be from %d to %d, not %d", option, minimum, maximum, value));
        }
    }
}
