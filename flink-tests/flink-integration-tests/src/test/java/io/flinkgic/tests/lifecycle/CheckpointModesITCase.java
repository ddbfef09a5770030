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
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RestoreMode;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Checkpoints in all of Flink's modes, taken under back-pressure while the log is materialized. */
@Timeout(120)
class CheckpointModesITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(4_000);
    private static final LifecycleJob LONG_JOB = LifecycleJob.of(6_000);
    private static final long SLOWER_AFTER = 4_500;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory);
    }

    /** How checkpoints get along with records that are under way. */
    enum Mode {
        ALIGNED {
            @Override
            boolean isShown(JobRun run, long completed) {
                return completed >= 2;
            }
        },
        UNALIGNED {
            @Override
            void choose(Configuration configuration) {
                configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
            }

            @Override
            boolean isShown(JobRun run, long completed) {
                return completed >= 1 && run.persistedInFlightBytes() > 0;
            }
        },
        UNALIGNED_AFTER_TIMEOUT {
            @Override
            void choose(Configuration configuration) {
                configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
                configuration.set(
                        CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ofMillis(30));
            }

            @Override
            boolean isShown(JobRun run, long completed) {
                return completed >= 1 && run.persistedInFlightBytes() > 0;
            }
        },
        /** In a cluster that does so: it is not the job's choice. */
        DEBLOATED {
            @Override
            boolean isShown(JobRun run, long completed) {
                return completed >= 2
                        && ReportedMetrics.values(".debloatedBufferSize")
                                .anyMatch(size -> size < LifecycleCluster.BUFFER.getBytes());
            }
        },
        CONCURRENT {
            @Override
            void choose(Configuration configuration) {
                configuration.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 3);
            }

            @Override
            boolean isShown(JobRun run, long completed) {
                return completed >= 1 && run.counts().getNumberOfInProgressCheckpoints() == 3;
            }
        };

        void choose(Configuration configuration) {}

        /** Whether a run has shown what the mode is about, with so many checkpoints so far. */
        abstract boolean isShown(JobRun run, long completed);
    }

    @ParameterizedTest
    @CsvSource({
        "ALIGNED, rocksdb",
        "UNALIGNED, rocksdb",
        "UNALIGNED, hashmap",
        "UNALIGNED_AFTER_TIMEOUT, rocksdb",
        "CONCURRENT, rocksdb",
        "CONCURRENT, hashmap"
    })
    void stateIsExactAfterFailuresUnderBackPressure(Mode mode, String backend) throws Exception {
        failUnderBackPressure(cluster, mode, backend);
    }

    @Test
    void stateIsExactAfterFailuresWhileBuffersAreDebloated() throws Exception {
        Configuration more = ReportedMetrics.configuration();
        more.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
        more.set(TaskManagerOptions.BUFFER_DEBLOAT_TARGET, Duration.ofMillis(50));
        more.set(TaskManagerOptions.BUFFER_DEBLOAT_PERIOD, Duration.ofMillis(20));
        try (LifecycleCluster debloating = LifecycleCluster.start(directory, more)) {
            failUnderBackPressure(debloating, Mode.DEBLOATED, "hashmap");
        }
    }

    /** Before each failure the mode shows what it is about, and state is materialized. */
    private static void failUnderBackPressure(LifecycleCluster cluster, Mode mode, String backend)
            throws Exception {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        mode.choose(configuration);
        try (History history = cluster.begin(LONG_JOB)) {
            history.observer().slowDown(1, SLOWER_AFTER);
            JobRun run = history.start(configuration, 2);
            for (int failures = 0; failures < 2; failures++) {
                long restored = run.restoredCheckpoints();
                long completed = run.counts().getNumberOfCompletedCheckpoints();
                long materialization = run.latestMaterialization();
                run.await(
                        LIMIT,
                        () ->
                                run.allTasksRun()
                                        && mode.isShown(
                                                run,
                                                run.counts().getNumberOfCompletedCheckpoints()
                                                        - completed)
                                        && run.latestMaterialization() > materialization);
                history.observer().failOnce();
                run.await(LIMIT, () -> run.restoredCheckpoints() > restored);
            }
            assertThat(history.observer().seen())
                    .as("failures came before the end")
                    .isLessThan(LONG_JOB.records());
            history.finishAsExpected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void checkpointWithRecordsUnderWayIsRestoredAtOtherParallelism(String backend)
            throws Exception {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(configuration, 2);
            history.runTo(200);
            // What is under way now takes half a minute, however fast the machine is, and yet
            // leaves the sources, which hold the lock of checkpoints when they are blocked, free.
            history.observer().slowDown(200);
            history.observer().holdAt(500);
            run.await(LIMIT, () -> history.observer().underWay() >= 200);
            String checkpoint = run.checkpointAndCancel();
            assertThat(StoredCheckpoint.at(checkpoint).inFlightBytes()).isPositive();
            assertThat(history.observer().hasSeenAllEmitted()).isFalse();

            history.observer().fullSpeed();
            JobRun rescaled = history.restore(configuration, 3, checkpoint, RestoreMode.CLAIM);
            // A key may have another source now: only then is the order of its records kept.
            rescaled.await(LIMIT, history.observer()::hasSeenAllEmitted);
            history.finishAsExpected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void expiredCheckpointsCostNothing(String backend) throws Exception {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(1));
        configuration.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 2);
        try (History history = cluster.begin(JOB)) {
            history.observer().holdAt(500);
            JobRun run = history.start(configuration, 2);
            run.await(LIMIT, () -> run.counts().getNumberOfCompletedCheckpoints() >= 2);
            // The records that are left would last longer than the limit.
            history.observer().slowDown(50);
            history.observer().goOn();
            long failed = run.counts().getNumberOfFailedCheckpoints();
            run.await(LIMIT, () -> run.counts().getNumberOfFailedCheckpoints() >= failed + 4);

            history.observer().fullSpeed();
            long completed = run.counts().getNumberOfCompletedCheckpoints();
            run.await(LIMIT, () -> run.counts().getNumberOfCompletedCheckpoints() > completed);
            assertThat(run.counts().getNumberOfRestoredCheckpoints()).isZero();
            history.runTo(JOB.records());
            run.failOver(history.observer());
            history.finishAsExpected();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void finishedTasksHaveTheirPlaceInCheckpoints(String backend) throws Exception {
        LifecycleJob job = JOB.withBoundedSource();
        Configuration configuration = cluster.materializing(backend);
        // A task that has read everything waits for a checkpoint before it is finished.
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        try (History history = cluster.begin(job)) {
            JobRun run = history.start(configuration, 2);
            history.runTo(3_000);
            run.await(LIMIT, () -> run.finishedTasks() == 1);
            run.checkpoint();
            run.failOver(history.observer());
            history.runTo(3_200);
            run.await(LIMIT, () -> run.finishedTasks() == 1);
            String oneFinished = run.checkpointAndCancel();
            assertThat(StoredCheckpoint.at(oneFinished).finishedSubtasks()).isEqualTo(1);

            JobRun second = history.restore(configuration, 2, oneFinished, RestoreMode.CLAIM);
            history.observer().allowFinish();
            history.runTo(3_500);
            second.await(LIMIT, () -> second.finishedTasks() == 2);
            String allFinished = second.checkpointAndCancel();
            assertThat(StoredCheckpoint.at(allFinished).finishedOperators()).isEqualTo(1);

            JobRun third = history.restore(configuration, 3, allFinished, RestoreMode.NO_CLAIM);
            history.runTo(3_800);
            third.checkpoint();
            third.failOver(history.observer());
            history.finishAsExpected();
        }
    }
}
