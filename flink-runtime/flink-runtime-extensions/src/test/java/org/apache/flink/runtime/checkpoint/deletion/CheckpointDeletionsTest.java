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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckpointDeletionsTest {

    private final ManualThreads threads = new ManualThreads();
    private final List<Integer> sizes = new ArrayList<>();
    private final DeletionPool pool = new DeletionPool(threads, 4);
    private final CheckpointDeletions deletions =
            new CheckpointDeletions(pool, sizes::add, new SubsumedEntries(handles -> true));
    private final Executor flinks = new ManualThreads();

    @Test
    void anExecutorOfFlinkIsExchangedAndThatOfTestsIsNot() {
        Executor lane = deletions.instead(flinks);

        assertThat(lane).isInstanceOf(DeletionLane.class);
        assertThat(deletions.instead(flinks)).isSameAs(lane);
        assertThat(deletions.instead(lane)).isSameAs(lane);
        assertThat(deletions.instead(new ManualThreads())).isNotSameAs(lane);
        assertThat(deletions.instead(Executors.directExecutor()))
                .isSameAs(Executors.directExecutor());
    }

    @Test
    void triggersSeeNoBacklogWhileItIsSmall() {
        deletions.use(settings(16, 3));
        backlog(3);

        assertThat(deletions.seenByTriggers(1_000)).isZero();
    }

    @Test
    void beyondTheLimitTriggersSeeWhatTheySeeInFlinkUntilEnoughIsDeleted() {
        deletions.use(settings(16, 3));
        backlog(4);
        assertThat(deletions.seenByTriggers(1_000)).isEqualTo(1_000);
        assertThat(deletions.seenByTriggers(0)).isZero();

        threads.runNext();
        assertThat(deletions.seenByTriggers(1_000)).isZero();
    }

    @Test
    void aCheckpointThatIsDeletedFileByFileOrAtOnceCountsTheSame() {
        CompletedCheckpoint checkpoint = checkpointOf(4);
        deletions.instead(flinks, checkpoint, false).execute(() -> {});

        assertThat(pool.backlog()).isEqualTo(5); // with its metadata
        for (int file = 0; file < 5; file++) {
            deletions.instead(flinks, checkpoint, true).execute(() -> {});
        }
        assertThat(pool.backlog()).isEqualTo(10);
    }

    /** High availability deletes them there. */
    @Test
    void checkpointsThatAreDeletedOnAnExecutorOfAllJobsAreKnownByTheirJob() {
        CompletedCheckpoint checkpoint = checkpointOf(1);
        Executor ofAllJobs = new ManualThreads();
        deletions.watch(flinks, checkpoint.getJobId(), new UnregisteredMetricsGroup());

        assertThat(deletions.instead(ofAllJobs, checkpoint, true))
                .isSameAs(deletions.instead(flinks));
        assertThat(deletions.instead(ofAllJobs, checkpointOf(1), true))
                .isSameAs(deletions.instead(ofAllJobs));
    }

    @Test
    void aShutdownWaitsForDeletionsButNotForever() throws Exception {
        deletions.awaitAll(Duration.ofDays(1));
        backlog(1);
        deletions.awaitAll(Duration.ofMillis(10));
        assertThat(pool.backlog()).isEqualTo(1);
    }

    @Test
    void theNumberOfThreadsIsPassedOn() {
        deletions.use(settings(5, 0));

        assertThat(sizes).containsExactly(5);
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedWithTheirOption() {
        assertThatThrownBy(() -> settings(0, 1))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("'execution.checkpointing.cleaner.threads: 0'");
        assertThatThrownBy(() -> settings(1, -1))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("'execution.checkpointing.cleaner.max-backlog: -1'");
    }

    @Test
    void metricsAreThoseOfTheJobAndRegisteredOnce() {
        Map<String, Gauge<?>> gauges = new HashMap<>();
        MetricGroup group = new Recording(gauges);
        deletions.use(settings(1, 1));
        deletions.watch(flinks, new JobID(), group);
        deletions.watch(flinks, new JobID(), group);
        backlog(2);
        deletions.instead(new ManualThreads()).execute(() -> {});
        deletions.seenByTriggers(7);

        assertThat(gauges.get("deletionBacklog").getValue()).isEqualTo(2L);
        assertThat(gauges.get("numberOfTriggerChecksOverLimit").getValue()).isEqualTo(1L);
        threads.runAll();
        assertThat(gauges.get("deletionBacklog").getValue()).isEqualTo(0L);
        assertThat(gauges.get("numberOfDeletions").getValue()).isEqualTo(2L);
    }

    private void backlog(int files) {
        for (int i = 0; i < files; i++) {
            deletions.instead(flinks).execute(() -> {});
        }
    }

    private static DeletionSettings settings(int threads, int maxBacklog) {
        Configuration configuration = new Configuration();
        configuration.set(DeletionOptions.THREADS, threads);
        configuration.set(DeletionOptions.MAX_BACKLOG, maxBacklog);
        return DeletionSettings.from(configuration);
    }

    private static CompletedCheckpoint checkpointOf(int subtasks) {
        OperatorState state = new OperatorState(new OperatorID(1, 2), subtasks, subtasks);
        for (int i = 0; i < subtasks; i++) {
            state.putState(
                    i,
                    OperatorSubtaskState.builder()
                            .setManagedKeyedState(
                                    new IncrementalRemoteKeyedStateHandle(
                                            new UUID(1, i),
                                            KeyGroupRange.of(i, i),
                                            1,
                                            List.of(),
                                            List.of(),
                                            new ByteStreamStateHandle("m" + i, new byte[1])))
                            .build());
        }
        return new CompletedCheckpoint(
                new JobID(),
                1,
                1,
                2,
                Map.of(state.getOperatorID(), state),
                List.of(),
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                new Nowhere(),
                null);
    }

    private static final class Nowhere implements CompletedCheckpointStorageLocation {
        private static final long serialVersionUID = 1;

        @Override
        public String getExternalPointer() {
            return "nowhere";
        }

        @Override
        public StreamStateHandle getMetadataHandle() {
            return new ByteStreamStateHandle("metadata", new byte[1]);
        }

        @Override
        public void disposeStorageLocation() {}
    }

    private static final class Recording extends UnregisteredMetricsGroup {
        private final Map<String, Gauge<?>> gauges;

        Recording(Map<String, Gauge<?>> gauges) {
            this.gauges = gauges;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            assertThat(gauges.put(name, gauge)).as(name).isNull();
            return gauge;
        }
    }
}
