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
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

import java.util.Arrays;
import java.util.Collections;

/** One state of each kind whose values expire. */
final class ExpiringStates {

    private final CheckpointableKeyedStateBackend<Integer> backend;
    final ValueState<Long> value;
    final ListState<String> list;
    final MapState<String, Long> map;
    final ReducingState<Long> sum;
    final AggregatingState<Long, Long> aggregate;

    ExpiringStates(BackendUnderTest task, StateTtlConfig config) throws Exception {
        this.backend = task.backend();
        this.value = create(valueDescriptor(), config);
        this.list = create(new ListStateDescriptor<>("list", StringSerializer.INSTANCE), config);
        this.map =
                create(
                        new MapStateDescriptor<>(
                                "map", StringSerializer.INSTANCE, LongSerializer.INSTANCE),
                        config);
        this.sum =
                create(
                        new ReducingStateDescriptor<>("sum", Long::sum, LongSerializer.INSTANCE),
                        config);
        this.aggregate =
                create(
                        new AggregatingStateDescriptor<>(
                                "aggregate", new Sum(), LongSerializer.INSTANCE),
                        config);
    }

    static ValueStateDescriptor<Long> valueDescriptor() {
        return new ValueStateDescriptor<>("value", LongSerializer.INSTANCE);
    }

    private <S extends State> S create(StateDescriptor<S, ?> descriptor, StateTtlConfig config)
            throws Exception {
        descriptor.enableTimeToLive(config);
        return backend.getPartitionedState(
                VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    void select(int key) {
        backend.setCurrentKey(key);
    }

    /** Puts something into every state, by every kind of change. */
    void write(long number) throws Exception {
        value.update(number);
        list.add("added " + number);
        list.addAll(Arrays.asList("all " + number, "too " + number));
        map.put("put " + number, number);
        map.putAll(Collections.singletonMap("all " + number, number));
        sum.add(number);
        aggregate.add(number);
    }

    /** Reads every state. */
    void read() throws Exception {
        value.value();
        list.get().forEach(element -> {});
        map.entries().forEach(entry -> {});
        sum.get();
        aggregate.get();
    }

    private static final class Sum implements AggregateFunction<Long, Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Long added, Long accumulator) {
            return accumulator + added;
        }

        @Override
        public Long getResult(Long accumulator) {
            return accumulator;
        }

        @Override
        public Long merge(Long first, Long second) {
            return first + second;
        }
    }
}
