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
package org.apache.flink.runtime.state.ttl;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.state.changelog.ChangelogStateBackend;

import javax.annotation.Nonnull;

import java.util.concurrent.RunnableFuture;

/** What Flink's suites of expiring state need, around a logged backend. */
abstract class LoggedTtlContext extends StateBackendTestContext {

    private static final long CHECKPOINT_ID = 1;

    LoggedTtlContext(TtlTimeProvider time) {
        super(time);
    }

    /** The state table; asked for once, by the constructor. */
    abstract StateBackend wrapped();

    /** A checkpoint is a log, or a materialization if it has to be FULL. */
    abstract SnapshotType snapshotType();

    @Override
    protected final StateBackend createStateBackend() {
        return new BackendOfTask(new ChangelogStateBackend(wrapped()));
    }

    @Override
    protected final CheckpointStorage createCheckpointStorage() {
        return new JobManagerCheckpointStorage();
    }

    @Nonnull
    @Override
    final RunnableFuture<SnapshotResult<KeyedStateHandle>> triggerSnapshot() throws Exception {
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot =
                getKeyedStateBackend()
                        .snapshot(
                                CHECKPOINT_ID,
                                0,
                                createCheckpointStorage()
                                        .createCheckpointStorage(new JobID())
                                        .resolveCheckpointStorageLocation(
                                                CHECKPOINT_ID,
                                                CheckpointStorageLocationReference.getDefault()),
                                CheckpointOptions.alignedNoTimeout(
                                        snapshotType(),
                                        CheckpointStorageLocationReference.getDefault()));
        if (!snapshot.isDone()) {
            snapshot.run();
        }
        return snapshot;
    }

    /** How many keys and namespaces the table of all states has an entry for. */
    final int entriesInTheTable() {
        return ((TestableKeyedStateBackend<?>) getKeyedStateBackend()).numKeyValueStateEntries();
    }

    /** Gives the environment the storage for materializations. */
    private static final class BackendOfTask implements StateBackend {

        private static final long serialVersionUID = 1L;

        private final StateBackend logged;

        BackendOfTask(StateBackend logged) {
            this.logged = logged;
        }

        @Override
        public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(
                KeyedStateBackendParameters<K> parameters) throws Exception {
            ((MockEnvironment) parameters.getEnv())
                    .setCheckpointStorageAccess(
                            new JobManagerCheckpointStorage()
                                    .createCheckpointStorage(parameters.getJobID()));
            return logged.createKeyedStateBackend(parameters);
        }

        @Override
        public OperatorStateBackend createOperatorStateBackend(
                OperatorStateBackendParameters parameters) throws Exception {
            return logged.createOperatorStateBackend(parameters);
        }
    }
}
