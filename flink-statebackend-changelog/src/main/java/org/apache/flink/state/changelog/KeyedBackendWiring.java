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

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.taskmanager.AsynchronousException;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.checkpoint.LogCheckpoints;
import org.apache.flink.state.changelog.checkpoint.LogLength;
import org.apache.flink.state.changelog.local.LocalMaterializations;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.restore.RestoreProcedure;
import org.apache.flink.state.changelog.restore.RestoredBackend;
import org.apache.flink.state.changelog.restore.RestoredHandles;
import org.apache.flink.state.changelog.state.LoggedStateFactory;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.state.changelog.table.TimersInTable;
import org.apache.flink.state.changelog.taskmanager.TaskManagerMaterialization;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.clock.SystemClock;

import java.util.Optional;
import java.util.UUID;

/** Creates keyed backends and hands them what they need. Any thread. */
final class KeyedBackendWiring {

    private KeyedBackendWiring() {}

    /** A keyed backend that logs; it is the caller's. */
    static <K> CheckpointableKeyedStateBackend<K> logged(
            StateBackend wrapped, KeyedStateBackendParameters<K> parameters) throws Exception {
        Environment env = parameters.getEnv();
        StateChangelogStorage<?> storage = env.getTaskStateManager().getStateChangelogStorage();
        if (storage == null) {
            throw noStorage(env.getTaskManagerInfo().getConfiguration());
        }
        BackendResources resources = new BackendResources();
        boolean created = false;
        try {
            TaskManagerMaterialization.Lease lease =
                    TaskManagerMaterialization.lease(
                            env.getSharedResources(), env.getTaskManagerInfo().getConfiguration());
            // First, so it is closed last: what ends the backend still hands over deletions.
            resources.addOfTaskThread(lease);
            Optional<LocalMaterializations> copies = localCopies(parameters, lease.shared());
            RestoredBackend<K> restored =
                    RestoreProcedure.restore(
                            TimersInTable.of(wrapped),
                            copies.map(LocalMaterializations::settings)
                                    .map(local -> WithLocalRecovery.of(local, parameters))
                                    .orElse(parameters),
                            SystemClock.getInstance());
            CheckpointableKeyedStateBackend<K> backend =
                    wireOrDispose(restored, storage, parameters, copies, lease.shared(), resources);
            created = true;
            return backend;
        } finally {
            if (!created) {
                resources.close();
            }
        }
    }

    /** Present if the task is to make them. */
    private static Optional<LocalMaterializations> localCopies(
            KeyedStateBackendParameters<?> parameters, TaskManagerMaterialization shared) {
        LocalRecoveryConfig settings =
                parameters.getEnv().getTaskStateManager().createLocalRecoveryConfig();
        if (!settings.isLocalBackupEnabled()) {
            return Optional.empty();
        }
        return Optional.of(
                LocalMaterializations.of(
                        settings,
                        parameters.getOperatorIdentifier(),
                        UUID.randomUUID().toString(),
                        shared.localDeletions()));
    }

    private static <K> CheckpointableKeyedStateBackend<K> wireOrDispose(
            RestoredBackend<K> restored,
            StateChangelogStorage<?> storage,
            KeyedStateBackendParameters<K> parameters,
            Optional<LocalMaterializations> copies,
            TaskManagerMaterialization shared,
            BackendResources resources)
            throws Exception {
        boolean wired = false;
        try {
            CheckpointableKeyedStateBackend<K> backend =
                    wire(restored, storage, parameters, copies, shared, resources);
            wired = true;
            return backend;
        } finally {
            if (!wired) {
                resources.close();
                IOUtils.closeQuietly(restored.backend());
                restored.backend().dispose();
            }
        }
    }

    private static IllegalStateException noStorage(Configuration taskManager) {
        ConfigOption<String> option = StateChangelogOptions.STATE_CHANGE_LOG_STORAGE;
        return new IllegalStateException(
                String.format(
                        "The changelog is enabled, but this TaskManager knows no changelog storage "
                                + "of the name in '%s: %s'. Correct the name, or add the jar of "
                                + "that storage to lib/ or plugins/.",
                        option.key(), taskManager.get(option)));
    }

    /** A keyed backend of the wrapped one, with the log of the checkpoint replayed. */
    static <K> CheckpointableKeyedStateBackend<K> notLogged(
            StateBackend wrapped, KeyedStateBackendParameters<K> parameters) throws Exception {
        AbstractKeyedStateBackend<K> backend =
                RestoreProcedure.restore(wrapped, parameters, SystemClock.getInstance()).backend();
        boolean complete = false;
        try {
            TimersInTable.checkFinds(parameters.getStateHandles(), backend);
            complete = true;
            return backend;
        } finally {
            if (!complete) {
                IOUtils.closeQuietly(backend);
                backend.dispose();
            }
        }
    }

    private static <K, H extends ChangelogStateHandle> CheckpointableKeyedStateBackend<K> wire(
            RestoredBackend<K> restored,
            StateChangelogStorage<H> storage,
            KeyedStateBackendParameters<K> parameters,
            Optional<LocalMaterializations> copies,
            TaskManagerMaterialization shared,
            BackendResources resources)
            throws Exception {
        Environment env = parameters.getEnv();
        AbstractKeyedStateBackend<K> wrapped = restored.backend();
        RestoredHandles handles = restored.handles();
        StateChangelogWriter<H> writer =
                storage.createWriter(
                        parameters.getOperatorIdentifier(),
                        wrapped.getKeyGroupRange(),
                        env.getMainMailboxExecutor());
        resources.addOfTaskThread(writer);
        ChangeRecorder<K> recorder =
                new ChangeRecorder<>(wrapped, wrapped.getKeySerializer(), writer);
        wrapped.registerKeySelectionListener(key -> recorder.keySelected());
        StateRegistry registry = new StateRegistry(wrapped.getKeySerializer(), recorder);
        ChangelogMetrics metrics = new ChangelogMetrics(parameters.getMetricGroup());
        CurrentBaseline baseline =
                new CurrentBaseline(handles.baseline(writer.initialSequenceNumber()));
        if (restored.hasMigrated()) {
            baseline.retire(handles.materializationId());
        }
        LogLength length = new LogLength(handles.logBytes());
        shared.replayRate().measured(handles.logBytes(), restored.replayMs());
        metrics.watchLog(recorder::changes, () -> shared.replayRate().predictedMs(length.bytes()));
        MaterializationWiring<K> wiring =
                new MaterializationWiring<>(parameters, shared, baseline, length, metrics);
        WiredMaterialization materialization =
                wiring.wire(
                        wrapped,
                        copies.map(local -> local.around(wrapped)),
                        writer,
                        registry,
                        handles.materializationId(),
                        resources);
        BackendSnapshots snapshots =
                new BackendSnapshots(
                        new LogCheckpoints<>(
                                writer,
                                wrapped.getKeyGroupRange(),
                                baseline,
                                length,
                                () -> shared.traffic().logCommitStarted()::ended,
                                metrics,
                                error -> failTask(env, "The changelog met an error.", error)),
                        materialization.target(),
                        materialization.manager(),
                        materialization.materializer(),
                        recorder);
        resources.addOfTaskThread(snapshots::end);
        LoggedStateFactory<K> logged =
                new LoggedStateFactory<>(
                        registry, recorder, restored.expiry(), baseline::retireRestoredLog);
        KeyedStates<K> states =
                new KeyedStates<>(
                        wrapped,
                        logged,
                        () -> baseline.retire(materialization.materializer().lastId()),
                        parameters.getTtlTimeProvider(),
                        env.getExecutionConfig());
        copies.ifPresent(
                local -> local.restoredFrom(handles.materializationId(), handles.copies()));
        return new ChangelogKeyedStateBackend<>(
                wrapped, states, snapshots, materialization.manager(), resources);
    }

    static void failTask(Environment env, String message, Throwable cause) {
        env.failExternally(new AsynchronousException(message, cause));
    }
}
