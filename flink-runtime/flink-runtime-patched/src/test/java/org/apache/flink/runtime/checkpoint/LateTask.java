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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.AbstractInvokable;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Acknowledges a checkpoint that nobody knows any more, once it runs, and then does nothing. */
public final class LateTask extends AbstractInvokable {

    private static final long LONG_AGO = 1;

    /** By which thread its state was deleted: the test is in the same process. */
    static volatile CompletableFuture<String> deletingThread = new CompletableFuture<>();

    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    public LateTask(Environment environment) {
        super(environment);
    }

    @Override
    public void invoke() throws Exception {
        TaskStateSnapshot state = new TaskStateSnapshot();
        state.putSubtaskStateByOperatorID(
                OperatorID.fromJobVertexID(getEnvironment().getJobVertexId()),
                OperatorSubtaskState.builder()
                        .setManagedKeyedState(
                                new KeyGroupsStateHandle(
                                        new KeyGroupRangeOffsets(KeyGroupRange.of(0, 127)),
                                        new LateHandle()))
                        .build());
        getEnvironment().acknowledgeCheckpoint(LONG_AGO, new CheckpointMetrics(), state);
        cancelled.get();
    }

    @Override
    public void cancel() {
        cancelled.complete(null);
    }

    @Override
    public CompletableFuture<Boolean> triggerCheckpointAsync(
            CheckpointMetaData checkpoint, CheckpointOptions options) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public Future<Void> notifyCheckpointAbortAsync(long checkpointId, long latestCompletedId) {
        return CompletableFuture.completedFuture(null);
    }

    private static final class LateHandle extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;

        LateHandle() {
            super("late", new byte[1]);
        }

        @Override
        public void discardState() {
            deletingThread.complete(Thread.currentThread().getName());
        }
    }
}
