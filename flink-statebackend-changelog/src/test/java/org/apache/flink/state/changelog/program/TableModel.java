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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.changelog.BackendUnderTest;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What all states of a job should have: plain collections. The content of a cell, which is a key
 * and a namespace, is never changed, only replaced; so a copy is cheap.
 */
final class TableModel {

    private final Map<String, Map<Tuple2<Integer, Integer>, Object>> cells = new HashMap<>();
    private final Map<String, Set<TimerHeapInternalTimer<Integer, Integer>>> queues =
            new HashMap<>();

    TableModel copy() {
        TableModel copy = new TableModel();
        cells.forEach((state, contents) -> copy.cells.put(state, new HashMap<>(contents)));
        queues.forEach((queue, timers) -> copy.queues.put(queue, new HashSet<>(timers)));
        return copy;
    }

    static boolean contains(KeyGroupRange range, int key) {
        return range.contains(
                KeyGroupRangeAssignment.assignToKeyGroup(key, BackendUnderTest.KEY_GROUPS));
    }

    /** The content of a cell; the cast holds: each kind of state has one class. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> get(String state, int key, int namespace) {
        return Optional.ofNullable((T) of(state).get(Tuple2.of(key, namespace)));
    }

    void set(String state, int key, int namespace, Object content) {
        of(state).put(Tuple2.of(key, namespace), content);
    }

    void clear(String state, int key, int namespace) {
        of(state).remove(Tuple2.of(key, namespace));
    }

    /** Changes what is in the cells of a namespace, for the keys of a range. */
    void replaceAll(
            String state, int namespace, KeyGroupRange range, UnaryOperator<Object> change) {
        for (Map.Entry<Tuple2<Integer, Integer>, Object> cell : of(state).entrySet()) {
            if (cell.getKey().f1 == namespace && contains(range, cell.getKey().f0)) {
                cell.setValue(change.apply(cell.getValue()));
            }
        }
    }

    /** The cells of a range that have something. */
    Set<Tuple2<Integer, Integer>> cells(String state, KeyGroupRange range) {
        return of(state).keySet().stream()
                .filter(cell -> contains(range, cell.f0))
                .collect(Collectors.toSet());
    }

    /** All timers of a queue; changing the set changes the model. */
    Set<TimerHeapInternalTimer<Integer, Integer>> timers(int queue) {
        return queues.computeIfAbsent(ProgramStates.queueName(queue), name -> new HashSet<>());
    }

    Set<TimerHeapInternalTimer<Integer, Integer>> timers(int queue, KeyGroupRange range) {
        return timers(queue).stream()
                .filter(timer -> contains(range, timer.getKey()))
                .collect(Collectors.toSet());
    }

    private Map<Tuple2<Integer, Integer>, Object> of(String state) {
        return cells.computeIfAbsent(state, name -> new HashMap<>());
    }
}
