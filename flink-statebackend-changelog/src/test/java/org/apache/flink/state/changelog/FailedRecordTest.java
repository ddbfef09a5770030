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

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.TimerSerializer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A serializer that throws after it wrote some bytes leaves no trace, in the table and in the log
 * (P27): every kind of change fails between two that succeed.
 */
class FailedRecordTest {

    private static final String BAD = PickyStringSerializer.REFUSED;
    private static final PickyStringSerializer PICKY = new PickyStringSerializer();

    static Stream<Arguments> backends() {
        return Stream.of(
                Arguments.of("heap, in place", BackendUnderTest.heap(), new InPlaceLogStorage()),
                Arguments.of(
                        "heap, copied",
                        BackendUnderTest.heap(),
                        new InMemoryStateChangelogStorage()),
                Arguments.of("rocksdb", BackendUnderTest.rocksDb(), new InPlaceLogStorage()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void aRecordThatFailsLeavesNoTraceInTheTableAndTheLog(
            String name, StateBackend wrapped, StateChangelogStorage<?> log) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            States states = new States(task);
            states.change("good");
            states.failToChange();
            states.change("last");
            states.assertChanged();
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            new States(task).assertChanged();
        }
    }

    /** One state of each kind with a serializer that refuses a word. */
    private static final class States {

        private final BackendUnderTest task;
        private final ValueState<String> value;
        private final ListState<String> list;
        private final MapState<String, String> map;
        private final ReducingState<String> sum;
        private final AggregatingState<String, String> aggregate;
        private final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, String>>
                timers;

        States(BackendUnderTest task) throws Exception {
            this.task = task;
            this.value = register(new ValueStateDescriptor<>("value", PICKY));
            this.list = register(new ListStateDescriptor<>("list", PICKY));
            this.map = register(new MapStateDescriptor<>("map", PICKY, PICKY));
            this.sum =
                    register(
                            new ReducingStateDescriptor<>("sum", (first, second) -> second, PICKY));
            this.aggregate =
                    register(new AggregatingStateDescriptor<>("aggregate", new Last(), PICKY));
            this.timers =
                    task.backend()
                            .create("timers", new TimerSerializer<>(IntSerializer.INSTANCE, PICKY));
            task.backend().setCurrentKey(1);
        }

        private <S extends State> S register(StateDescriptor<S, ?> descriptor) throws Exception {
            return task.backend()
                    .getPartitionedState(
                            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
        }

        void change(String text) throws Exception {
            value.update(text);
            list.add(text);
            map.put(text, text);
            sum.add(text);
            aggregate.add(text);
            timers.add(timer(text));
        }

        void failToChange() {
            Map<String, String> goodThenBad = new LinkedHashMap<>();
            goodThenBad.put("good", "new");
            goodThenBad.put("key", BAD);
            assertThatThrownBy(() -> value.update(BAD)).isNotNull();
            assertThatThrownBy(() -> list.add(BAD)).isNotNull();
            assertThatThrownBy(() -> list.addAll(Arrays.asList("new", BAD))).isNotNull();
            assertThatThrownBy(() -> list.update(Arrays.asList("new", BAD))).isNotNull();
            assertThatThrownBy(() -> map.put(BAD, "new")).isNotNull();
            assertThatThrownBy(() -> map.put("good", BAD)).isNotNull();
            assertThatThrownBy(() -> map.putAll(goodThenBad)).isNotNull();
            assertThatThrownBy(() -> map.putAll(Collections.singletonMap(BAD, "new"))).isNotNull();
            assertThatThrownBy(() -> map.remove(BAD)).isNotNull();
            assertThatThrownBy(() -> map.entries().iterator().next().setValue(BAD)).isNotNull();
            assertThatThrownBy(() -> sum.add(BAD)).isNotNull();
            assertThatThrownBy(() -> aggregate.add(BAD)).isNotNull();
            assertThatThrownBy(() -> timers.add(timer(BAD))).isNotNull();
            assertThatThrownBy(() -> timers.addAll(Collections.singleton(timer(BAD)))).isNotNull();
        }

        void assertChanged() throws Exception {
            assertThat(value.value()).isEqualTo("last");
            assertThat(list.get()).containsExactly("good", "last");
            assertThat(map.entries())
                    .containsExactlyInAnyOrder(
                            Map.entry("good", "good"), Map.entry("last", "last"));
            assertThat(sum.get()).isEqualTo("last");
            assertThat(aggregate.get()).isEqualTo("last");
            assertThat(timers.size()).isEqualTo(2);
            assertThat(
                            timers.getSubsetForKeyGroup(
                                    KeyGroupRangeAssignment.assignToKeyGroup(
                                            1, BackendUnderTest.KEY_GROUPS)))
                    .containsExactlyInAnyOrder(timer("good"), timer("last"));
        }

        private static TimerHeapInternalTimer<Integer, String> timer(String namespace) {
            return new TimerHeapInternalTimer<>(7, 1, namespace);
        }
    }

    private static final class Last implements AggregateFunction<String, String, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String createAccumulator() {
            return "";
        }

        @Override
        public String add(String added, String accumulator) {
            return added;
        }

        @Override
        public String getResult(String accumulator) {
            return accumulator;
        }

        @Override
        public String merge(String first, String second) {
            return second;
        }
    }
}
