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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint of a task builds on: materialized state, which is a number of changes of its
 * history here, and the restored log that no materialization contains yet. Immutable.
 */
final class TaskBaseline {

    private final int materializedTo;
    private final List<ChangelogStateHandleStreamImpl> restoredLog;
    private final SequenceNumber reaches;
    private final long materializationId;

    /**
     * @param reaches the first sequence number of the current log that is not in it
     */
    TaskBaseline(
            int materializedTo,
            List<ChangelogStateHandleStreamImpl> restoredLog,
            SequenceNumber reaches,
            long materializationId) {
        this.materializedTo = materializedTo;
        this.restoredLog = restoredLog;
        this.reaches = reaches;
        this.materializationId = materializationId;
    }

    List<ChangelogStateHandleStreamImpl> restoredLog() {
        return restoredLog;
    }

    SequenceNumber reaches() {
        return reaches;
    }

    long materializationId() {
        return materializationId;
    }

    /** Ids are given in the order in which materializations start. */
    boolean isYoungerThan(TaskBaseline other) {
        return materializationId > other.materializationId;
    }

    TaskSnapshot snapshot(
            KeyGroupRange range,
            List<Change> state,
            Optional<ChangelogStateHandleStreamImpl> newLog) {
        List<ChangelogStateHandleStreamImpl> log = new ArrayList<>(restoredLog);
        newLog.ifPresent(log::add);
        return new TaskSnapshot(range, state, materializedTo, log, materializationId);
    }
}
