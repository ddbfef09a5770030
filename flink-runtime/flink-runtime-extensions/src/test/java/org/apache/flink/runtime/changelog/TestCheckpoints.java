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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes checkpoints as a job with a changelog has them. */
public final class TestCheckpoints {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 127);

    private TestCheckpoints() {}

    /** A complete checkpoint without state. */
    public static CompletedCheckpoint completed(long id, long triggeredMs) {
        return new CompletedCheckpoint(
                new JobID(),
                id,
                triggeredMs,
                triggeredMs,
                Map.of(),
                List.of(),
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                new NoLocation(),
                null);
    }

    /** What an operator says, subtask by subtask from 0. */
    public static OperatorState operator(OperatorID id, OperatorSubtaskState... subtasks) {
        OperatorState state = new OperatorState(id, subtasks.length, 128);
        for (int subtask = 0; subtask < subtasks.length; subtask++) {
            state.putState(subtask, subtasks[subtask]);
        }
        return state;
    }

    public static OperatorSubtaskState subtask(KeyedStateHandle handle) {
        return OperatorSubtaskState.builder().setManagedKeyedState(handle).build();
    }

    /**
     * @param materializedBytes of each materialized shared file; none for no materialization
     * @param logBytes of each part of the log
     */
    public static ChangelogStateBackendHandle changelog(
            long materializationId, long[] materializedBytes, long[] logBytes) {
        List<KeyedStateHandle> materialized =
                materializedBytes.length == 0
                        ? List.of()
                        : List.of(materialization(materializedBytes));
        List<ChangelogStateHandle> log =
                logBytes.length == 0 ? List.of() : List.of(logOf(logBytes));
        return new ChangelogStateBackendHandleImpl(
                materialized, log, RANGE, 1, materializationId, 7);
    }

    private static KeyedStateHandle materialization(long[] sharedBytes) {
        List<HandleAndLocalPath> shared =
                Arrays.stream(sharedBytes)
                        .mapToObj(bytes -> HandleAndLocalPath.of(file(bytes), "sst" + bytes))
                        .collect(Collectors.toList());
        return new IncrementalRemoteKeyedStateHandle(
                UUID.randomUUID(), RANGE, 1, shared, List.of(), file(0));
    }

    private static ChangelogStateHandle logOf(long[] bytes) {
        List<Tuple2<StreamStateHandle, Long>> parts =
                Arrays.stream(bytes)
                        .mapToObj(size -> Tuple2.<StreamStateHandle, Long>of(file(size), 0L))
                        .collect(Collectors.toList());
        return new ChangelogStateHandleStreamImpl(
                parts, RANGE, Arrays.stream(bytes).sum(), 0, "filesystem");
    }

    private static StreamStateHandle file(long bytes) {
        return new FileStateHandle(new Path("/state/" + UUID.randomUUID()), bytes);
    }

    private static final class NoLocation implements CompletedCheckpointStorageLocation {

        private static final long serialVersionUID = 1L;

        @Override
        public String getExternalPointer() {
            return "nowhere";
        }

        @Override
        public StreamStateHandle getMetadataHandle() {
            return file(0);
        }

        @Override
        public void disposeStorageLocation() {}
    }
}
