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
import org.apache.flink.configuration.ConfigOptions;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
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
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class JanitorRoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofDays(3);

    private final JobID jobId = new JobID();
    private final ChangelogJob job = new ChangelogJob(jobId, "job", List.of());
    private final FailureCount failures = new FailureCount("test", "None.");
    private final Configuration configuration = new Configuration();
    private final Configuration cluster = new Configuration();
    private final List<ScheduledExecutorService> threads = new CopyOnWriteArrayList<>();
    private JobOrigin origin = new JobOrigin(Optional.empty(), RestoredBefore.nothing(), true);

    @TempDir private Path base;
    private Path run;
    private Path log;

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

    @Test
    void withoutAnyOptionOldFilesThatNobodyNeedsGoAndYoungOnesStay() throws Exception {
        markLongAgo();
        Path orphan = logFile("orphan", LONG);
        Path young = logFile("young", Duration.ofMinutes(1));

        begin(rounds());

        await().atMost(PATIENCE).until(() -> Files.notExists(orphan));
        assertThat(young).exists();
        assertThat(failures.count()).isZero();
    }

    @Test
    void aRunIsMarkedAtOnceEvenIfItHasNoJanitor() throws Exception {
        configuration.setString("state.changelog.janitor.mode", "off");

        begin(rounds());

        await().atMost(PATIENCE).until(() -> markers().size() == 1);
    }

    @Test
    void aRunWhoseCheckpointsAreInNoFolderIsMarkedToo() throws Exception {
        begin(wired(Optional.empty()).orElseThrow());

        await().atMost(PATIENCE).until(() -> markers().size() == 1);
    }

    @Test
    void aRoundThatFailsIsCountedAndTheNextOneComes() throws Exception {
        markLongAgo();
        Path orphan = logFile("orphan", LONG);
        rounds().begun(
                        () ->
                                failures.count() < 2
                                        ? CompletableFuture.failedFuture(
                                                new IOException("no answer"))
                                        : CompletableFuture.completedFuture(oneCheckpoint()));

        await().atMost(PATIENCE).until(() -> Files.notExists(orphan));
        assertThat(failures.count()).isEqualTo(2);
    }

    @Test
    void oneJanitorOfTheProcessLooksAtATime() throws Exception {
        CompletableFuture<JobCheckpoints> answer = new CompletableFuture<>();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        JanitorRounds looking = rounds();
        looking.begun(
                () -> {
                    first.incrementAndGet();
                    return answer;
                });
        await().atMost(PATIENCE).until(() -> first.get() == 1);
        rounds().begun(
                        () -> {
                            second.incrementAndGet();
                            return CompletableFuture.completedFuture(oneCheckpoint());
                        });

        await().during(Duration.ofMillis(200)).atMost(PATIENCE).until(() -> second.get() == 0);
        answer.complete(oneCheckpoint());
        await().atMost(PATIENCE).until(() -> second.get() > 0);
    }

    @Test
    void anAnswerThatIsCancelledBecauseTheJobEndsIsNoFailure() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        rounds().begun(
                        () -> {
                            asked.incrementAndGet();
                            CompletableFuture<JobCheckpoints> cancelled = new CompletableFuture<>();
                            cancelled.cancel(false);
                            return cancelled;
                        });

        await().atMost(PATIENCE).until(() -> asked.get() > 2);
        assertThat(failures.count()).isZero();
    }

    @Test
    void nothingGoesUntilTheSnapshotThatIsNotOwnedCanBeRead() throws Exception {
        markLongAgo();
        Path orphan = logFile("orphan", LONG);
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        origin =
                new JobOrigin(
                        Optional.empty(),
                        RestoredBefore.from(
                                () -> {
                                    if (tries.incrementAndGet() < 5) {
                                        throw new IOException("on purpose");
                                    }
                                    assertThat(orphan).exists();
                                    assertThat(asked).hasValue(0);
                                    return Optional.of(new CheckpointFacts(7, 0, List.of()));
                                }),
                        true);

        rounds().begun(
                        () -> {
                            asked.incrementAndGet();
                            return CompletableFuture.completedFuture(oneCheckpoint());
                        });

        await().atMost(PATIENCE).until(() -> Files.notExists(orphan));
        assertThat(tries).as("once it could be read").hasValue(5);
        assertThat(failures.count()).isZero();
    }

    @Test
    void theEndOfTheWatchEndsTheThread() throws Exception {
        JanitorRounds rounds = rounds();
        begin(rounds);
        rounds.stopped();
        assertThat(threads).singleElement().matches(ScheduledExecutorService::isShutdown);
        begin(rounds);
    }

    @Test
    void theEndOfTheJobLeavesWhatIsRetainedAndTheMarker() throws Exception {
        JanitorRounds rounds = rounds();
        begin(rounds);
        Path young = youngerThanTheMarkers();

        rounds.stopped();
        rounds.endedForGood(oneCheckpoint().retained(), List.of());

        await().atMost(PATIENCE).until(() -> Files.notExists(young));
        awaitEnd();
        assertThat(markers()).hasSize(1);
        assertThat(failures.count()).isZero();
    }

    @Test
    void theMarkerOfAJobOfWhichNothingIsRetainedGoesAfterItsCheckpoints() throws Exception {
        Path subsumed = Files.createDirectories(run.resolve("chk-0"));
        Files.copy(run.resolve("chk-1/_metadata"), subsumed.resolve("_metadata"));
        JanitorRounds rounds = rounds();
        begin(rounds);
        Path young = youngerThanTheMarkers();

        rounds.stopped();
        rounds.endedForGood(List.of(), oneCheckpoint().retained());
        await().atMost(PATIENCE).until(() -> Files.notExists(young));
        assertThat(markers()).hasSize(1);

        Files.delete(subsumed.resolve("_metadata")); // of which killed JobManagers leave the folder
        await().atMost(PATIENCE).until(() -> markers().isEmpty());
    }

    @Test
    void aValueThatMakesNoSenseCostsTheJanitorButNotTheMarker() throws Exception {
        configuration.setString("state.changelog.janitor.min-age", "1 min");

        rounds().begun(
                        () -> {
                            throw new AssertionError("there is no janitor");
                        });

        await().atMost(PATIENCE).until(() -> markers().size() == 1);
        assertThat(failures.count()).isZero();
    }

    /** Flink refuses it with an exception of its own. */
    @Test
    void aValueThatCannotBeReadCostsTheJanitorButNotTheMarker() throws Exception {
        configuration.setString("state.changelog.janitor.mode", "sometimes");

        begin(rounds());

        await().atMost(PATIENCE).until(() -> markers().size() == 1);
    }

    @Test
    void thereIsNothingToDoWithoutALogInFilesAndAJanitor() {
        cluster.removeConfig(ConfigOptions.key("dstl.dfs.base-path").stringType().noDefaultValue());
        configuration.setString("state.changelog.janitor.mode", "off");

        assertThat(wired(Optional.empty())).isEmpty();
    }

    /** As TaskManagers do: they have the cluster's configuration only. */
    @Test
    void theBasePathOfTheJobCountsForNothing() throws Exception {
        configuration.setString(
                "state.changelog.dstl.dfs.base-path", base.resolve("of-job").toUri().toString());

        begin(rounds());

        await().atMost(PATIENCE).until(() -> markers().size() == 1);
        assertThat(base.resolve("of-job")).doesNotExist();
    }

    private void awaitEnd() {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                threads.size() == 2
                                        && threads.stream()
                                                .allMatch(ScheduledExecutorService::isTerminated));
    }

    private JanitorRounds rounds() {
        return wired(Optional.of(uri(run))).orElseThrow();
    }

    private Optional<JanitorRounds> wired(Optional<org.apache.flink.core.fs.Path> runFolder) {
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

    private void begin(JanitorRounds rounds) {
        rounds.begun(() -> CompletableFuture.completedFuture(oneCheckpoint()));
    }

    private JobCheckpoints oneCheckpoint() {
        return new JobCheckpoints(
                jobId,
                List.of(
                        new CheckpointFacts(
                                1,
                                System.currentTimeMillis(),
                                List.of(),
                                Optional.of(uri(run.resolve("chk-1"))))),
                List.of(),
                List.of());
    }

    /** By another JobManager of the same run. */
    private void markLongAgo() throws IOException {
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

    /** By the clock of the file system, which is coarse. */
    private Path youngerThanTheMarkers() throws IOException {
        Path young = logFile("young", LONG);
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            long nowMs = modifiedMs(Files.writeString(young, "changes"));
                            return isOlderMarkerIn(log, nowMs) && isOlderMarkerIn(run, nowMs);
                        });
        return young;
    }

    private static boolean isOlderMarkerIn(Path folder, long nowMs) throws IOException {
        File[] markers =
                folder.resolve("owners").toFile().listFiles((in, name) -> !name.startsWith("."));
        return markers != null
                && markers.length == 1
                && Files.readAllLines(markers[0].toPath()).size() == 5
                && modifiedMs(markers[0].toPath()) < nowMs;
    }

    private static long modifiedMs(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }

    private List<String> markers() {
        String[] names =
                log.resolve("owners").toFile().list((folder, name) -> !name.startsWith("."));
        return names == null ? List.of() : List.of(names);
    }

    /** Without a slash at the end, which that of a folder has only if it is there. */
    private static org.apache.flink.core.fs.Path uri(Path path) {
        return new org.apache.flink.core.fs.Path("file:" + path);
    }

    private Path logFile(String name, Duration age) throws IOException {
        Path folder = Files.createDirectories(log.resolve("dstl"));
        Path file = Files.writeString(folder.resolve(name), "changes");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }
}
