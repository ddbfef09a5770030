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

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.metrics.groups.TaskIOMetricGroup;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.checkpoint.LogLength;
import org.apache.flink.state.changelog.local.SnapshotsWithLocalCopies;
import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.MaterializationManager;
import org.apache.flink.state.changelog.materialization.MaterializationRuntime;
import org.apache.flink.state.changelog.materialization.MaterializationSettings;
import org.apache.flink.state.changelog.materialization.StateMaterializer;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.schedule.Phase;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.state.changelog.stream.TaskOwnedStreamFactory;
import org.apache.flink.state.changelog.stream.UnderWay;
import org.apache.flink.state.changelog.table.FlushAhead;
import org.apache.flink.state.changelog.taskmanager.TaskManagerMaterialization;
import org.apache.flink.state.changelog.traffic.BackendTraffic;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Puts together what materializes the state of one backend, and starts it. Task thread only. */
final class MaterializationWiring<K> {

    private static final String TOO_MANY_FAILURES =
            "Materializations failed, and none was stored, for more intervals than "
                    + StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED.key()
                    + " allows.";

    /** Of a second. Above it a task does little else than wait for the next one. */
    private static final long BACK_PRESSURED_MS = 500;

    /** For what a store is still doing when a task ends: mostly no more than two requests. */
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(2);

    private final KeyedStateBackendParameters<K> parameters;
    private final Environment env;
    private final TaskManagerMaterialization shared;
    private final CurrentBaseline baseline;
    private final LogLength length;
    private final ChangelogMetrics metrics;
    private final Executor deletions;
    private final Clock clock = SystemClock.getInstance();
    private final UnderWay underWay = new UnderWay(clock);

    MaterializationWiring(
            KeyedStateBackendParameters<K> parameters,
            TaskManagerMaterialization shared,
            CurrentBaseline baseline,
            LogLength length,
            ChangelogMetrics metrics) {
        this.parameters = parameters;
        this.env = parameters.getEnv();
        this.shared = shared;
        this.deletions = underWay.counted(shared.deletions());
        this.baseline = baseline;
        this.length = length;
        this.metrics = metrics;
    }

    /**
     * @param copies takes the snapshots of the wrapped backend, if they are to have local copies
     * @param lastId the largest id that the restored state knows
     * @param resources take what is to be closed with the backend
     */
    WiredMaterialization wire(
            AbstractKeyedStateBackend<K> wrapped,
            Optional<SnapshotsWithLocalCopies> copies,
            StateChangelogWriter<?> writer,
            StateRegistry registry,
            long lastId,
            BackendResources resources) {
        Optional<MaterializationSettings> settings = settings();
        Optional<BackendTraffic> traffic =
                settings.map(enabled -> shared.traffic().register(enabled.interval()));
        traffic.ifPresent(resources::add);
        CheckpointStreamFactory streams =
                new TaskOwnedStreamFactory(
                        env::getCheckpointStorageAccess,
                        underWay,
                        settings.map(MaterializationSettings::interval));
        // After uploads are cancelled, and before the wrapped backend interrupts their threads.
        resources.addOfTaskThread(() -> underWay.awaitNone(PATIENCE_AT_END));
        Snapshotable<SnapshotResult<KeyedStateHandle>> source =
                copies.<Snapshotable<SnapshotResult<KeyedStateHandle>>>map(any -> any)
                        .orElse(wrapped);
        StateMaterializer materializer =
                new StateMaterializer(
                        source,
                        writer,
                        registry,
                        shared.traffic().limited(streams),
                        traffic.map(paced -> paced.paced(streams)).orElse(streams),
                        () -> FlushAhead.of(wrapped),
                        lastId);
        BackendMaterialization target =
                new BackendMaterialization(
                        materializer,
                        baseline,
                        copies.<CheckpointListener>map(any -> any).orElse(wrapped),
                        deletions,
                        clock);
        Optional<MaterializationManager> manager =
                settings.map(enabled -> start(target, enabled, traffic.get(), lastId));
        manager.ifPresent(resources::add);
        return new WiredMaterialization(materializer, target, manager);
    }

    private Optional<MaterializationSettings> settings() {
        Configuration config = new Configuration(env.getTaskManagerInfo().getConfiguration());
        config.addAll(env.getJobConfiguration());
        return MaterializationSettings.read(
                config,
                Phase.of(
                        parameters.getOperatorIdentifier(),
                        env.getTaskInfo().getIndexOfThisSubtask(),
                        env.getTaskInfo().getNumberOfParallelSubtasks()));
    }

    private MaterializationManager start(
            BackendMaterialization target,
            MaterializationSettings settings,
            BackendTraffic traffic,
            long restoredId) {
        TaskIOMetricGroup task = env.getMetricGroup().getIOMetricGroup();
        MaterializationManager manager =
                new MaterializationManager(
                        target,
                        settings,
                        new MaterializationRuntime(
                                shared.timer(),
                                underWay.counted(shared.uploads()),
                                deletions,
                                shared.slots(),
                                traffic,
                                env.getMainMailboxExecutor(),
                                () -> task.getBackPressuredTimeMsPerSecond() > BACK_PRESSURED_MS,
                                clock,
                                env.getUserCodeClassLoader().asClassLoader()),
                        length,
                        shared.replayRate(),
                        metrics,
                        restoredId,
                        cause -> KeyedBackendWiring.failTask(env, TOO_MANY_FAILURES, cause));
        metrics.watchMaterialization(
                () -> manager.cycle().name(),
                manager::ageMs,
                shared.slots()::waiting,
                shared.slots()::taken,
                new TrafficFigures(traffic));
        manager.start();
        return manager;
    }

    /** The traffic of this backend, as metrics. */
    private static final class TrafficFigures implements ChangelogMetrics.Uploading {

        private final BackendTraffic traffic;

        TrafficFigures(BackendTraffic traffic) {
            this.traffic = traffic;
        }

        @Override
        public long bytesSent() {
            return traffic.sentBytes();
        }

        @Override
        public long waitedForLogMs() {
            return traffic.waitedForLogMs();
        }

        @Override
        public long waitedForRateMs() {
            return traffic.waitedForRateMs();
        }

        @Override
        public long allowedBytesPerSecond() {
            return traffic.allowedBytesPerSecond().orElse(Long.MAX_VALUE);
        }
    }
}
