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
package io.flinkgic.tests.versions;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.FixtureRun;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Promised;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What runs in a process of its own, on the jars of a stock Flink and none of ours: it writes
 * savepoints and checkpoints, or restores ours. Never in the JVM of the tests.
 *
 * <pre>
 *  write   DIRECTORY               what was left is listed in DIRECTORY/left
 *  restore DIRECTORY               what DIRECTORY/asked lists; each outcome is a file of its name
 * </pre>
 *
 * A line of such a list is {@code name backend changelog path}.
 */
final class StockRuns {

    static final String LEFT = "left";
    static final String ASKED = "asked";

    /** First line of the outcome of a job that failed. */
    static final String FAILED = "failed";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;

    private StockRuns(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        String jar =
                Class.forName("org.apache.flink.state.changelog.ChangelogStateBackend")
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath();
        if (!jar.matches(".*/stock/lib/flink-dist-[^/]*[.]jar")) {
            throw new IllegalStateException("not stock: " + jar);
        }
        StockRuns runs = new StockRuns(Path.of(arguments[1]));
        if (arguments[0].equals("write")) {
            runs.write();
        } else {
            runs.restore();
        }
        System.exit(0);
    }

    private void write() throws Exception {
        List<String> left = new ArrayList<>();
        try (ChangelogCluster cluster = start("filesystem")) {
            for (String backend : new String[] {"hashmap", "rocksdb"}) {
                for (String changelog : new String[] {"off", "filesystem"}) {
                    leave(cluster, backend, changelog, left);
                }
                leaveMaterialized(cluster, backend, left);
            }
        }
        // Where the log goes is the cluster's choice.
        try (ChangelogCluster cluster = start("memory")) {
            leave(cluster, "hashmap", "memory", left);
        }
        Files.write(directory.resolve(LEFT), left);
    }

    private ChangelogCluster start(String storage) throws Exception {
        return ChangelogCluster.start(configuration("hashmap", storage));
    }

    private void leave(
            ChangelogCluster cluster, String backend, String changelog, List<String> left)
            throws Exception {
        try (FixtureRun run = FixtureRun.start(cluster, configuration(backend, changelog))) {
            run.runTo(0, Fixture.LEFT_AT);
            for (SavepointFormatType format :
                    new SavepointFormatType[] {
                        SavepointFormatType.CANONICAL, SavepointFormatType.NATIVE
                    }) {
                String name = format.name().toLowerCase(Locale.ROOT);
                String target = directory.resolve(name + "-savepoints").toUri().toString();
                String path = Promised.get(run.job().savepoint(target, format));
                left.add(String.join(" ", name, backend, changelog, path));
            }
            String path = run.job().checkpointAndCancel();
            left.add(String.join(" ", "checkpoint", backend, changelog, path));
        }
    }

    /** A checkpoint with nothing in its log, since all of it is materialized. */
    private void leaveMaterialized(ChangelogCluster cluster, String backend, List<String> left)
            throws Exception {
        Configuration job = configuration(backend, "filesystem");
        job.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, true);
        job.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMillis(100));
        try (FixtureRun run = FixtureRun.start(cluster, job)) {
            run.runTo(0, Fixture.LEFT_AT);
            AtomicReference<String> path = new AtomicReference<>();
            run.job()
                    .await(
                            LIMIT,
                            () -> {
                                path.set(run.job().checkpoint());
                                return JobRun.changelogHandles(path.get()).stream()
                                        .allMatch(
                                                handle ->
                                                        handle.getNonMaterializedStateHandles()
                                                                .isEmpty());
                            });
            run.job().cancel();
            left.add(String.join(" ", "checkpoint", backend, "materialized", path.get()));
        }
    }

    private void restore() throws Exception {
        try (ChangelogCluster cluster = start("filesystem")) {
            for (String line : Files.readAllLines(directory.resolve(ASKED))) {
                String[] asked = line.split(" ");
                // Stock's changelog does not go on from what it does not own: FLINK-38307.
                RestoreMode mode =
                        asked[2].equals("off") ? RestoreMode.NO_CLAIM : RestoreMode.CLAIM;
                Files.write(
                        directory.resolve(asked[0]),
                        outcome(cluster, configuration(asked[1], asked[2]), asked[3], mode));
            }
        }
    }

    private static List<String> outcome(
            ChangelogCluster cluster, Configuration job, String path, RestoreMode mode) {
        try (FixtureRun run = FixtureRun.restore(cluster, job, 1, path, mode)) {
            return run.finish();
        } catch (Exception | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return List.of(FAILED, trace.toString());
        }
    }

    private Configuration configuration(String backend, String changelog) {
        Configuration job = ChangelogCluster.withoutMaterialization(directory, backend);
        job.set(StateBackendOptions.STATE_BACKEND, backend);
        job.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, !changelog.equals("off"));
        if (!changelog.equals("off")) {
            job.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, changelog);
        }
        return job;
    }
}
