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
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateHandleID;
import org.apache.flink.state.changelog.materialization.MaterializationCycle;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.Promised;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job is killed as soon as one of its materializations enters a state, once for each state. It is
 * restored exactly, checkpoints and materializations complete again, and in the end there is no
 * file but those of the one checkpoint that is retained.
 *
 * <p>Mostly no checkpoint is pending when it is killed, and in the end none: what a pending one
 * refers to may stay for a while.
 */
@Timeout(180)
class MaterializationKillsITCase {

    private static final int PARALLELISM = 2;
    private static final int KEYED_OPERATORS = 4;

    /** New records before each kill and after it. */
    private static final long STEP = 200;

    private static final LifecycleJob JOB =
            LifecycleJob.of((2L * Moment.values().length + 3) * STEP);

    /** Then those that are stored may have to be confirmed before others begin. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path directory;
    private LifecycleCluster cluster;
    private CycleWatch watch;

    /** The index up to which the sources have been let. */
    private long index;

    /** The path of the last checkpoint. */
    private Optional<String> latest = Optional.empty();

    /** The TaskManagers that run. */
    private final List<Integer> taskManagers = new ArrayList<>(List.of(0, 1));

    private int nextTaskManager = 2;

    @BeforeEach
    void start() throws Exception {
        Configuration more = new Configuration();
        more.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        cluster = LifecycleCluster.start(directory, more);
        watch = CycleWatch.start();
    }

    @AfterEach
    void stop() {
        HeldFileSystem.release();
        HeldFileSystem.accept();
        watch.close();
        cluster.close();
    }

    /** When a job is killed. */
    enum Moment {
        WAITING(MaterializationCycle.WAITING),
        PREPARING(MaterializationCycle.PREPARING),
        SNAPSHOTTING(MaterializationCycle.SNAPSHOTTING),
        /** While it is stored, or when it has just been: before the task hears of it. */
        UPLOADING(MaterializationCycle.UPLOADING),
        /** No file is stored before the kill. */
        UPLOADING_SLOWLY(MaterializationCycle.UPLOADING) {
            @Override
            void entered() {
                HeldFileSystem.hold();
            }
        },
        UPLOADED(MaterializationCycle.UPLOADED),
        CONFIRMED(MaterializationCycle.CONFIRMED),
        /** Back from UPLOADING. */
        FAILED(MaterializationCycle.IDLE) {
            @Override
            void prepare() {
                HeldFileSystem.refuse();
            }

            @Override
            void entered() {
                HeldFileSystem.accept();
            }
        };

        private final MaterializationCycle state;

        Moment(MaterializationCycle state) {
            this.state = state;
        }

        void prepare() {}

        /** On the task thread, before the kill. */
        void entered() {}
    }

    /** How a job is killed. */
    enum Kill {
        /** The next record fails its task; the job restarts by itself. */
        TASK_FAILURE,
        /** The job is cancelled, and another continues from its last checkpoint. */
        CANCELLATION,
        /** All TaskManagers go away, and others come. */
        TASK_MANAGER_LOSS
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_FAILURE, rocksdb",
        "TASK_FAILURE, hashmap",
        "CANCELLATION, rocksdb",
        "TASK_MANAGER_LOSS, rocksdb"
    })
    void theJobGoesOnExactlyAndLeavesNothingBehind(Kill kill, String backend) throws Exception {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                HeldFileSystem.SCHEME + "://" + cluster.checkpoints());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000);
        try (History history = cluster.begin(JOB)) {
            history.observer().holdAt(0);
            history.start(configuration, PARALLELISM);
            proceed(history);
            for (Moment moment : Moment.values()) {
                killAt(moment, kill, history, configuration);
                proceed(history);
            }
            String last = history.run().checkpointAndCancel();
            assertNothingBesides(last);
            history.restore(configuration, PARALLELISM, last, RestoreMode.CLAIM);
            history.finishAsExpected();
        }
    }

    /**
     * Until all records up to the next step have been seen and a checkpoint contains them, and all
     * materializations in it are younger than those of the last checkpoint before.
     */
    private void proceed(History history) {
        Set<StateHandleID> before =
                latest.map(MaterializationKillsITCase::materializationsIn).orElse(Set.of());
        index += STEP;
        history.runTo(index);
        history.run().await(LIMIT, () -> isYounger(checkpoint(history), before));
        // What the one before was the last to need is deleted with this one.
        checkpoint(history);
    }

    private static boolean isYounger(String checkpoint, Set<StateHandleID> before) {
        Set<StateHandleID> materializations = materializationsIn(checkpoint);
        return materializations.size() == KEYED_OPERATORS * PARALLELISM
                && Collections.disjoint(materializations, before);
    }

    private String checkpoint(History history) {
        String path = history.run().checkpoint();
        latest = Optional.of(path);
        return path;
    }

    private static Set<StateHandleID> materializationsIn(String checkpoint) {
        return JobRun.changelogHandles(checkpoint).stream()
                .flatMap(handle -> handle.getMaterializedStateHandles().stream())
                .map(KeyedStateHandle::getStateHandleId)
                .collect(Collectors.toSet());
    }

    private void killAt(Moment moment, Kill kill, History history, Configuration configuration)
            throws Exception {
        JobRun run = history.run();
        long restored = run.restoredCheckpoints();
        CompletableFuture<Void> killed = new CompletableFuture<>();
        Runnable spring =
                () -> {
                    moment.entered();
                    begin(kill, history);
                    killed.complete(null);
                };
        moment.prepare();
        index += STEP;
        history.observer().holdAt(index);
        if (moment == Moment.CONFIRMED) {
            spring(MaterializationCycle.UPLOADED, () -> {}, history);
        }
        spring(moment.state, spring, history);
        Promised.get(killed);
        awaitRestored(kill, history, configuration, restored);
    }

    private void spring(MaterializationCycle state, Runnable action, History history)
            throws InterruptedException {
        if (state == MaterializationCycle.CONFIRMED) {
            springByCheckpoint(action, history);
            return;
        }
        CycleWatch.Trap trap = watch.arm(state, action);
        while (!watch.hasSprung(trap, PATIENCE)) {
            // All may be stored, and wait for it.
            checkpoint(history);
            trap = watch.arm(state, action);
        }
    }

    /**
     * Nobody waits for the checkpoint: the job may be killed before it is complete, when a task
     * hears only now of the one before.
     */
    private void springByCheckpoint(Runnable action, History history) throws InterruptedException {
        CycleWatch.Trap trap;
        do {
            trap = watch.arm(MaterializationCycle.CONFIRMED, action);
            CompletableFuture<?> unused = history.run().triggerCheckpoint();
        } while (!watch.hasSprung(trap, PATIENCE));
    }

    /** On the task thread: does not wait. */
    private void begin(Kill kill, History history) {
        switch (kill) {
            case TASK_FAILURE:
                history.observer().failOnce();
                return;
            case CANCELLATION:
                CompletableFuture<?> unused =
                        cluster.flink().flink().cancelJob(history.run().jobId());
                return;
            default:
                terminateTaskManagers();
        }
    }

    private void terminateTaskManagers() {
        for (int each : taskManagers) {
            CompletableFuture<?> unused = cluster.flink().flink().terminateTaskManager(each);
        }
    }

    private void awaitRestored(
            Kill kill, History history, Configuration configuration, long restored)
            throws Exception {
        JobRun run = history.run();
        switch (kill) {
            case CANCELLATION:
                HeldFileSystem.release();
                run.awaitEnd();
                latest = run.latestCheckpoint();
                history.restore(
                        configuration, PARALLELISM, latest.orElseThrow(), RestoreMode.CLAIM);
                history.run().awaitAllTasksRun();
                return;
            case TASK_MANAGER_LOSS:
                HeldFileSystem.release();
                for (int i = 0; i < taskManagers.size(); i++) {
                    cluster.flink().flink().startTaskManager();
                    taskManagers.set(i, nextTaskManager);
                    nextTaskManager++;
                }
                break;
            default:
                run.await(LIMIT, history.observer()::hasFailed);
                HeldFileSystem.release();
        }
        run.await(LIMIT, () -> run.restoredCheckpoints() > restored && run.allTasksRun());
        latest = run.latestCheckpoint();
    }

    /** The JobManager deletes in the background what it needs no more. */
    private void assertNothingBesides(String checkpoint) {
        Set<Path> needed = StoredCheckpoint.at(checkpoint).allFiles();
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(
                        () -> {
                            Set<Path> others = files();
                            assertThat(others).containsAll(needed);
                            others.removeAll(needed);
                            assertThat(others)
                                    .as("other files, when only %s is retained", checkpoint)
                                    .isEmpty();
                        });
    }

    private Set<Path> files() throws IOException {
        Set<Path> all = files(cluster.checkpoints());
        all.removeIf(file -> HeldFileSystem.unclosed().contains(file.toString()));
        all.addAll(files(cluster.dstl()));
        // Of the runs of the job; the janitor looks after them.
        all.removeIf(file -> file.getParent().getFileName().toString().equals("owners"));
        return all;
    }

    private static Set<Path> files(Path below) throws IOException {
        try (Stream<Path> found = Files.walk(below)) {
            return found.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }
}
