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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StateObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A checkpoint, pending or complete, of one operator. */
final class SimCheckpoint {

    static final OperatorID OPERATOR = new OperatorID(7, 7);
    static final int MAX_PARALLELISM = 12;

    final long id;
    final long triggerMs;
    final int parallelism;
    final Path folder;
    private final Map<Integer, SimHandle> handles = new TreeMap<>();
    private final Map<Integer, OperatorSubtaskState> states = new TreeMap<>();
    private boolean ended;

    SimCheckpoint(long id, long triggerMs, int parallelism, Path folder) {
        this.id = id;
        this.triggerMs = triggerMs;
        this.parallelism = parallelism;
        this.folder = folder;
    }

    static KeyGroupRange keyGroups(int subtask, int parallelism) {
        return KeyGroupRange.of(
                subtask * MAX_PARALLELISM / parallelism,
                (subtask + 1) * MAX_PARALLELISM / parallelism - 1);
    }

    /**
     * @return whether all have acknowledged
     */
    boolean acknowledge(int subtask, SimHandle handle) {
        handles.put(subtask, handle);
        states.put(subtask, handle.toState(id));
        return handles.size() == parallelism;
    }

    /** Complete or not. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    Collection<SimHandle> handlesOf(KeyGroupRange range) {
        List<SimHandle> found = new ArrayList<>(handles.values());
        found.removeIf(
                handle ->
                        handle.keyGroups.getEndKeyGroup() < range.getStartKeyGroup()
                                || handle.keyGroups.getStartKeyGroup() > range.getEndKeyGroup());
        return found;
    }

    Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        handles.values().forEach(handle -> files.addAll(handle.files()));
        return files;
    }

    CheckpointFacts facts() {
        OperatorState operator = new OperatorState(OPERATOR, parallelism, MAX_PARALLELISM);
        states.forEach(operator::putState);
        return new CheckpointFacts(id, triggerMs, List.of(operator), Optional.of(folder));
    }

    Collection<StateObject> states() {
        return List.copyOf(states.values());
    }
}
