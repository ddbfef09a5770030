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

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;

import static org.assertj.core.api.Assertions.assertThat;

/** What the states must contain: the same operations on plain collections. */
final class ModelStates {

    private static final int KEYS = 60;
    private static final int NAMESPACES = 2;

    private final Random random;
    private final Map<List<Integer>, Long> values = new HashMap<>();
    private final Map<List<Integer>, List<String>> lists = new HashMap<>();
    private final Map<List<Integer>, Map<String, Long>> maps = new HashMap<>();
    private final Map<List<Integer>, Long> sums = new HashMap<>();
    private final Map<List<Integer>, Long> aggregates = new HashMap<>();
    private final Set<TimerHeapInternalTimer<Integer, Integer>> timers = new HashSet<>();

    ModelStates(long seed) {
        this.random = new Random(seed);
    }

    /** Changes states and model alike, by random operations on keys of a range. */
    void change(StatesUnderTest states, KeyGroupRange range, int operations) throws Exception {
        for (int i = 0; i < operations; i++) {
            int key = random.nextInt(KEYS);
            if (range.contains(keyGroup(key))) {
                int namespace = random.nextInt(NAMESPACES);
                states.select(key, namespace);
                changeOne(states, key, namespace);
            }
        }
    }

    private void changeOne(StatesUnderTest states, int key, int namespace) throws Exception {
        List<Integer> cell = Arrays.asList(key, namespace);
        int number = random.nextInt(1000);
        switch (random.nextInt(8)) {
            case 0:
                states.value.update((long) number);
                values.put(cell, (long) number);
                return;
            case 1:
                changeList(states, cell, "e" + number);
                return;
            case 2:
            case 3:
                changeMap(states, cell, "k" + random.nextInt(6), number);
                return;
            case 4:
                states.sum.add((long) number);
                sums.merge(cell, (long) number, Long::sum);
                return;
            case 5:
                states.aggregate.add(number);
                aggregates.merge(cell, 2L * number, Long::sum);
                return;
            case 6:
                changeTimers(states, key, namespace, number);
                return;
            default:
                clearOrMerge(states, cell);
                return;
        }
    }

    private void changeList(StatesUnderTest states, List<Integer> cell, String element)
            throws Exception {
        List<String> model = lists.computeIfAbsent(cell, ignored -> new ArrayList<>());
        switch (random.nextInt(3)) {
            case 0:
                states.list.add(element);
                model.add(element);
                return;
            case 1:
                states.list.addAll(Arrays.asList(element, "and"));
                model.addAll(Arrays.asList(element, "and"));
                return;
            default:
                states.list.update(Arrays.asList(element, "only"));
                lists.put(cell, new ArrayList<>(Arrays.asList(element, "only")));
                return;
        }
    }

    private void changeMap(StatesUnderTest states, List<Integer> cell, String mapKey, long number)
            throws Exception {
        Map<String, Long> model = maps.computeIfAbsent(cell, ignored -> new HashMap<>());
        Long value = number % 5 == 0 ? null : (Long) number;
        switch (random.nextInt(5)) {
            case 0:
                states.map.put(mapKey, value);
                model.put(mapKey, value);
                return;
            case 1:
                Map<String, Long> two = new HashMap<>();
                two.put(mapKey, value);
                two.put("other", number);
                states.map.putAll(two);
                model.putAll(two);
                return;
            case 2:
                states.map.remove(mapKey);
                model.remove(mapKey);
                return;
            case 3:
                Iterator<String> keys = states.map.keys().iterator();
                if (keys.hasNext()) {
                    model.remove(keys.next());
                    keys.remove();
                }
                return;
            default:
                for (Map.Entry<String, Long> entry : states.map.entries()) {
                    entry.setValue(number);
                    model.put(entry.getKey(), number);
                    break;
                }
                return;
        }
    }

    private void changeTimers(StatesUnderTest states, int key, int namespace, long timestamp) {
        if (random.nextInt(4) > 0 || states.timers.isEmpty()) {
            states.timers.add(StatesUnderTest.timer(timestamp, key, namespace));
            timers.add(StatesUnderTest.timer(timestamp, key, namespace));
        } else if (random.nextBoolean()) {
            assertThat(timers.remove(states.timers.poll())).isTrue();
        } else {
            TimerHeapInternalTimer<Integer, Integer> head = states.timers.peek();
            states.timers.remove(
                    StatesUnderTest.timer(head.getTimestamp(), head.getKey(), head.getNamespace()));
            assertThat(timers.remove(head)).isTrue();
        }
    }

    private void clearOrMerge(StatesUnderTest states, List<Integer> cell) throws Exception {
        int source = 1 - cell.get(1);
        List<Integer> sourceCell = Arrays.asList(cell.get(0), source);
        switch (random.nextInt(6)) {
            case 0:
                states.value.clear();
                values.remove(cell);
                return;
            case 1:
                states.map.clear();
                maps.remove(cell);
                return;
            case 2:
                states.list.mergeNamespaces(cell.get(1), Collections.singletonList(source));
                lists.computeIfAbsent(cell, ignored -> new ArrayList<>())
                        .addAll(lists.getOrDefault(sourceCell, Collections.emptyList()));
                lists.remove(sourceCell);
                return;
            case 3:
                states.sum.mergeNamespaces(cell.get(1), Collections.singletonList(source));
                merge(sums, cell, sourceCell);
                return;
            case 4:
                states.aggregate.mergeNamespaces(cell.get(1), Collections.singletonList(source));
                merge(aggregates, cell, sourceCell);
                return;
            default:
                states.sum.clear();
                sums.remove(cell);
                states.list.clear();
                lists.remove(cell);
                return;
        }
    }

    private static void merge(
            Map<List<Integer>, Long> model, List<Integer> target, List<Integer> source) {
        Long moved = model.remove(source);
        if (moved != null) {
            model.merge(target, moved, Long::sum);
        }
    }

    /** Fails unless the states of the range are those of the model. */
    @SuppressWarnings("try") // closing the iterator may be interrupted
    void assertEqual(StatesUnderTest states, KeyGroupRange range) throws Exception {
        IntPredicate inRange = key -> range.contains(keyGroup(key));
        for (int key = 0; key < KEYS; key++) {
            for (int namespace = 0; inRange.test(key) && namespace < NAMESPACES; namespace++) {
                states.select(key, namespace);
                assertCell(states, Arrays.asList(key, namespace));
            }
        }
        Set<TimerHeapInternalTimer<Integer, Integer>> expected = new HashSet<>(timers);
        expected.removeIf(timer -> !inRange.test(timer.getKey()));
        Set<TimerHeapInternalTimer<Integer, Integer>> found = new HashSet<>();
        try (CloseableIterator<TimerHeapInternalTimer<Integer, Integer>> iterator =
                states.timers.iterator()) {
            iterator.forEachRemaining(found::add);
        }
        assertThat(found).isEqualTo(expected);
    }

    private void assertCell(StatesUnderTest states, List<Integer> cell) throws Exception {
        String where = "key and namespace " + cell;
        assertThat(states.value.value()).as(where).isEqualTo(values.get(cell));
        Iterable<String> elements = states.list.get();
        assertThat(elements == null ? Collections.emptyList() : elements)
                .as(where)
                .isEqualTo(lists.getOrDefault(cell, Collections.emptyList()));
        Map<String, Long> entries = new HashMap<>();
        for (Map.Entry<String, Long> entry : states.map.entries()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        assertThat(entries).as(where).isEqualTo(maps.getOrDefault(cell, Collections.emptyMap()));
        assertThat(states.sum.get()).as(where).isEqualTo(sums.get(cell));
        assertThat(states.aggregate.getInternal()).as(where).isEqualTo(aggregates.get(cell));
    }

    private static int keyGroup(int key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, BackendUnderTest.KEY_GROUPS);
    }
}
