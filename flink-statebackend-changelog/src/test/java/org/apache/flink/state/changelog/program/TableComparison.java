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
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Fails unless the states of a subtask are those of the model. */
final class TableComparison {

    private final ProgramStates states;
    private final TableModel model;
    private final KeyGroupRange range;

    TableComparison(ProgramStates states, TableModel model, KeyGroupRange range) {
        this.states = states;
        this.model = model;
        this.range = range;
    }

    /** Reads only. */
    void assertEqual() throws Exception {
        for (int key = 0; key < Argument.KEY.bound(); key++) {
            if (TableModel.contains(range, key)) {
                for (int namespace = 0; namespace < Argument.NAMESPACE.bound(); namespace++) {
                    assertCell(key, namespace);
                }
            }
        }
        for (int which = 0; which < Argument.STATE.bound(); which++) {
            assertKeys(ProgramStates.valueName(which));
            assertTimers(which);
        }
        assertKeys(ProgramStates.LIST);
        assertKeys(ProgramStates.SUM);
        assertKeys(ProgramStates.AGGREGATE);
    }

    /** Polls all timers: they come in order. Of use only for states that nobody needs any more. */
    void assertTimersInOrder() {
        for (int which = 0; which < Argument.STATE.bound(); which++) {
            List<Long> expected =
                    model.timers(which, range).stream()
                            .map(TimerHeapInternalTimer::getTimestamp)
                            .sorted()
                            .collect(Collectors.toList());
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> queue =
                    states.timers(which);
            List<Long> polled = new ArrayList<>();
            Optional<TimerHeapInternalTimer<Integer, Integer>> timer =
                    Optional.ofNullable(queue.poll());
            while (timer.isPresent()) {
                polled.add(timer.get().getTimestamp());
                timer = Optional.ofNullable(queue.poll());
            }
            assertThat(polled)
                    .as("times of %s", ProgramStates.queueName(which))
                    .isEqualTo(expected);
        }
    }

    private void assertCell(int key, int namespace) throws Exception {
        for (int which = 0; which < Argument.STATE.bound(); which++) {
            assertCell(
                    ProgramStates.valueName(which),
                    key,
                    namespace,
                    Optional.ofNullable(states.value(which, key, namespace).value()));
        }
        List<String> elements = new ArrayList<>();
        Optional.ofNullable(states.list(key, namespace).get())
                .ifPresent(found -> found.forEach(elements::add));
        assertCell(
                ProgramStates.LIST,
                key,
                namespace,
                elements.isEmpty() ? Optional.empty() : Optional.of(elements));
        Map<String, String> entries = new HashMap<>();
        for (Map.Entry<String, String> entry : states.map(key, namespace).entries()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        assertCell(
                ProgramStates.MAP,
                key,
                namespace,
                entries.isEmpty() ? Optional.empty() : Optional.of(entries));
        assertThat(states.map(key, namespace).isEmpty()).isEqualTo(entries.isEmpty());
        assertCell(
                ProgramStates.SUM,
                key,
                namespace,
                Optional.ofNullable(states.sum(key, namespace).get()));
        assertCell(
                ProgramStates.AGGREGATE,
                key,
                namespace,
                Optional.ofNullable(states.aggregate(key, namespace).getInternal()));
    }

    private void assertCell(String state, int key, int namespace, Optional<?> found) {
        assertThat(found)
                .as("%s of key %s in namespace %s", state, key, namespace)
                .isEqualTo(model.get(state, key, namespace));
    }

    private void assertKeys(String state) {
        Set<Tuple2<Integer, Integer>> expected = model.cells(state, range);
        try (Stream<Tuple2<Integer, Integer>> found =
                states.backend().getKeysAndNamespaces(state)) {
            assertThat(found.collect(Collectors.toSet()))
                    .as("cells of " + state)
                    .isEqualTo(expected);
        }
        for (int namespace = 0; namespace < Argument.NAMESPACE.bound(); namespace++) {
            int wanted = namespace;
            List<Integer> expectedKeys =
                    expected.stream()
                            .filter(cell -> cell.f1 == wanted)
                            .map(cell -> cell.f0)
                            .sorted()
                            .collect(Collectors.toList());
            try (Stream<Integer> keys = states.backend().getKeys(state, namespace)) {
                assertThat(keys.sorted().collect(Collectors.toList()))
                        .as("keys of %s in namespace %s", state, namespace)
                        .isEqualTo(expectedKeys);
            }
        }
    }

    private void assertTimers(int which) throws Exception {
        String name = ProgramStates.queueName(which);
        Set<TimerHeapInternalTimer<Integer, Integer>> expected = model.timers(which, range);
        KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> queue =
                states.timers(which);
        assertThat(queue.size()).as("size of %s", name).isEqualTo(expected.size());
        assertThat(queue.isEmpty()).as("%s is empty", name).isEqualTo(expected.isEmpty());
        if (states.queuesAreIterable()) {
            assertIterators(name, queue, expected);
        }
        assertThat(head(queue.peek() == null ? Collections.emptySet() : Set.of(queue.peek())))
                .as("time of the head of %s", name)
                .isEqualTo(head(expected));
    }

    @SuppressWarnings("try") // Closing the iterator may be interrupted.
    private void assertIterators(
            String name,
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> queue,
            Set<TimerHeapInternalTimer<Integer, Integer>> expected)
            throws Exception {
        List<TimerHeapInternalTimer<Integer, Integer>> iterated = new ArrayList<>();
        try (CloseableIterator<TimerHeapInternalTimer<Integer, Integer>> iterator =
                queue.iterator()) {
            iterator.forEachRemaining(iterated::add);
        }
        assertThat(iterated).as(name).containsExactlyInAnyOrderElementsOf(expected);
        Set<TimerHeapInternalTimer<Integer, Integer>> byGroup = new HashSet<>();
        for (int keyGroup : range) {
            byGroup.addAll(queue.getSubsetForKeyGroup(keyGroup));
        }
        assertThat(byGroup).as("%s by key groups", name).isEqualTo(expected);
    }

    private static Optional<Long> head(Set<TimerHeapInternalTimer<Integer, Integer>> timers) {
        return timers.stream().map(TimerHeapInternalTimer::getTimestamp).min(Long::compare);
    }
}
