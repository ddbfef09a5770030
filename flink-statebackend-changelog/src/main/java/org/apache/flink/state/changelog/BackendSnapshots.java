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

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.state.changelog.checkpoint.LogCheckpoints;
import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.CheckpointMaterialization;
import org.apache.flink.state.changelog.materialization.MaterializationManager;
import org.apache.flink.state.changelog.materialization.StateMaterializer;
import org.apache.flink.state.changelog.record.ChangeRecorder;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RunnableFuture;

/**
 * Decides what a snapshot consists of. Task thread only.
 *
 * <ul>
 *   <li>A native savepoint is the wrapped backend's own, untouched, so that anybody can restore it.
 *   <li>A FULL checkpoint, and the first one on a base that no checkpoint may refer to, is a
 *       materialization; so are those taken before one of these is complete.
 *   <li>Any other checkpoint is the baseline and the log since.
 * </ul>
 */
final class BackendSnapshots implements Snapshotable<SnapshotResult<KeyedStateHandle>> {

    private final LogCheckpoints<?> checkpoints;
    private final BackendMaterialization materialization;
    private final Optional<MaterializationManager> manager;
    private final StateMaterializer materializer;
    private final ChangeRecorder<?> recorder;

    BackendSnapshots(
            LogCheckpoints<?> checkpoints,
            BackendMaterialization materialization,
            Optional<MaterializationManager> manager,
            StateMaterializer materializer,
            ChangeRecorder<?> recorder) {
        this.checkpoints = checkpoints;
        this.materialization = materialization;
        this.manager = manager;
        this.materializer = materializer;
        this.recorder = recorder;
    }

    @Override
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            long checkpointId,
            long timestamp,
            CheckpointStreamFactory streamFactory,
            CheckpointOptions options)
            throws Exception {
        SnapshotType type = options.getCheckpointType();
        if (type.isSavepoint()) {
            return materializer.takeSavepoint(timestamp, streamFactory, options);
        }
        recorder.checkComplete();
        if (materialization.mustMaterialize(type)) {
            CheckpointMaterialization taken =
                    materialization.takeForCheckpoint(checkpointId, timestamp, options);
            return checkpoints.takeMaterialized(
                    checkpointId, taken.reaches(), taken.id(), taken.stored());
        }
        return checkpoints.take(checkpointId);
    }

    void complete(long checkpointId) throws Exception {
        OptionalLong referred = checkpoints.materializationOf(checkpointId);
        OptionalLong confirmed = checkpoints.confirm(checkpointId);
        referred.ifPresent(materialization::handedOver);
        materialization.checkpointCompleted(checkpointId);
        if (confirmed.isPresent()) {
            materialization.confirmed(confirmed.getAsLong());
            manager.ifPresent(each -> each.confirmed(confirmed.getAsLong()));
        }
        materialization.releaseUnneeded(checkpoints::refersTo);
    }

    void abort(long checkpointId) throws Exception {
        checkpoints.abort(checkpointId);
        materialization.checkpointAborted(checkpointId);
        materialization.releaseUnneeded(checkpoints::refersTo);
    }

    void subsumed(long checkpointId) {
        checkpoints.subsumed(checkpointId);
        materialization.checkpointSubsumed(checkpointId);
        materialization.releaseUnneeded(checkpoints::refersTo);
    }

    /** No more checkpoints are to come. */
    void end() {
        materialization.end(checkpoints::refersTo);
    }
}
