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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.testkit.InMemorySegmentStore;
import org.apache.flink.changelog.testkit.ModelLog;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one task acknowledges: materialized state, which is a number of changes of its history here,
 * and the log since. Immutable.
 */
final class TaskSnapshot {

    private final KeyGroupRange range;
    private final List<Change> history;
    private final int materializedTo;
    private final List<ChangelogStateHandleStreamImpl> log;
    private final long materializationId;

    /**
     * @param range of the task
     * @param history of the task, from its begin to the barrier
     * @param materializedTo how many of these changes the materialized state contains
     * @param log what a restore replays, in order
     */
    TaskSnapshot(
            KeyGroupRange range,
            List<Change> history,
            int materializedTo,
            List<ChangelogStateHandleStreamImpl> log,
            long materializationId) {
        this.range = range;
        this.history = history;
        this.materializedTo = materializedTo;
        this.log = List.copyOf(log);
        this.materializationId = materializationId;
    }

    /** What a task begins with: its key groups of the snapshots of others. */
    static TaskSnapshot restored(KeyGroupRange range, Iterable<TaskSnapshot> snapshots) {
        List<Change> materialized = new ArrayList<>();
        List<Change> logged = new ArrayList<>();
        List<ChangelogStateHandleStreamImpl> log = new ArrayList<>();
        long materializationId = 0;
        for (TaskSnapshot each : snapshots) {
            KeyGroupRange common = each.range.getIntersection(range);
            if (common.getNumberOfKeyGroups() > 0) {
                int materializedTo = each.materializedTo;
                each.history.subList(0, materializedTo).stream()
                        .flatMap(change -> change.within(common).stream())
                        .forEach(materialized::add);
                each.history.subList(materializedTo, each.history.size()).stream()
                        .flatMap(change -> change.within(common).stream())
                        .forEach(logged::add);
                each.log.forEach(handle -> intersection(handle, common).ifPresent(log::add));
                materializationId = Math.max(materializationId, each.materializationId);
            }
        }
        List<Change> history = new ArrayList<>(materialized);
        history.addAll(logged);
        return new TaskSnapshot(range, history, materialized.size(), log, materializationId);
    }

    /** As the JobManager hands a handle out to a task of other key groups. */
    private static Optional<ChangelogStateHandleStreamImpl> intersection(
            ChangelogStateHandleStreamImpl handle, KeyGroupRange range) {
        return Optional.ofNullable(handle.getIntersection(range))
                .map(ChangelogStateHandleStreamImpl.class::cast);
    }

    KeyGroupRange range() {
        return range;
    }

    List<Change> history() {
        return history;
    }

    int materializedTo() {
        return materializedTo;
    }

    List<ChangelogStateHandleStreamImpl> log() {
        return log;
    }

    long materializationId() {
        return materializationId;
    }

    /** Names of the batches that a restore reads; what travels in the handles is not among them. */
    Set<String> files() {
        Set<String> files = new LinkedHashSet<>();
        log.forEach(handle -> files.addAll(filesOf(handle)));
        return files;
    }

    static Set<String> filesOf(ChangelogStateHandleStreamImpl handle) {
        Set<String> files = new LinkedHashSet<>();
        for (Tuple2<StreamStateHandle, Long> part : handle.getHandlesAndOffsets()) {
            if (part.f0.asBytesIfInMemory().isEmpty()) {
                files.add(InMemorySegmentStore.nameOf(part.f0));
            }
        }
        return files;
    }

    /** Reads the whole log, and compares it with the history. */
    void checkRestorable() throws Exception {
        ModelLog expected = new ModelLog();
        for (Change change : history.subList(materializedTo, history.size())) {
            expected.add(change.keyGroup(), change.text());
        }
        List<ModelLog> read = new ArrayList<>();
        for (ChangelogStateHandleStreamImpl handle : log) {
            read.add(ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)));
        }
        ModelLog found = new ModelLog();
        for (ModelLog each : read) {
            each.changes()
                    .forEach(
                            (keyGroup, changes) ->
                                    changes.forEach(change -> found.add(keyGroup, change)));
        }
        if (!expected.changes().equals(found.changes())) {
            throw new AssertionError("the log has " + found + ", not " + expected);
        }
    }
}
