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
package io.flinkgic.benchmarks.coordinator;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointMetaData;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.AbstractInvokable;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does nothing but to acknowledge each checkpoint, at once or soon, with handles of files. */
public final class AcknowledgingTask extends AbstractInvokable {

    static final String LOAD = "benchmark.load";

    private static final int BYTES = 1_000;

    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final UUID backend;
    private final Load load;
    private final int subtask;

    public AcknowledgingTask(Environment environment) {
        super(environment);
        load = Load.valueOf(getJobConfiguration().getString(LOAD, Load.TINY.name()));
        subtask = getIndexInSubtaskGroup();
        backend = new UUID(0, subtask);
    }

    @Override
    public void invoke() throws Exception {
        cancelled.get();
    }

    @Override
    public void cancel() {
        cancelled.complete(null);
    }

    @Override
    public CompletableFuture<Boolean> triggerCheckpointAsync(
            CheckpointMetaData checkpoint, CheckpointOptions options) {
        long id = checkpoint.getCheckpointId();
        TaskStateSnapshot state = new TaskStateSnapshot();
        state.putSubtaskStateByOperatorID(
                OperatorID.fromJobVertexID(getEnvironment().getJobVertexId()),
                OperatorSubtaskState.builder().setManagedKeyedState(handle(id)).build());
        long afterMs = load.acknowledgesAfter(id, subtask);
        if (afterMs == 0) {
            acknowledge(id, state);
        } else {
            CompletableFuture.delayedExecutor(afterMs, TimeUnit.MILLISECONDS)
                    .execute(() -> acknowledge(id, state));
        }
        return CompletableFuture.completedFuture(true);
    }

    private void acknowledge(long checkpointId, TaskStateSnapshot state) {
        Observer.IN_THIS_PROCESS.acknowledges(checkpointId, subtask);
        getEnvironment().acknowledgeCheckpoint(checkpointId, new CheckpointMetrics(), state);
    }

    private IncrementalRemoteKeyedStateHandle handle(long checkpointId) {
        List<HandleAndLocalPath> shared = new ArrayList<>();
        add(shared, load.files(subtask), "log-" + checkpointId);
        add(
                shared,
                load.materialized(subtask),
                "materialized-" + Load.materialization(checkpointId));
        return new IncrementalRemoteKeyedStateHandle(
                backend,
                KeyGroupRange.of(subtask, subtask),
                checkpointId,
                shared,
                List.of(),
                new ByteStreamStateHandle("meta-" + subtask + "-" + checkpointId, new byte[1]));
    }

    private void add(List<HandleAndLocalPath> shared, int files, String name) {
        for (int file = 0; file < files; file++) {
            String path = subtask + "-" + file + "-" + name;
            shared.add(
                    HandleAndLocalPath.of(
                            new FileStateHandle(
                                    new Path(SimulatedStore.SCHEME + ":///shared/" + path), BYTES),
                            path));
        }
    }

    @Override
    public Future<Void> notifyCheckpointCompleteAsync(long checkpointId) {
        Observer.IN_THIS_PROCESS.completed(checkpointId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Future<Void> notifyCheckpointAbortAsync(long checkpointId, long latestCompletedId) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Future<Void> notifyCheckpointSubsumedAsync(long checkpointId) {
        return CompletableFuture.completedFuture(null);
    }
}
