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

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.query.TaskKvStateRegistry;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.runtime.util.TestingTaskManagerRuntimeInfo;
import org.apache.flink.state.changelog.local.LocalCheckpointHandle;
import org.apache.flink.state.changelog.materialization.MaterializationCycle;
import org.apache.flink.state.changelog.materialization.MaterializationManager;
import org.apache.flink.state.changelog.materialization.MaterializationStart;
import org.apache.flink.streaming.api.operators.StreamOperatorStateHandler;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.params.provider.Arguments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Stream;

/** A keyed backend with everything around it that a task would give it. */
public final class BackendUnderTest implements AutoCloseable {

    public static final int KEY_GROUPS = 16;

    /** Where {@link EachBackend} has its parameters from. */
    static final String EACH = "org.apache.flink.state.changelog.BackendUnderTest#backends";

    /** One for all tests: files have unique names. */
    private static final Set<MaterializationCycle> AWAITS_TURN =
            EnumSet.of(MaterializationCycle.WAITING, MaterializationCycle.PREPARING);

    private static final SharedStateRegistry JOB_MANAGER = new SharedStateRegistryImpl();

    private final MockEnvironment env;
    private final CheckpointStorageAccess checkpoints;
    private final CheckpointableKeyedStateBackend<Integer> backend;
    private final ManualMailbox mailbox = new ManualMailbox();

    private BackendUnderTest(
            StateBackend stateBackend,
            StateChangelogStorage<?> log,
            KeyGroupRange range,
            List<KeyedStateHandle> handles,
            TaskSettings task)
            throws Exception {
        checkpoints =
                task.checkpoints.isPresent()
                        ? task.checkpoints.get()
                        : new JobManagerCheckpointStorage().createCheckpointStorage(new JobID());
        env =
                MockEnvironment.builder()
                        .setMaxParallelism(KEY_GROUPS)
                        .setUserCodeClassLoader(task.userCode)
                        .setTaskStateManager(new StorageOfTask(log, task.localRecovery))
                        .setTaskManagerRuntimeInfo(
                                new TestingTaskManagerRuntimeInfo(task.taskManager))
                        .build();
        env.setCheckpointStorageAccess(checkpoints);
        env.setMainMailboxExecutor(mailbox);
        TaskKvStateRegistry noQueries = env.getTaskKvStateRegistry();
        backend =
                stateBackend.createKeyedStateBackend(
                        new KeyedStateBackendParametersImpl<>(
                                env,
                                env.getJobID(),
                                "operator",
                                task.keySerializer,
                                KEY_GROUPS,
                                range,
                                noQueries,
                                task.ttlTime,
                                task.metrics,
                                handles,
                                task.cancellation));
    }

    /** A name and a state backend. */
    static Stream<Arguments> backends() {
        return Stream.of(Arguments.of("heap", heap()), Arguments.of("rocksdb", rocksDb()));
    }

    public static StateBackend heap() {
        return new HashMapStateBackend();
    }

    public static StateBackend rocksDb() {
        return new EmbeddedRocksDBStateBackend(true);
    }

    /** All key groups, no state. */
    public static BackendUnderTest fresh(StateBackend wrapped, StateChangelogStorage<?> log)
            throws Exception {
        return restored(wrapped, log);
    }

    /** All key groups, with these handles. */
    static BackendUnderTest restored(
            StateBackend wrapped, StateChangelogStorage<?> log, KeyedStateHandle... handles)
            throws Exception {
        return create(wrapped, log, new TaskSettings(), handles);
    }

    /** Handles as the JobManager would assign them: those that concern the range, narrowed. */
    static BackendUnderTest restored(
            StateBackend wrapped,
            StateChangelogStorage<?> log,
            KeyGroupRange range,
            List<KeyedStateHandle> handles)
            throws Exception {
        return create(new ChangelogStateBackend(wrapped), log, range, handles);
    }

    /** Any state backend. */
    static BackendUnderTest create(
            StateBackend stateBackend,
            StateChangelogStorage<?> log,
            KeyGroupRange range,
            List<KeyedStateHandle> handles)
            throws Exception {
        return create(stateBackend, log, range, handles, new TaskSettings());
    }

    /** All key groups of a job that logs, with these handles. */
    static BackendUnderTest create(
            StateBackend wrapped,
            StateChangelogStorage<?> log,
            TaskSettings task,
            KeyedStateHandle... handles)
            throws Exception {
        return create(new ChangelogStateBackend(wrapped), log, all(), Arrays.asList(handles), task);
    }

    /** Any state backend; handles as the JobManager sends them. */
    public static BackendUnderTest assigned(
            StateBackend stateBackend,
            StateChangelogStorage<?> log,
            KeyGroupRange range,
            List<KeyedStateHandle> handles,
            TaskSettings task)
            throws Exception {
        return new BackendUnderTest(stateBackend, log, range, handles, task);
    }

    static BackendUnderTest create(
            StateBackend stateBackend,
            StateChangelogStorage<?> log,
            KeyGroupRange range,
            List<KeyedStateHandle> handles,
            TaskSettings task)
            throws Exception {
        List<KeyedStateHandle> assigned = new ArrayList<>();
        // Those of the TaskManager are not divided.
        if (handles.stream().anyMatch(LocalCheckpointHandle.class::isInstance)) {
            return new BackendUnderTest(stateBackend, log, range, handles, task);
        }
        for (KeyedStateHandle handle : handles) {
            KeyedStateHandle part = handle == null ? null : handle.getIntersection(range);
            if (part != null) {
                assigned.add(part);
            }
        }
        return new BackendUnderTest(stateBackend, log, range, assigned, task);
    }

    public static KeyGroupRange all() {
        return KeyGroupRange.of(0, KEY_GROUPS - 1);
    }

    public CheckpointableKeyedStateBackend<Integer> backend() {
        return backend;
    }

    public static boolean isLogged(CheckpointableKeyedStateBackend<?> backend) {
        return backend instanceof ChangelogKeyedStateBackend;
    }

    ChangelogKeyedStateBackend<Integer> logged() {
        return (ChangelogKeyedStateBackend<Integer>) backend;
    }

    public ManualMailbox mailbox() {
        return mailbox;
    }

    MockEnvironment env() {
        return env;
    }

    /** Takes a checkpoint and stores it; the JobManager knows it, and nobody confirms it. */
    KeyedStateHandle checkpoint(long id) throws Exception {
        return acknowledge(id, store(begin(id, CheckpointType.CHECKPOINT)));
    }

    /** What the JobManager makes of a handle: a copy, with the placeholders of files resolved. */
    static KeyedStateHandle acknowledge(long id, KeyedStateHandle handle) throws Exception {
        KeyedStateHandle received = InstantiationUtil.clone(handle);
        received.registerSharedStates(JOB_MANAGER, id);
        return received;
    }

    public RunnableFuture<SnapshotResult<KeyedStateHandle>> begin(long id, SnapshotType type)
            throws Exception {
        return backend.snapshot(id, id, streams(id), options(type));
    }

    /** From now on no more than a byte can be stored remotely. */
    void refuseStreams() throws IOException {
        env.setCheckpointStorageAccess(
                new JobManagerCheckpointStorage(1).createCheckpointStorage(new JobID()));
    }

    KeyedStateHandle canonicalSavepoint(long id) throws Exception {
        return store(beginCanonicalSavepoint(id));
    }

    public RunnableFuture<SnapshotResult<KeyedStateHandle>> beginCanonicalSavepoint(long id)
            throws Exception {
        return StreamOperatorStateHandler.prepareCanonicalSavepoint(
                        backend, new CloseableRegistry())
                .snapshot(
                        id,
                        id,
                        streams(id),
                        options(SavepointType.savepoint(SavepointFormatType.CANONICAL)));
    }

    /**
     * Starts a materialization, which an upload thread stores; the mailbox hears of it.
     *
     * @return empty if it could not take its snapshot
     */
    public Optional<MaterializationStart.Outcome> beginMaterialization() throws Exception {
        MaterializationManager manager =
                logged().materialization().orElseThrow(AssertionError::new);
        Optional<MaterializationStart.Outcome> refused = manager.trigger();
        while (AWAITS_TURN.contains(manager.cycle())) {
            mailbox.runNext();
        }
        return !refused.isPresent() && manager.cycle() == MaterializationCycle.UPLOADING
                ? Optional.of(MaterializationStart.Outcome.STARTED)
                : refused;
    }

    private CheckpointStreamFactory streams(long id) throws IOException {
        return checkpoints.resolveCheckpointStorageLocation(
                id, CheckpointStorageLocationReference.getDefault());
    }

    private static CheckpointOptions options(SnapshotType type) {
        return CheckpointOptions.alignedNoTimeout(
                type, CheckpointStorageLocationReference.getDefault());
    }

    static KeyedStateHandle store(RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot)
            throws Exception {
        return storeBoth(snapshot).getJobManagerOwnedSnapshot();
    }

    /** The part of the JobManager, and that of the TaskManager. */
    static SnapshotResult<KeyedStateHandle> storeBoth(
            RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot) throws Exception {
        if (!snapshot.isDone()) {
            snapshot.run();
        }
        return snapshot.get();
    }

    /** Starts a materialization, and waits until it is stored and the baseline. */
    void materialize() throws Exception {
        beginMaterialization();
        awaitMaterialization();
    }

    /** Until the one that has begun is stored, and the task knows of it. */
    void awaitMaterialization() throws Exception {
        mailbox.runNext();
    }

    @Override
    public void close() throws IOException {
        backend.close();
        backend.dispose();
        IOUtils.closeQuietly(env);
    }

    /** Reads with the storage of the task, whatever storage the handle names. */
    @SuppressWarnings("try") // Closing may be interrupted.
    private static final class StorageOfTask extends TestTaskStateManager {

        private final StateChangelogStorage<?> log;
        private final LocalRecoveryConfig localRecovery;

        StorageOfTask(StateChangelogStorage<?> log, LocalRecoveryConfig localRecovery) {
            this.log = log;
            this.localRecovery = localRecovery;
        }

        @Override
        public LocalRecoveryConfig createLocalRecoveryConfig() {
            return localRecovery;
        }

        @Override
        public StateChangelogStorage<?> getStateChangelogStorage() {
            return log;
        }

        @Override
        public StateChangelogStorageView<?> getStateChangelogStorageView(
                Configuration configuration, ChangelogStateHandle handle) {
            return log;
        }
    }
}
