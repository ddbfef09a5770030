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
package org.apache.flink.state.changelog.program;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.changelog.BackendUnderTest;
import org.apache.flink.state.changelog.ChangelogStateBackend;
import org.apache.flink.state.changelog.DeactivatedChangelogStateBackend;
import org.apache.flink.state.changelog.TaskSettings;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The machines that jobs run on: one disk, one TaskManager with a log. One thread. */
final class Cluster implements AutoCloseable {

    final MemoryDisk disk = new MemoryDisk();
    final DiskLogStorage log;

    /** Files of subtasks that have ended, which the JobManager may still have come to know. */
    private final Set<String> unsettled = new TreeSet<>();

    Cluster(boolean inline) {
        log = new DiskLogStorage(disk, inline);
    }

    static KeyGroupRange range(int parallelism, int subtask) {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                BackendUnderTest.KEY_GROUPS, parallelism, subtask);
    }

    BackendUnderTest backend(
            Cluster.JobForm form,
            KeyGroupRange range,
            List<KeyedStateHandle> handles,
            DiskCheckpointStorage snapshots)
            throws Exception {
        StateBackend table = form.rocksDb ? BackendUnderTest.rocksDb() : BackendUnderTest.heap();
        TaskSettings settings = new TaskSettings();
        settings.checkpoints = Optional.of(snapshots);
        return BackendUnderTest.assigned(
                form.logged
                        ? new ChangelogStateBackend(table)
                        : new DeactivatedChangelogStateBackend(table),
                log,
                range,
                handles,
                settings);
    }

    /** A subtask ends, and leaves these to the JobManager. */
    void leave(Set<String> files) {
        unsettled.addAll(files);
    }

    /** The files of materializations that belong to nobody. */
    Set<String> ownerless() {
        Set<String> files = disk.files(DiskCheckpointStorage.OWNED);
        files.removeAll(disk.sent());
        files.removeAll(unsettled);
        return files;
    }

    @Override
    public void close() {
        log.close();
        disk.close();
    }

    /** How the tables of a job are kept. Immutable. */
    static final class JobForm {

        final boolean rocksDb;

        /** Whether the changelog is switched on. */
        final boolean logged;

        JobForm(boolean rocksDb, boolean logged) {
            this.rocksDb = rocksDb;
            this.logged = logged;
        }
    }
}
