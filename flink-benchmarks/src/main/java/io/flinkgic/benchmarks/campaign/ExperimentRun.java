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

import org.apache.flink.changelog.testkit.objectstore.ObjectStoreFileSystem;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.ExceptionUtils;

import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Variant;
import io.flinkgic.benchmarks.figures.FigureKind;
import io.flinkgic.benchmarks.observe.Disturbance;
import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.ObservedJob;
import io.flinkgic.benchmarks.process.JobConfiguration;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One run in this process. Once for each process. */
final class ExperimentRun {

    /** Of the longest run of the longest profile several times over. */
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private ExperimentRun() {}

    /** {@code EXPERIMENT SUBJECT VARIANT PROFILE ROUND FOLDER RECORDS-FOLDER COMMIT REPOSITORY}. */
    public static void main(String[] args) {
        Lifeline.watch(LIMIT);
        int exitCode = 1;
        try {
            Profile profile = Profile.valueOf(args[3]);
            RunId id = new RunId(args[0], args[1], args[2], Integer.parseInt(args[4]));
            RunRecord.Builder record = id.record(args[7]);
            run(id, profile, Path.of(args[5]), Path.of(args[8]), record);
            record.environment("load after", Machine.load()).build().write(Path.of(args[6]));
            exitCode = 0;
        } catch (Throwable failure) {
            System.err.println(ExceptionUtils.stringifyException(failure));
        }
        Runtime.getRuntime().halt(exitCode);
    }

    @SuppressWarnings("try") // Flink declares that closing may be interrupted
    static void run(
            RunId id, Profile profile, Path folder, Path repository, RunRecord.Builder record)
            throws Exception {
        Subject subject = id.subject(profile);
        Configuration configuration = configuration(subject, id.variant(subject), folder);
        configuration
                .toMap()
                .forEach(
                        (key, value) ->
                                record.configuration(
                                        Map.of(key, value.replace(folder.toString(), "FOLDER"))));
        int slots =
                subject.disturbance() == Disturbance.RESCALE
                        ? 2 * subject.parallelism()
                        : subject.parallelism();
        try (Feed feed = Feed.of(subject, repository);
                ObservedJob job =
                        ObservedJob.start(configuration, feed.workload(), slots, folder)) {
            job.warmUp(profile.warmUp());
            Observed seen =
                    job.observe(
                            subject.measured(),
                            subject.disturbance(),
                            profile.materializationInterval());
            seen.flaws().forEach(record::flaw);
            for (FigureKind kind : subject.figures()) {
                kind.addTo(record, seen);
            }
        }
    }

    private static Configuration configuration(Subject subject, Variant variant, Path folder) {
        Configuration configuration =
                JobConfiguration.of(folder, ObjectStoreFileSystem.uri(folder));
        configuration.setString("parallelism.default", String.valueOf(subject.parallelism()));
        configuration.setString("web.checkpoints.history", "100000");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1000");
        configuration.setString("restart-strategy.fixed-delay.delay", "0 s");
        subject.settings().forEach(configuration::setString);
        variant.settings().forEach(configuration::setString);
        return configuration;
    }
}
