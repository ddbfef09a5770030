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
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.Promised;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** FULL checkpoints and savepoints of a job that goes on, or ends with one. */
@Timeout(120)
class SavepointsITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(4_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory);
    }

    @AfterEach
    void releaseFiles() {
        HeldFileSystem.release();
    }

    /** What the materialization does meanwhile. */
    enum Materialization {
        NEVER_STARTED,
        UNDER_WAY,
        DONE_BEFORE
    }

    @ParameterizedTest
    @CsvSource({
        "rocksdb, NEVER_STARTED",
        "rocksdb, UNDER_WAY",
        "rocksdb, DONE_BEFORE",
        "hashmap, NEVER_STARTED",
        "hashmap, UNDER_WAY",
        "hashmap, DONE_BEFORE"
    })
    void jobGoesOnExactlyAndEachCanBeRestored(String backend, Materialization state)
            throws Exception {
        Configuration configuration = configuration(backend, state);
        List<String> taken = new ArrayList<>();
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(configuration, 2);
            history.runTo(800);
            awaitMaterialization(run, state);
            taken.add(savepoint(run, SavepointFormatType.CANONICAL));
            history.runTo(1_200);
            taken.add(savepoint(run, SavepointFormatType.NATIVE));
            history.runTo(1_600);
            if (state == Materialization.UNDER_WAY) {
                assertThat(HeldFileSystem.holdsFiles()).as("it is the same, and waits").isTrue();
            }
            taken.forEach(SavepointsITCase::assertHasNoLog);
            taken.add(fullCheckpoint(run));
            assertFull(taken.get(2));

            history.runTo(2_000);
            assertLogged(run.checkpoint());
            history.runTo(2_400);
            run.failOver(history.observer());
            history.runTo(2_800);
            // A job that is cancelled keeps its checkpoints, one that finishes does not.
            String last = run.checkpointAndCancel();
            history.restore(configuration, 2, last, RestoreMode.NO_CLAIM);
            history.finishAsExpected();
        }
        long[] takenAt = {800, 1_200, 1_600};
        for (int i = 0; i < takenAt.length; i++) {
            try (History history = cluster.beginAt(takenAt[i], JOB)) {
                history.restore(configuration, 2, taken.get(i), RestoreMode.NO_CLAIM);
                history.runTo(2_000).checkpoint();
                history.finishAsExpected();
            }
        }
    }

    private static Configuration configuration(String backend, Materialization state) {
        if (state == Materialization.NEVER_STARTED) {
            return cluster.withoutMaterialization(backend);
        }
        Configuration configuration = cluster.materializing(backend);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                HeldFileSystem.SCHEME + "://" + cluster.checkpoints());
        if (state == Materialization.UNDER_WAY) {
            HeldFileSystem.hold();
        }
        return configuration;
    }

    private static String savepoint(JobRun run, SavepointFormatType format) {
        return Promised.get(run.savepoint(cluster.savepoints(), format));
    }

    private static void awaitMaterialization(JobRun run, Materialization state) throws Exception {
        switch (state) {
            case NEVER_STARTED:
                return;
            case UNDER_WAY:
                run.await(LIMIT, HeldFileSystem::holdsFiles);
                return;
            case DONE_BEFORE:
                run.await(LIMIT, () -> materializations(run.checkpoint()) > 0);
                return;
        }
    }

    /** A FULL checkpoint is a materialization itself, so it may have to wait, too. */
    private static String fullCheckpoint(JobRun run) {
        CompletableFuture<String> checkpoint = run.fullCheckpoint();
        HeldFileSystem.release();
        return Promised.get(checkpoint);
    }

    /** P1: a native savepoint is nobody's base, and ends nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void materializationGoesOnAfterNativeSavepoint(String backend) throws Exception {
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(cluster.materializing(backend), 2);
            history.runTo(400);
            run.await(LIMIT, () -> materializations(run.checkpoint()) > 0);
            for (int savepoints = 1; savepoints <= 3; savepoints++) {
                savepoint(run, SavepointFormatType.NATIVE);
                List<ChangelogStateBackendHandle> before =
                        JobRun.changelogHandles(run.checkpoint());
                history.runTo(400 + savepoints * 1_000);
                AtomicReference<List<ChangelogStateBackendHandle>> now = new AtomicReference<>();
                run.await(
                        LIMIT,
                        () -> {
                            now.set(JobRun.changelogHandles(run.checkpoint()));
                            return allMaterializedSince(before, now.get());
                        });
                // Nothing changed since: all of the log is materialized.
                assertThat(now.get())
                        .allSatisfy(
                                handle ->
                                        assertThat(handle.getNonMaterializedStateHandles())
                                                .isEmpty());
            }
            history.finishAsExpected();
        }
    }

    private static boolean allMaterializedSince(
            List<ChangelogStateBackendHandle> before, List<ChangelogStateBackendHandle> now) {
        for (ChangelogStateBackendHandle handle : now) {
            boolean later =
                    before.stream()
                            .filter(
                                    earlier ->
                                            earlier.getKeyGroupRange()
                                                    .equals(handle.getKeyGroupRange()))
                            .anyMatch(
                                    earlier ->
                                            earlier.getMaterializationID()
                                                    < handle.getMaterializationID());
            if (!later || !handle.getNonMaterializedStateHandles().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({
        "rocksdb, CANONICAL, false",
        "rocksdb, NATIVE, true",
        "hashmap, NATIVE, false",
        "hashmap, CANONICAL, true"
    })
    void jobThatStoppedWithSavepointGoesOn(
            String backend, SavepointFormatType format, boolean drain) throws Exception {
        List<String> expected = stopped(cluster.withoutChangelog("hashmap"), format, drain);
        List<String> logged = stopped(cluster.materializing(backend), format, drain);
        assertThat(logged).isEqualTo(expected);
        if (!drain) {
            assertThat(logged).isEqualTo(cluster.expected(JOB));
        }
    }

    /** Draining fires all timers early, so the outcome is its own. */
    private static List<String> stopped(
            Configuration configuration, SavepointFormatType format, boolean drain)
            throws Exception {
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(configuration, 2);
            history.runTo(1_000).checkpoint();
            history.runTo(2_000);
            String savepoint = run.stopWithSavepoint(cluster.savepoints(), drain, format);
            history.restore(configuration, 2, savepoint, RestoreMode.NO_CLAIM);
            return history.finish();
        }
    }

    private static void assertLogged(String checkpoint) {
        List<KeyedStateHandle> handles = StoredCheckpoint.at(checkpoint).keyedHandles();
        assertThat(handles).isNotEmpty();
        assertThat(handles).allMatch(handle -> handle instanceof ChangelogStateBackendHandle);
    }

    private static void assertHasNoLog(String savepoint) {
        assertThat(StoredCheckpoint.at(savepoint).keyedHandles())
                .isNotEmpty()
                .noneMatch(handle -> handle instanceof ChangelogStateBackendHandle);
    }

    private static void assertFull(String checkpoint) {
        assertThat(JobRun.changelogHandles(checkpoint))
                .isNotEmpty()
                .allSatisfy(
                        handle -> {
                            assertThat(handle.getMaterializedStateHandles()).isNotEmpty();
                            assertThat(handle.getNonMaterializedStateHandles()).isEmpty();
                        });
    }

    private static long materializations(String checkpoint) {
        return JobRun.changelogHandles(checkpoint).stream()
                .filter(handle -> !handle.getMaterializedStateHandles().isEmpty())
                .count();
    }
}
