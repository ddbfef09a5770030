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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.state.changelog.materialization.MaterializationOptions;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;
import org.apache.flink.state.changelog.schedule.ReplayRate;
import org.apache.flink.state.changelog.taskmanager.TaskManagerMaterialization;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** That what limits and measures materializations reaches those of a whole backend. */
class WiredMaterializationTest {

    private static final int VALUE_CHARS = 64 << 10;

    private final StateChangelogStorage<?> log = new InMemoryStateChangelogStorage();
    private final TaskSettings task = new TaskSettings();

    @Test
    void aMaterializationKeepsToTheMaximumBandwidth() throws Exception {
        limitTo("1 mb");
        try (BackendUnderTest backend = create()) {
            fill(backend, 16);
            long begunNanos = System.nanoTime();
            backend.materialize();
            assertThat(secondsSince(begunNanos)).as("1 MiB, 256 KiB at once").isGreaterThan(0.7);
        }
    }

    @Test
    void soDoesACheckpointThatIsAMaterialization() throws Exception {
        limitTo("1 mb");
        try (BackendUnderTest backend = create()) {
            fill(backend, 16);
            long begunNanos = System.nanoTime();
            BackendUnderTest.store(backend.begin(1, CheckpointType.FULL_CHECKPOINT));
            assertThat(secondsSince(begunNanos)).as("1 MiB, 256 KiB at once").isGreaterThan(0.7);
        }
    }

    @Test
    void howFastARestoreReplaysIsRemembered() throws Exception {
        KeyedStateHandle checkpoint;
        try (BackendUnderTest before = create()) {
            fill(before, 32);
            assertThat(replayRate(before)).isEqualTo(ReplayRate.DEFAULT_BYTES_PER_SECOND);
            checkpoint = before.checkpoint(1);
        }
        try (BackendUnderTest after = create(checkpoint)) {
            assertThat(replayRate(after)).isNotEqualTo(ReplayRate.DEFAULT_BYTES_PER_SECOND);
        }
    }

    @Test
    void metricsTellWhoRunsAndWhoWaits() throws Exception {
        Map<String, Gauge<?>> gauges = new HashMap<>();
        task.metrics = new Gauges(gauges);
        try (BackendUnderTest backend = create();
                TaskManagerMaterialization.Lease lease = lease(backend)) {
            fill(backend, 1);
            MaterializationSlots.Ticket neighbour = lease.shared().slots().request(() -> {});
            backend.logged().materialization().orElseThrow().trigger();
            assertThat(gauges.get("materializationsRunning").getValue()).isEqualTo(1L);
            assertThat(gauges.get("materializationQueueLength").getValue()).isEqualTo(1L);
            neighbour.close();
            assertThat(gauges.get("materializationsRunning").getValue()).isEqualTo(1L);
            assertThat(gauges.get("materializationQueueLength").getValue()).isEqualTo(0L);
        }
    }

    private void limitTo(String bandwidth) {
        task.taskManager.set(MaterializationOptions.MAX_BANDWIDTH, MemorySize.parse(bandwidth));
    }

    private BackendUnderTest create(KeyedStateHandle... handles) throws Exception {
        task.taskManager.set(MaterializationOptions.MAX_CONCURRENT, 1);
        return BackendUnderTest.create(BackendUnderTest.heap(), log, task, handles);
    }

    private static void fill(BackendUnderTest backend, int keys) throws Exception {
        ValueState<String> state =
                backend.backend()
                        .getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                new ValueStateDescriptor<>("value", String.class));
        for (int key = 0; key < keys; key++) {
            backend.backend().setCurrentKey(key);
            state.update("x".repeat(VALUE_CHARS));
        }
    }

    private static double replayRate(BackendUnderTest backend) throws Exception {
        try (TaskManagerMaterialization.Lease lease = lease(backend)) {
            return lease.shared().replayRate().bytesPerSecond();
        }
    }

    private static TaskManagerMaterialization.Lease lease(BackendUnderTest backend)
            throws Exception {
        return TaskManagerMaterialization.lease(
                backend.env().getSharedResources(),
                backend.env().getTaskManagerInfo().getConfiguration());
    }

    private static double secondsSince(long begunNanos) {
        return Duration.ofNanos(System.nanoTime() - begunNanos).toMillis() / 1000.0;
    }

    /** Remembers the gauges that are registered, of all groups. */
    private static final class Gauges extends UnregisteredMetricsGroup {

        private final Map<String, Gauge<?>> byName;

        Gauges(Map<String, Gauge<?>> byName) {
            this.byName = byName;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            byName.put(name, gauge);
            return gauge;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }
    }
}
