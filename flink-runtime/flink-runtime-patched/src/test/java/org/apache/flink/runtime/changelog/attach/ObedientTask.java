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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CheckpointMetaData;
import org.apache.flink.runtime.checkpoint.CheckpointMetrics;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.AbstractInvokable;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A task that does what a test tells it, and has 100 bytes of materialized state and 10 of log.
 *
 * <p>One at a time: tests speak to it through static fields, as it runs in their process.
 */
public final class ObedientTask extends AbstractInvokable {

    /** Each command makes the task fail. */
    static final BlockingQueue<String> FAILURES = new LinkedBlockingQueue<>();

    static volatile boolean declines;

    public ObedientTask(Environment environment) {
        super(environment);
    }

    @Override
    public void invoke() throws Exception {
        throw new IllegalStateException(FAILURES.take());
    }

    @Override
    public CompletableFuture<Boolean> triggerCheckpointAsync(
            CheckpointMetaData checkpoint, CheckpointOptions options) {
        if (declines) {
            getEnvironment()
                    .declineCheckpoint(
                            checkpoint.getCheckpointId(),
                            new CheckpointException(CheckpointFailureReason.CHECKPOINT_DECLINED));
        } else {
            TaskStateSnapshot state = new TaskStateSnapshot();
            state.putSubtaskStateByOperatorID(
                    OperatorID.fromJobVertexID(getEnvironment().getJobVertexId()),
                    OperatorSubtaskState.builder()
                            .setManagedKeyedState(changelog(checkpoint.getCheckpointId()))
                            .build());
            getEnvironment()
                    .acknowledgeCheckpoint(
                            checkpoint.getCheckpointId(), new CheckpointMetrics(), state);
        }
        return CompletableFuture.completedFuture(true);
    }

    private static ChangelogStateBackendHandleImpl changelog(long checkpointId) {
        KeyGroupRange range = KeyGroupRange.of(0, 127);
        StreamStateHandle log = new ByteStreamStateHandle("log" + checkpointId, new byte[10]);
        return new ChangelogStateBackendHandleImpl(
                List.of(
                        new KeyGroupsStateHandle(
                                new KeyGroupRangeOffsets(range),
                                new ByteStreamStateHandle("table" + checkpointId, new byte[100]))),
                List.of(
                        new ChangelogStateHandleStreamImpl(
                                List.of(Tuple2.of(log, 0L)), range, 10, 10, "test")),
                range,
                checkpointId,
                1,
                10);
    }

    @Override
    public Future<Void> notifyCheckpointCompleteAsync(long checkpointId) {
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
