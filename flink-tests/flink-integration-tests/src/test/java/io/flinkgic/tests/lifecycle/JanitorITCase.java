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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A janitor that deletes as early as it may, and looks all the time, beside a job that fails, is
 * cancelled and restored.
 */
@Timeout(300)
class JanitorITCase {

    private static final long STEP = 150;
    private static final int STEPS = 6;
    private static final LifecycleJob JOB = LifecycleJob.of((STEPS + 1) * STEP);
    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofSeconds(2);
    private static final int TOLERABLE_STALLS = 2;
    private static final Duration MIN_AGE = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path directory;

    /** At each step the janitor comes by, and all files are old, or become so. */
    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void whatNobodyNeedsGoesAndTheJobGoesOnExactly(String backend) throws Exception {
        try (LifecycleCluster cluster = LifecycleCluster.start(directory, eager());
                History history = cluster.begin(JOB)) {
            JobRun run = history.start(materializing(cluster, backend), 2);
            String checkpoint = "";
            for (int step = 1; step <= STEPS; step++) {
                history.runTo(step * STEP);
                // Only that they are needed keeps them from here on.
                for (Path needed : StoredCheckpoint.at(checkpoint(run)).allFiles()) {
                    makeOld(needed);
                }
                Path log = young(cluster.dstl(), run, "dstl");
                Path taskOwned = orphan(cluster.checkpoints(), run, "taskowned");
                awaitGone(run, log);
                checkpoint = awaitGone(run, taskOwned);
                assertThat(StoredCheckpoint.at(checkpoint).allFiles())
                        .allSatisfy(needed -> assertThat(needed).exists());
                if (step % 3 == 1) {
                    run.failOver(history.observer());
                }
                if (step % 4 == 2) {
                    String retained = run.checkpointAndCancel();
                    run =
                            history.restore(
                                    materializing(cluster, backend),
                                    1 + step % 3,
                                    retained,
                                    RestoreMode.CLAIM);
                }
            }
            history.finishAsExpected();
        }
    }

    @Test
    void aDryRunDeletesNothing() throws Exception {
        try (LifecycleCluster cluster = LifecycleCluster.start(directory, eager("dry-run"));
                History history = cluster.begin(JOB)) {
            JobRun run = history.start(materializing(cluster, "hashmap"), 2);
            Path orphan = young(cluster.dstl(), run, "dstl");
            history.runTo(STEP);
            assertThat(checkpoint(run)).isNotEmpty();
            Path later = young(cluster.dstl(), run, "dstl");
            history.runTo(2 * STEP);
            assertThat(checkpoint(run)).isNotEmpty();
            history.finishAsExpected();
            assertThat(orphan).exists();
            assertThat(later).exists();
        }
    }

    /** Its checkpoints are elsewhere, so that only its marker tells of it. */
    @Test
    void theLogStaysAsLongAsAnotherRunOfTheSameIdHasMarkedIt() throws Exception {
        try (LifecycleCluster cluster = LifecycleCluster.start(directory, eager());
                History history = cluster.begin(JOB)) {
            JobRun run = history.start(materializing(cluster, "hashmap"), 2);
            Path owners = cluster.dstl().resolve(run.jobId().toHexString()).resolve("owners");
            run.await(LIMIT, () -> files(owners).size() == 1);
            Path foreign = Files.writeString(owners.resolve("another-run"), "of whatever version");
            history.runTo(STEP);
            Path log = young(cluster.dstl(), run, "dstl");
            awaitGone(run, orphan(cluster.checkpoints(), run, "taskowned"));
            // It has looked at both, and does so again.
            awaitGone(run, orphan(cluster.checkpoints(), run, "taskowned"));
            assertThat(log).exists();
            Files.delete(foreign);
            awaitGone(run, log);
            history.finishAsExpected();
        }
    }

    @Test
    void theEndOfAJobLeavesNothingButWhatIsRetained() throws Exception {
        Configuration retainsOne = eager();
        retainsOne.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        try (LifecycleCluster cluster = LifecycleCluster.start(directory, retainsOne);
                History history = cluster.begin(JOB)) {
            JobRun run = history.start(materializing(cluster, "hashmap"), 2);
            history.runTo(STEP);
            awaitGone(run, young(cluster.dstl(), run, "dstl"));
            Path log = young(cluster.dstl(), run, "dstl");
            Path taskOwned = young(cluster.checkpoints(), run, "taskowned");
            String retained = run.checkpointAndCancel();

            await().atMost(LIMIT).until(() -> Files.notExists(log) && Files.notExists(taskOwned));

            StoredCheckpoint checkpoint = StoredCheckpoint.at(retained);
            assertThat(checkpoint.allFiles()).allSatisfy(needed -> assertThat(needed).exists());
            JobRun next =
                    history.restore(
                            materializing(cluster, "hashmap"), 2, retained, RestoreMode.CLAIM);
            Path own = cluster.dstl().resolve(next.jobId().toHexString()).resolve("owners");
            Path old = cluster.dstl().resolve(run.jobId().toHexString()).resolve("owners");
            next.await(LIMIT, () -> files(own).size() == 1 && files(old).size() == 1);
            history.finishAsExpected();
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> {
                                assertThat(files(own)).isEmpty();
                                assertThat(files(old)).isEmpty();
                            });
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .collect(Collectors.toList());
        }
    }

    /** Returns the latest checkpoint then: the horizon moves with checkpoints only. */
    private static String awaitGone(JobRun run, Path orphan) {
        AtomicReference<String> latest = new AtomicReference<>();
        run.await(
                LIMIT,
                () -> {
                    latest.set(checkpoint(run));
                    return Files.notExists(orphan);
                });
        return latest.get();
    }

    /** The limit is short because the janitor's is twice that: a stall is no fault, many are. */
    private static String checkpoint(JobRun run) {
        for (int expired = 0; ; expired++) {
            try {
                return run.checkpoint();
            } catch (CompletionException e) {
                boolean late =
                        JobRun.reason(e)
                                .equals(Optional.of(CheckpointFailureReason.CHECKPOINT_EXPIRED));
                if (!late || expired == TOLERABLE_STALLS) {
                    throw e;
                }
            }
        }
    }

    private static Configuration eager(String mode) {
        Configuration configuration = eager();
        configuration.setString("state.changelog.janitor.mode", mode);
        return configuration;
    }

    /** In the mode that is the default. */
    private static Configuration eager() {
        Configuration configuration = new Configuration();
        configuration.setString("state.changelog.janitor.interval", "50 ms");
        configuration.setString("state.changelog.janitor.min-age", MIN_AGE.toMillis() + " ms");
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
        return configuration;
    }

    private static Configuration materializing(LifecycleCluster cluster, String backend) {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
        return configuration;
    }

    /**
     * The same, just now: it will be old. An old one in the log would be from before the run's
     * marker, and might be somebody's who leaves none.
     */
    private static Path young(Path base, JobRun run, String kind) throws IOException {
        Path folder = base.resolve(run.jobId().toHexString()).resolve(kind);
        Files.createDirectories(folder);
        return Files.createTempFile(folder, "orphan", "");
    }

    /** A file that a killed TaskManager might have left behind. */
    private static Path orphan(Path base, JobRun run, String kind) throws IOException {
        Path folder = base.resolve(run.jobId().toHexString()).resolve(kind);
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "orphan", "");
        makeOld(file);
        return file;
    }

    /** Unless it is gone: a younger checkpoint may have made it superfluous. */
    private static void makeOld(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        } catch (NoSuchFileException e) {
            assertThat(file).doesNotExist();
        }
    }
}
