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

import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;

import java.nio.file.Path;

/** What a snapshot consists of in a run of Flink's suites, and where that is stored. */
public enum ContractCase {
    LOG_AND_JOB_MANAGER,
    LOG_AND_FILE_SYSTEM,
    MATERIALIZATION_AND_JOB_MANAGER,
    MATERIALIZATION_AND_FILE_SYSTEM,
    NATIVE_SAVEPOINT,
    CANONICAL_SAVEPOINT;

    private SnapshotType type() {
        switch (this) {
            case MATERIALIZATION_AND_JOB_MANAGER:
            case MATERIALIZATION_AND_FILE_SYSTEM:
                return CheckpointType.FULL_CHECKPOINT;
            case NATIVE_SAVEPOINT:
                return SavepointType.savepoint(SavepointFormatType.NATIVE);
            case CANONICAL_SAVEPOINT:
                return SavepointType.savepoint(SavepointFormatType.CANONICAL);
            default:
                return CheckpointType.CHECKPOINT;
        }
    }

    public boolean isMaterialization() {
        return type() == CheckpointType.FULL_CHECKPOINT;
    }

    /**
     * Whether the backend writes snapshots to the streams that it is given: a log is stored by its
     * own storage, a materialization among the files of the task, and a canonical savepoint is
     * written, and cancelled, by whoever takes it of the backend.
     */
    boolean usesStreams() {
        return this == NATIVE_SAVEPOINT;
    }

    /**
     * @param folder unless the JobManager has the state
     */
    public CheckpointStorage storage(Path folder) {
        return this == LOG_AND_FILE_SYSTEM || this == MATERIALIZATION_AND_FILE_SYSTEM
                ? new FileSystemCheckpointStorage(folder.toUri(), 0)
                : new JobManagerCheckpointStorage();
    }

    public ConfigurableStateBackend logged(StateBackend wrapped, Path folder) {
        return new SnapshotsOfType(new ChangelogStateBackend(wrapped), storage(folder), type());
    }

    /** With a log in memory. */
    static TestTaskStateManager task() {
        return TestTaskStateManager.builder()
                .setStateChangelogStorage(new InMemoryStateChangelogStorage())
                .build();
    }
}
