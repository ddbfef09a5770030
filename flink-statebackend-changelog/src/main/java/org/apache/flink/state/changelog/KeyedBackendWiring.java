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
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.taskmanager.AsynchronousException;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.checkpoint.LogCheckpoints;
import org.apache.flink.state.changelog.local.LocalMaterializations;
import org.apache.flink.state.changelog.local.SnapshotsWithLocalCopies;
import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.MaterializationManager;
import org.apache.flink.state.changelog.materialization.MaterializationRuntime;
import org.apache.flink.state.changelog.materialization.MaterializationSettings;
import org.apache.flink.state.changelog.materialization.MaterializationThreads;
import org.apache.flink.state.changelog.materialization.StateMaterializer;
import org.apache.flink.state.changelog.materialization.TaskOwnedStreamFactory;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.restore.RestoreProcedure;
import org.apache.flink.state.changelog.restore.RestoredBackend;
import org.apache.flink.state.changelog.restore.RestoredHandles;
import org.apache.flink.state.changelog.state.LoggedStateFactory;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.clock.SystemClock;

import java.util.Optional;
import java.util.UUID;

/** Creates keyed backends and hands them what they need. Any thread. */
final class KeyedBackendWiring {

    private static final String TOO_MANY_FAILURES =
            "More materializations in a row failed than "
                    + StateChangelogOptions.MATERIALIZATION_MAX_FAILURES_ALLOWED.key()
                    + " allows.";

    private KeyedBackendWiring() {}

    /** A keyed backend that logs; it is the caller's. */
    static <K> CheckpointableKeyedStateBackend<K> logged(
            StateBackend wrapped, KeyedStateBackendParameters<K> parameters) throws Exception {
        StateChangelogStorage<?> storage =
                parameters.getEnv().getTaskStateManager().getStateChangelogStorage();
        if (storage == null) {
            throw noStorage(parameters.getEnv().getTaskManagerInfo().getConfiguration());
        }
        BackendResources resources = new BackendResources();
        boolean created = false;
        try {
            Optional<LocalMaterializations> copies = localCopies(parameters, resources);
            RestoredBackend<K> restored =
                    RestoreProcedure.restore(
                            wrapped,
                            copies.map(LocalMaterializations::settings)
                                    .map(local -> WithLocalRecovery.of(local, parameters))
                                    .orElse(parameters));
            CheckpointableKeyedStateBackend<K> backend =
                    wireOrDispose(restored, storage, parameters, copies, resources);
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
            KeyedStateBackendParameters<?> parameters, BackendResources resources)
            throws Exception {
        Environment env = parameters.getEnv();
        LocalRecoveryConfig settings = env.getTaskStateManager().createLocalRecoveryConfig();
        if (!settings.isLocalBackupEnabled()) {
            return Optional.empty();
        }
        MaterializationThreads.Lease lease = MaterializationThreads.lease(env.getSharedResources());
        resources.add(lease);
        return Optional.of(
                LocalMaterializations.of(
                        settings,
                        parameters.getOperatorIdentifier(),
                        UUID.randomUUID().toString(),
                        lease.threads().deletions()));
    }

    private static <K> CheckpointableKeyedStateBackend<K> wireOrDispose(
            RestoredBackend<K> restored,
            StateChangelogStorage<?> storage,
            KeyedStateBackendParameters<K> parameters,
            Optional<LocalMaterializations> copies,
            BackendResources resources)
            throws Exception {
        boolean wired = false;
        try {
            CheckpointableKeyedStateBackend<K> backend =
                    wire(restored, storage, parameters, copies, resources);
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
        return RestoreProcedure.restore(wrapped, parameters).backend();
    }

    private static <K, H extends ChangelogStateHandle> CheckpointableKeyedStateBackend<K> wire(
            RestoredBackend<K> restored,
            StateChangelogStorage<H> storage,
            KeyedStateBackendParameters<K> parameters,
            Optional<LocalMaterializations> copies,
            BackendResources resources)
            throws Exception {
        Environment env = parameters.getEnv();
        AbstractKeyedStateBackend<K> wrapped = restored.backend();
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
                new CurrentBaseline(restored.handles().baseline(writer.initialSequenceNumber()));
        Snapshotable<SnapshotResult<KeyedStateHandle>> source = wrapped;
        CheckpointListener listener = wrapped;
        if (copies.isPresent()) {
            SnapshotsWithLocalCopies copying = copies.get().around(wrapped);
            source = copying;
            listener = copying;
        }
        StateMaterializer materializer =
                new StateMaterializer(
                        source,
                        writer,
                        registry,
                        new TaskOwnedStreamFactory(env::getCheckpointStorageAccess),
                        restored.handles().materializationId());
        BackendMaterialization materialization =
                new BackendMaterialization(
                        materializer, baseline, listener, SystemClock.getInstance());
        BackendSnapshots snapshots =
                new BackendSnapshots(
                        checkpoints(writer, wrapped.getKeyGroupRange(), baseline, metrics, env),
                        materialization,
                        materializer,
                        recorder);
        Optional<MaterializationManager> manager =
                startMaterialization(materialization, metrics, env, resources);
        LoggedStateFactory<K> logged =
                new LoggedStateFactory<>(
                        registry, recorder, restored.expiry(), baseline::retireRestoredLog);
        KeyedStates<K> states =
                new KeyedStates<>(
                        wrapped, logged, parameters.getTtlTimeProvider(), env.getExecutionConfig());
        RestoredHandles handles = restored.handles();
        copies.ifPresent(
                local -> local.restoredFrom(handles.materializationId(), handles.copies()));
        return new ChangelogKeyedStateBackend<>(wrapped, states, snapshots, manager, resources);
    }

    private static <H extends ChangelogStateHandle> LogCheckpoints<H> checkpoints(
            StateChangelogWriter<H> writer,
            KeyGroupRange keyGroups,
            CurrentBaseline baseline,
            ChangelogMetrics metrics,
            Environment env) {
        return new LogCheckpoints<>(
                writer,
                keyGroups,
                baseline,
                metrics,
                error -> failTask(env, "The changelog met an error.", error));
    }

    private static Optional<MaterializationManager> startMaterialization(
            BackendMaterialization target,
            ChangelogMetrics metrics,
            Environment env,
            BackendResources resources)
            throws Exception {
        Configuration config = new Configuration(env.getTaskManagerInfo().getConfiguration());
        config.addAll(env.getJobConfiguration());
        Optional<MaterializationSettings> settings =
                MaterializationSettings.read(
                        config,
                        env.getTaskInfo().getIndexOfThisSubtask(),
                        env.getTaskInfo().getNumberOfParallelSubtasks());
        if (!settings.isPresent()) {
            return Optional.empty();
        }
        MaterializationThreads.Lease lease = MaterializationThreads.lease(env.getSharedResources());
        resources.add(lease);
        MaterializationManager manager =
                new MaterializationManager(
                        target,
                        settings.get(),
                        new MaterializationRuntime(
                                lease.threads().timer(),
                                lease.threads().uploads(),
                                env.getMainMailboxExecutor(),
                                SystemClock.getInstance(),
                                env.getUserCodeClassLoader().asClassLoader()),
                        metrics,
                        cause -> failTask(env, TOO_MANY_FAILURES, cause));
        resources.add(manager);
        manager.start();
        return Optional.of(manager);
    }

    private static void failTask(Environment env, String message, Throwable cause) {
        env.failExternally(new AsynchronousException(message, cause));
    }
}
