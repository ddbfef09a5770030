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
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.JanitorOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class JanitorRoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JobID jobId = new JobID();
    private final ChangelogJob job = new ChangelogJob(jobId, "job", List.of());
    private final FailureCount failures = new FailureCount("test");
    private final Configuration configuration = new Configuration();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    @TempDir private Path base;

    @BeforeEach
    void configure() {
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                base.resolve("checkpoints").toUri().toString());
        configuration.setString("dstl.dfs.base-path", base.resolve("log").toUri().toString());
        configuration.setString("state.changelog.janitor.mode", "on");
        configuration.setString("state.changelog.janitor.interval", "20 ms");
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void oldFilesThatNobodyNeedsGoAndYoungOnesStay() throws Exception {
        Path orphan = logFile("orphan", Duration.ofDays(3));
        Path young = logFile("young", Duration.ofMinutes(1));
        JanitorRounds rounds = rounds().orElseThrow();
        rounds.start(() -> CompletableFuture.completedFuture(oneCheckpoint()));
        await().atMost(PATIENCE).until(() -> Files.notExists(orphan));
        assertThat(young).exists();
        assertThat(failures.count()).isZero();
    }

    @Test
    void aRoundThatFailsIsCountedAndTheNextOneComes() throws Exception {
        Path orphan = logFile("orphan", Duration.ofDays(3));
        JanitorRounds rounds = rounds().orElseThrow();
        rounds.start(
                () ->
                        failures.count() < 2
                                ? CompletableFuture.failedFuture(new IOException("no answer"))
                                : CompletableFuture.completedFuture(oneCheckpoint()));
        await().atMost(PATIENCE).until(() -> Files.notExists(orphan));
        assertThat(failures.count()).isEqualTo(2);
    }

    @Test
    void theEndOfTheJobEndsTheThread() {
        JanitorRounds rounds = rounds().orElseThrow();
        rounds.start(() -> CompletableFuture.completedFuture(oneCheckpoint()));
        rounds.stopped();
        assertThat(thread.isShutdown()).isTrue();
        rounds.start(() -> CompletableFuture.completedFuture(oneCheckpoint()));
    }

    @Test
    void thereAreNoneIfItIsSwitchedOff() {
        configuration.removeConfig(JanitorOptions.MODE);
        assertThat(rounds()).as("the default").isEmpty();
        configuration.setString("state.changelog.janitor.mode", "off");
        assertThat(rounds()).isEmpty();
    }

    @Test
    void thereAreNoneIfCheckpointsLieInNoDirectory() {
        configuration.removeConfig(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
        assertThat(rounds()).isEmpty();
    }

    @Test
    void aValueThatMakesNoSenseIsRefusedByTheNameOfItsOption() {
        configuration.setString("state.changelog.janitor.min-age", "1 min");
        assertThatThrownBy(this::rounds)
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("state.changelog.janitor.min-age");
    }

    private Optional<JanitorRounds> rounds() {
        return JanitorRounds.of(
                job,
                new JobSurroundings(
                        configuration,
                        new UnregisteredMetricsGroup(),
                        List::of,
                        Duration.ofMinutes(10),
                        Optional.empty()),
                () -> thread,
                failures);
    }

    private JobCheckpoints oneCheckpoint() {
        return new JobCheckpoints(
                jobId,
                List.of(new CheckpointFacts(1, System.currentTimeMillis(), List.of())),
                List.of(),
                List.of());
    }

    private Path logFile(String name, Duration age) throws IOException {
        Path folder = base.resolve("log").resolve(jobId.toHexString()).resolve("dstl");
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve(name), "changes");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }
}
