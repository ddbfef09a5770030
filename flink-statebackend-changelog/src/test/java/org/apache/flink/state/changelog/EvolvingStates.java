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
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.testutils.statemigration.TestType;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** One keyed state of each kind, of a type whose serializer has several versions. */
final class EvolvingStates {

    private final BackendUnderTest task;
    private final ValueState<TestType> value;
    private final ListState<TestType> list;
    private final MapState<String, TestType> map;
    private final ReducingState<TestType> sum;
    private final AggregatingState<TestType, TestType> aggregate;

    EvolvingStates(BackendUnderTest task, TypeSerializer<TestType> serializer) throws Exception {
        this.task = task;
        this.value = register(task, valueOf(serializer));
        this.list = register(task, listOf(serializer));
        this.map = register(task, mapOf(serializer));
        this.sum = register(task, sumOf(serializer));
        this.aggregate = register(task, aggregateOf(serializer));
    }

    static ValueStateDescriptor<TestType> valueOf(TypeSerializer<TestType> serializer) {
        return new ValueStateDescriptor<>("value", serializer);
    }

    static ListStateDescriptor<TestType> listOf(TypeSerializer<TestType> serializer) {
        return new ListStateDescriptor<>("list", serializer);
    }

    static MapStateDescriptor<String, TestType> mapOf(TypeSerializer<TestType> serializer) {
        return new MapStateDescriptor<>("map", StringSerializer.INSTANCE, serializer);
    }

    static ReducingStateDescriptor<TestType> sumOf(TypeSerializer<TestType> serializer) {
        return new ReducingStateDescriptor<>("sum", EvolvingStates::add, serializer);
    }

    static AggregatingStateDescriptor<TestType, TestType, TestType> aggregateOf(
            TypeSerializer<TestType> serializer) {
        return new AggregatingStateDescriptor<>("aggregate", new Sum(), serializer);
    }

    static List<StateDescriptor<?, ?>> all(TypeSerializer<TestType> serializer) {
        return Arrays.asList(
                valueOf(serializer),
                listOf(serializer),
                mapOf(serializer),
                sumOf(serializer),
                aggregateOf(serializer));
    }

    static <S extends State> S register(BackendUnderTest task, StateDescriptor<S, ?> descriptor)
            throws Exception {
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    /** Changes every state of a key. */
    void write(int key, int number) throws Exception {
        task.backend().setCurrentKey(key);
        value.update(of(number));
        list.add(of(number));
        list.addAll(Arrays.asList(of(number), of(number + 1)));
        map.put("entry " + number, of(number));
        aggregate.add(of(number));
        sum.add(of(number));
    }

    /** The state of a key that was written with these numbers, one after the other. */
    void assertWritten(int key, int... numbers) throws Exception {
        task.backend().setCurrentKey(key);
        int total = Arrays.stream(numbers).sum();
        assertThat(value.value()).isEqualTo(of(numbers[numbers.length - 1]));
        assertThat(list.get())
                .containsExactly(
                        Arrays.stream(numbers)
                                .boxed()
                                .flatMap(n -> Arrays.asList(n, n, n + 1).stream())
                                .map(EvolvingStates::of)
                                .toArray(TestType[]::new));
        assertThat(map.values())
                .containsExactlyInAnyOrder(
                        Arrays.stream(numbers)
                                .mapToObj(EvolvingStates::of)
                                .toArray(TestType[]::new));
        assertThat(sum.get()).isEqualTo(of(total));
        assertThat(aggregate.get()).isEqualTo(of(total));
    }

    static TestType of(int number) {
        return new TestType("key", number);
    }

    private static TestType add(TestType first, TestType second) {
        return of(first.getValue() + second.getValue());
    }

    private static final class Sum implements AggregateFunction<TestType, TestType, TestType> {

        private static final long serialVersionUID = 1L;

        @Override
        public TestType createAccumulator() {
            return of(0);
        }

        @Override
        public TestType add(TestType added, TestType accumulator) {
            return EvolvingStates.add(added, accumulator);
        }

        @Override
        public TestType getResult(TestType accumulator) {
            return accumulator;
        }

        @Override
        public TestType merge(TestType first, TestType second) {
            return EvolvingStates.add(first, second);
        }
    }
}
