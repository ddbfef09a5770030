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

import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class JanitorRoundsTest extends RoundsRig {

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
                        true,
                        Optional.empty());

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
}
