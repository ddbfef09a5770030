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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.CheckpointBoundKeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.Promised;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A job goes from one state backend to another, and the changelog is switched on and off. */
@Timeout(120)
class SwitchingITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(4_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory);
    }

    /**
     * The legs of a history: state backend, changelog ({@code off}, {@code log} without
     * materialization, {@code on}), parallelism, and what the leg leaves to the next one.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // from savepoints: off, on, off, on
                "rocksdb off 2 canonical, rocksdb on 3 native, rocksdb off 3 canonical, rocksdb log 2",
                "hashmap off 2 native, hashmap log 2 canonical, hashmap off 1 native, hashmap on 1",
                // from retained checkpoints: off, on, off, on
                "rocksdb off 2 claim, rocksdb log 2 claim, rocksdb off 2 claim, rocksdb on 2 claim, rocksdb off 3",
                "hashmap off 2 claim, hashmap on 3 claim, hashmap off 1 claim, hashmap log 1",
                // from one backend to the other
                "rocksdb on 2 canonical, hashmap on 2 canonical, rocksdb log 3 claim, rocksdb log 3",
                "hashmap log 2 canonical, rocksdb on 1 canonical, hashmap on 1 claim, hashmap on 1",
                // checkpoints of checkpoints, none with a materialization of its own
                "rocksdb log 2 claim, rocksdb log 2 claim, rocksdb log 2 claim, rocksdb log 2",
                "hashmap log 2 claim, hashmap log 2 claim, hashmap log 2 claim, hashmap log 2",
                "rocksdb on 2 claim, rocksdb log 2 claim, rocksdb log 2 claim, rocksdb log 2",
            })
    void stateIsExactAfterEachLeg(String legs) throws Exception {
        List<Leg> parsed = Leg.parse(legs);
        try (History history = cluster.begin(JOB)) {
            String left = "";
            RestoreMode mode = RestoreMode.NO_CLAIM;
            for (int i = 0; i < parsed.size(); i++) {
                Leg leg = parsed.get(i);
                Configuration configuration = leg.configuration();
                JobRun run =
                        i == 0
                                ? history.start(configuration, leg.parallelism())
                                : history.restore(configuration, leg.parallelism(), left, mode);
                long begin = i * JOB.records() / parsed.size();
                history.runTo(begin + 300);
                leg.assertTaken(run.checkpoint());
                history.runTo(begin + 500);
                run.failOver(history.observer());
                if (i < parsed.size() - 1) {
                    history.runTo((i + 1) * JOB.records() / parsed.size());
                    left = leg.leave(run);
                    mode = leg.mode();
                }
            }
            history.finishAsExpected();
        }
    }

    /**
     * P16: what was restored is known to RocksDB under the id of its checkpoint. A materialization
     * must not take an id from before that, or later ones are thought to be older.
     */
    @Test
    void materializationIdsGoOnFromTheCheckpointThatWasThereBefore() throws Exception {
        try (History history = cluster.begin(JOB)) {
            JobRun off = history.start(cluster.withoutChangelog("rocksdb"), 2);
            for (int i = 1; i <= 5; i++) {
                history.runTo(200L * i);
                off.checkpoint();
            }
            String imported = off.checkpointAndCancel();
            long importedId = checkpointId(imported);
            assertThat(importedId).isGreaterThanOrEqualTo(6);

            String left = imported;
            for (int restores = 0; restores < 2; restores++) {
                JobRun on =
                        history.restore(
                                cluster.materializing("rocksdb"), 2, left, RestoreMode.CLAIM);
                for (int i = 1; i <= 2; i++) {
                    history.runTo(1_000 + restores * 900 + i * 300);
                    assertThat(JobRun.changelogHandles(on.checkpoint()))
                            .allMatch(handle -> handle.getMaterializationID() >= importedId);
                    on.await(
                            LIMIT,
                            () ->
                                    JobRun.changelogHandles(on.checkpoint()).stream()
                                            .allMatch(SwitchingITCase::isMaterialized));
                    on.failOver(history.observer());
                }
                left = on.checkpointAndCancel();
            }
            history.restore(cluster.materializing("rocksdb"), 2, left, RestoreMode.CLAIM);
            history.finishAsExpected();
        }
    }

    /** Without a changelog operators write them into their checkpoints themselves. */
    @Test
    void timersThatWereOnTheHeapBesideRocksDbComeAlong() throws Exception {
        try (History history = cluster.begin(JOB)) {
            JobRun off = history.start(heapTimers(cluster.withoutChangelog("rocksdb")), 2);
            history.runTo(1_000);
            String left = off.checkpointAndCancel();
            JobRun on =
                    history.restore(
                            heapTimers(cluster.materializing("rocksdb")),
                            2,
                            left,
                            RestoreMode.CLAIM);
            history.runTo(2_000);
            on.await(
                    LIMIT,
                    () ->
                            JobRun.changelogHandles(on.checkpoint()).stream()
                                    .allMatch(SwitchingITCase::isMaterialized));
            on.failOver(history.observer());
            history.finishAsExpected();
        }
    }

    private static Configuration heapTimers(Configuration configuration) {
        configuration.set(RocksDBOptions.TIMER_SERVICE_FACTORY, PriorityQueueStateType.HEAP);
        return configuration;
    }

    private static boolean isMaterialized(ChangelogStateBackendHandle handle) {
        return !handle.getMaterializedStateHandles().isEmpty()
                && handle.getNonMaterializedStateHandles().isEmpty();
    }

    /** Under which RocksDB knows the state of a checkpoint without changelog. */
    private static long checkpointId(String checkpoint) {
        return StoredCheckpoint.at(checkpoint).keyedHandles().stream()
                .mapToLong(handle -> ((CheckpointBoundKeyedStateHandle) handle).getCheckpointId())
                .max()
                .orElseThrow(AssertionError::new);
    }

    /** One run of the job in a history. Immutable. */
    private static final class Leg {

        private final String backend;
        private final String changelog;
        private final int parallelism;
        private final String leaves;

        private Leg(String backend, String changelog, int parallelism, String leaves) {
            this.backend = backend;
            this.changelog = changelog;
            this.parallelism = parallelism;
            this.leaves = leaves;
        }

        static List<Leg> parse(String legs) {
            List<Leg> parsed = new ArrayList<>();
            for (String leg : legs.split(", ")) {
                String[] words = leg.split(" ");
                parsed.add(
                        new Leg(
                                words[0],
                                words[1],
                                Integer.parseInt(words[2]),
                                words.length > 3 ? words[3] : "nothing"));
            }
            return parsed;
        }

        int parallelism() {
            return parallelism;
        }

        Configuration configuration() {
            switch (changelog) {
                case "off":
                    return cluster.withoutChangelog(backend);
                case "log":
                    return cluster.withoutMaterialization(backend);
                case "on":
                    return cluster.materializing(backend);
                default:
                    throw new IllegalArgumentException(changelog);
            }
        }

        void assertTaken(String checkpoint) {
            boolean logged = !changelog.equals("off");
            assertThat(StoredCheckpoint.at(checkpoint).keyedHandles())
                    .isNotEmpty()
                    .allMatch(handle -> handle instanceof ChangelogStateBackendHandle == logged);
        }

        /** Ends the run. Returns the path of what the next one begins with. */
        String leave(JobRun run) throws Exception {
            if (leaves.equals("claim")) {
                return run.checkpointAndCancel();
            }
            SavepointFormatType format =
                    leaves.equals("native")
                            ? SavepointFormatType.NATIVE
                            : SavepointFormatType.CANONICAL;
            String path = Promised.get(run.savepoint(cluster.savepoints(), format));
            run.cancel();
            return path;
        }

        RestoreMode mode() {
            return leaves.equals("claim") ? RestoreMode.CLAIM : RestoreMode.NO_CLAIM;
        }
    }
}
