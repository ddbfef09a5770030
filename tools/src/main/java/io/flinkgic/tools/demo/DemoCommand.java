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
package io.flinkgic.tools.demo;

import io.flinkgic.tools.cluster.FlinkHome;
import io.flinkgic.tools.demo.review.CheckpointTable;
import io.flinkgic.tools.demo.review.Findings;
import io.flinkgic.tools.demo.review.Pace;
import io.flinkgic.tools.demo.review.Timeline;
import io.flinkgic.tools.job.RunningJob;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.rest.StateSetup;
import io.flinkgic.tools.stage.Backend;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.Layout;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Narrator;
import io.flinkgic.tools.stage.Ports;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Wires the demo, and sees to it that no process outlives it. */
@Command(
        name = "demo",
        description = {
            "Runs WordCount on a cluster of real processes, kills a TaskManager with SIGKILL,"
                    + " and verifies that every record counted exactly once."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(170);

    @Spec private CommandSpec spec;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "A built checkout of this project.")
    private Path repository;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "The text whose words are counted.")
    private Optional<Path> input = Optional.empty();

    @Option(
            names = "--backend",
            defaultValue = "rocksdb",
            description = "State table: ${COMPLETION-CANDIDATES}.")
    private Backend backend;

    @Option(
            names = "--layout",
            defaultValue = "dist",
            description =
                    "Our distribution, or a stock Flink with our drop-in jars, with all of them but"
                            + " the patched runtime, or with none: ${COMPLETION-CANDIDATES}.")
    private Layout layout;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Records per second.")
    private int rate;

    @Option(
            names = "--act-seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "How long the job runs before the kill and after the recovery.")
    private int actSeconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Decides which TaskManager is killed, and exactly when (default: random).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--no-changelog",
            description = "Leaves the changelog off, to compare with the plain state backend.")
    private boolean noChangelog;

    @Option(names = "--keep", description = "Keeps the work directory also after success.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireInRange("--rate", rate, 1, 1_000_000);
        requireInRange("--act-seconds", actSeconds, 4, 50);
        BuildProducts products = new BuildProducts(repository.toAbsolutePath().normalize());
        Path text = input.orElseGet(products::text).toAbsolutePath().normalize();
        if (!Files.isReadable(text)) {
            throw new ParameterException(spec.commandLine(), "--input: cannot read " + text);
        }
        Clock clock = Clock.systemUTC();
        Narrator narrator = new Narrator(spec.commandLine().getOut(), clock);
        long chosenSeed = seed.orElseGet(clock::millis);
        Script script = new Script(text, rate, Duration.ofSeconds(actSeconds), chosenSeed);
        WorkDirectory work = WorkDirectory.create("demo");
        narrator.print("Flink GIC demo, --seed " + chosenSeed + ", work directory " + work.root());
        boolean success = false;
        try {
            success = run(products, work, script, narrator);
        } catch (IOException e) {
            narrator.tell("FAILED: %s", e.getMessage());
        } finally {
            if (success && !keep) {
                work.delete();
            } else {
                narrator.print("kept: " + work.root());
            }
        }
        return success ? 0 : 1;
    }

    private boolean run(
            BuildProducts products, WorkDirectory work, Script script, Narrator narrator)
            throws IOException, InterruptedException {
        Path jobs = products.jobs();
        FlinkHome home = layout.install(products, work.flink());
        Ports ports = Ports.free();
        ClusterOptions options = ClusterOptions.of(work, ports, backend);
        if (!noChangelog) {
            // So short that the demo sees materializations, and a log that is truncated.
            options.changelog(work, Duration.ofSeconds(10));
        }
        Clock clock = Clock.systemUTC();
        Waiting waiting = new Waiting(clock, Thread::sleep, clock.instant().plus(LIMIT));
        try (LocalCluster cluster = LocalCluster.open(home, work, ports, options, waiting)) {
            narrator.tell("starting 1 JobManager, 2 TaskManagers from %s", home.directory());
            cluster.start();
            narrator.tell("web UI: %s", ports.restUri());
            Demo demo = new Demo(script, cluster, work, waiting, narrator);
            return play(demo, cluster, jobs, narrator);
        }
    }

    private boolean play(Demo demo, LocalCluster cluster, Path jobs, Narrator narrator)
            throws IOException, InterruptedException {
        RunningJob job = demo.submit(jobs);
        StateSetup setup = demo.stateSetup(job);
        narrator.tell("state: %s", setup);
        Timeline timeline = demo.play(job);
        OutputReport output = demo.verify(job);
        Findings findings = new Findings(output);
        Pace before = timeline.paceBeforeKill(job.history());
        Pace after = timeline.paceAfterRecovery(job.history());
        findings.demand(before.sufficient(), "one per 2 s before the kill, but " + before);
        findings.demand(after.sufficient(), "one per 2 s after the recovery, but " + after);
        if (!noChangelog) {
            demandChangelog(findings, setup, demo, cluster);
        }
        narrator.print("");
        narrator.print("layout " + layout + ", " + setup);
        new CheckpointTable(job.history(), timeline, narrator.startMs())
                .render()
                .forEach(narrator::print);
        narrator.print("");
        narrator.print(before + " before the kill, " + after + " after the recovery");
        narrator.print(output.rows() + " committed counts of " + output.keys() + " words");
        findings.lines().forEach(narrator::print);
        return findings.success();
    }

    private void demandChangelog(
            Findings findings, StateSetup setup, Demo demo, LocalCluster cluster)
            throws IOException {
        findings.demand(
                setup.logsTo(ClusterOptions.CHANGELOG_STORAGE), "the changelog on, but " + setup);
        findings.demand(demo.changelogFilesSeen() > 0, "files of the changelog");
        Optional<String> foreign =
                layout == Layout.stock
                        ? Optional.empty()
                        : cluster.foreignClasses(layout.isPatched());
        findings.demand(foreign.isEmpty(), "our implementation: " + foreign.orElse(""));
    }

    private void requireInRange(String option, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format(
                            "%s must be from %d to %d, not %d", option, minimum, maximum, value));
        }
    }
}
