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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is done once, when a JobManager takes over and when a job ends. */
@Timeout(120)
class JanitorRoundsAtTheEndsTest extends RoundsRig {

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
    void whatAKilledJobManagerHasLeftGoesWhenTwoCheckpointsAreComplete() throws Exception {
        Path abandoned = abandonAfterTheFirst();
        AtomicInteger asked = new AtomicInteger();
        AtomicLong latest = new AtomicLong(1);
        JanitorRounds rounds = rounds();
        rounds.triggered(4, 0);
        rounds.triggered(3, 0);
        rounds.begun(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(checkpoints(latest.get()));
                });
        for (long next : new long[] {3, 4}) {
            awaitTwoMore(asked);
            assertThat(abandoned).exists();
            latest.set(next);
        }

        await().atMost(PATIENCE).until(() -> Files.notExists(abandoned));
        assertThat(failures.count()).isZero();
    }

    @Test
    void theEndOfTheJobClearsUpIfItIsThatSoon() throws Exception {
        Path abandoned = abandonAfterTheFirst();
        AtomicInteger asked = new AtomicInteger();
        JanitorRounds rounds = rounds();
        rounds.triggered(3, 0);
        rounds.begun(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(checkpoints(3));
                });
        youngerThanTheMarkers();
        awaitTwoMore(asked);
        assertThat(abandoned).exists();

        rounds.endedForGood(checkpoints(4).retained(), List.of());

        await().atMost(PATIENCE).until(() -> Files.notExists(abandoned));
    }

    /** The first may be under way already. */
    private static void awaitTwoMore(AtomicInteger asked) {
        int before = asked.get();
        await().atMost(PATIENCE).until(() -> asked.get() >= before + 2);
    }

    /** The JobManager before this one has stored another checkpoint that nobody knows. */
    private Path abandonAfterTheFirst() throws IOException {
        Path abandoned = Files.createDirectories(run.resolve("chk-2"));
        Files.copy(run.resolve("chk-1/_metadata"), abandoned.resolve("_metadata"));
        origin =
                new JobOrigin(
                        Optional.empty(),
                        RestoredBefore.nothing(),
                        false,
                        Optional.of(oneCheckpoint().retained().get(0)));
        return abandoned;
    }

    private void awaitEnd() {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                threads.size() == 2
                                        && threads.stream()
                                                .allMatch(ScheduledExecutorService::isTerminated));
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
}
