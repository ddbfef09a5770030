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

import org.apache.flink.changelog.testkit.objectstore.ObjectStoreOptions;
import org.apache.flink.configuration.Configuration;

import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Variant;
import io.flinkgic.benchmarks.figures.FigureKind;
import io.flinkgic.benchmarks.observe.Disturbance;
import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.ObservedJob;
import io.flinkgic.benchmarks.process.JobConfiguration;
import io.flinkgic.benchmarks.recording.FlightRecording;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.store.MeasuredStore;
import io.flinkgic.benchmarks.store.StoreChoice;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One run in this process. Once for each process. */
@Command(name = "experiment-run")
final class ExperimentRun implements Callable<Integer> {

    /** Of the longest run of the longest profile several times over. */
    private static final Duration LIMIT = Duration.ofMinutes(40);

    /**
     * For RocksDB. In a fifth of that its cache, a part of which is taken by memtables, cannot hold
     * the index of a file of 30 MB together with what else is read, and each read reads the index.
     */
    private static final int MANAGED_MB_PER_SLOT = 512;

    /** The first counts as the run. The others ask the same of a job, but for other figures. */
    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<RunId> ids;

    @Option(names = "--profile", required = true)
    private Profile profile;

    @Option(names = "--store", required = true)
    private StoreChoice storeChoice;

    @Option(names = "--folder", required = true, description = "For all that the run writes.")
    private Path folder;

    @Option(names = "--records", required = true, description = "Where its records are added.")
    private Path records;

    @Option(
            names = "--recordings",
            description = "Where it is added what the run was busy with, if anybody wants to know.")
    private Optional<Path> recordings = Optional.empty();

    @Option(names = "--commit", required = true)
    private String commit;

    @Option(names = "--repository", required = true, description = "Is built.")
    private Path repository;

    ExperimentRun() {}

    public static void main(String[] args) {
        Lifeline.watch(LIMIT);
        Runtime.getRuntime().halt(new CommandLine(new ExperimentRun()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<RunRecord.Builder> all = RunId.records(ids, commit, storeChoice);
        run(all);
        String load = Machine.load();
        for (RunRecord.Builder record : all) {
            record.environment("load after", load).build().write(records);
        }
        return 0;
    }

    @SuppressWarnings("try") // Flink declares that closing may be interrupted
    private void run(List<RunRecord.Builder> all) throws Exception {
        Subject subject = ids.get(0).subject(profile);
        try (MeasuredStore store = storeChoice.open(folder);
                Feed feed = Feed.of(subject, repository, folder)) {
            int slots =
                    subject.disturbance() == Disturbance.RESCALE
                            ? 2 * subject.parallelism()
                            : subject.parallelism();
            Configuration configuration =
                    configuration(
                            subject,
                            ids.get(0).variant(subject),
                            ids.get(0).round(),
                            folder,
                            store.root());
            configuration.setString(
                    "taskmanager.memory.managed.size", slots * MANAGED_MB_PER_SLOT + "m");
            Map<String, String> settings = configuration.toMap();
            settings.replaceAll((key, value) -> value.replace(folder.toString(), "FOLDER"));
            all.forEach(record -> record.configuration(settings));
            try (ObservedJob job =
                    ObservedJob.start(configuration, feed.workload(), slots, store)) {
                job.warmUp(profile.warmUp(), subject.materializes());
                Optional<FlightRecording> recording =
                        recordings.isPresent()
                                ? Optional.of(FlightRecording.start())
                                : Optional.empty();
                Observed seen =
                        job.observe(
                                subject.measured(),
                                subject.disturbance(),
                                subject.materializationInterval());
                if (recording.isPresent()) {
                    recording
                            .get()
                            .write(
                                    recordings.get(),
                                    all.get(0).build().fileName(),
                                    seen.from(),
                                    seen.to());
                }
                for (int i = 0; i < all.size(); i++) {
                    tell(seen, ids.get(i).subject(profile).figures(), all.get(i));
                }
            }
        }
    }

    private static void tell(Observed seen, List<FigureKind> kinds, RunRecord.Builder record) {
        seen.flaws().forEach(record::flaw);
        seen.referenceNanos()
                .ifPresent(
                        nanos -> record.environment(SlowMachine.REFERENCE, String.valueOf(nanos)));
        kinds.forEach(kind -> kind.addTo(record, seen));
    }

    private static Configuration configuration(
            Subject subject, Variant variant, int round, Path folder, URI store) {
        Configuration configuration = JobConfiguration.of(folder, store);
        configuration.setString("parallelism.default", String.valueOf(subject.parallelism()));
        configuration.setString("web.checkpoints.history", "100000");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1000");
        configuration.setString("restart-strategy.fixed-delay.delay", "0 s");
        configuration.set(ObjectStoreOptions.SEED, (long) round);
        subject.settings().forEach(configuration::setString);
        variant.settings().forEach(configuration::setString);
        return configuration;
    }
}
