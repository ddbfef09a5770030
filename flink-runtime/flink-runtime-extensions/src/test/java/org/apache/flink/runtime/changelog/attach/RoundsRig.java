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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.owner.OldMarkers;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A run with one checkpoint, in files, and what its janitor is made of. */
abstract class RoundsRig {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Duration LONG = Duration.ofDays(3);

    final JobID jobId = new JobID();
    final ChangelogJob job = new ChangelogJob(jobId, "job", List.of());
    final FailureCount failures = new FailureCount("test", "None.");
    final Configuration configuration = new Configuration();
    final Configuration cluster = new Configuration();
    final List<ScheduledExecutorService> threads = new CopyOnWriteArrayList<>();
    JobOrigin origin =
            new JobOrigin(Optional.empty(), RestoredBefore.nothing(), true, Optional.empty());

    @TempDir Path base;
    Path run;
    Path log;

    @BeforeEach
    void configure() throws IOException {
        run = base.resolve("checkpoints").resolve(jobId.toHexString());
        log = base.resolve("log").resolve(jobId.toHexString());
        cluster.setString("dstl.dfs.base-path", base.resolve("log").toUri().toString());
        configuration.setString("state.changelog.janitor.interval", "20 ms");
        Path checkpoint = Files.createDirectories(run.resolve("chk-1"));
        try (OutputStream out = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(1, List.of(), List.of()), out);
        }
    }

    @AfterEach
    void stop() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }

    JanitorRounds rounds() {
        return wired(Optional.of(uri(run))).orElseThrow();
    }

    Optional<JanitorRounds> wired(Optional<org.apache.flink.core.fs.Path> runFolder) {
        Configuration all = new Configuration(cluster);
        all.addAll(configuration);
        return JanitorWiring.rounds(
                job,
                new JobSurroundings(
                        all,
                        cluster,
                        new UnregisteredMetricsGroup(),
                        List::of,
                        Duration.ofMinutes(10),
                        true,
                        runFolder,
                        origin),
                () -> {
                    threads.add(Executors.newSingleThreadScheduledExecutor());
                    return threads.get(threads.size() - 1);
                },
                failures);
    }

    void begin(JanitorRounds rounds) {
        rounds.begun(() -> CompletableFuture.completedFuture(oneCheckpoint()));
    }

    JobCheckpoints oneCheckpoint() {
        return checkpoints(1);
    }

    JobCheckpoints checkpoints(long latest) {
        return new JobCheckpoints(
                jobId,
                List.of(
                        new CheckpointFacts(
                                latest,
                                System.currentTimeMillis(),
                                List.of(),
                                Optional.of(uri(run.resolve("chk-" + latest))))),
                List.of(),
                List.of());
    }

    /** By another JobManager of the same run. */
    void markLongAgo() throws IOException {
        new OwnerMarkers(
                        new OldMarkers(),
                        new ManualClock(),
                        uri(run),
                        Optional.empty(),
                        List.of(uri(log), uri(run)),
                        false,
                        "before")
                .keep();
    }

    List<String> markers() {
        String[] names =
                log.resolve("owners").toFile().list((folder, name) -> !name.startsWith("."));
        return names == null ? List.of() : List.of(names);
    }

    /** Without a slash at the end, which that of a folder has only if it is there. */
    static org.apache.flink.core.fs.Path uri(Path path) {
        return new org.apache.flink.core.fs.Path("file:" + path);
    }

    Path logFile(String name, Duration age) throws IOException {
        Path folder = Files.createDirectories(log.resolve("dstl"));
        Path file = Files.writeString(folder.resolve(name), "changes");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }
}
