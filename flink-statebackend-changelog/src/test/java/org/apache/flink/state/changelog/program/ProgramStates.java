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

import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.internal.InternalAggregatingState;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.runtime.state.internal.InternalReducingState;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.state.changelog.Doubling;
import org.apache.flink.state.changelog.PickyStringSerializer;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.TimerSerializer;

import java.util.HashMap;
import java.util.Map;

/**
 * The states of one subtask. Each is registered when it is first used, so that a program has states
 * that come late, and after a restore states that nobody has asked for yet.
 */
public final class ProgramStates {

    static final String LIST = "list";
    static final String MAP = "map";
    static final String SUM = "sum";
    static final String AGGREGATE = "aggregate";

    private final CheckpointableKeyedStateBackend<Integer> backend;
    private final Map<String, InternalKvState<Integer, Integer, ?>> states = new HashMap<>();
    private final Map<
                    String,
                    KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>>>
            queues = new HashMap<>();

    private boolean iterable = true;

    public ProgramStates(CheckpointableKeyedStateBackend<Integer> backend) {
        this.backend = backend;
    }

    /**
     * Whether iterators of queues can be relied on. Flink's iterator of a queue in RocksDB begins
     * behind the last head that was taken out, and misses what was added before that.
     */
    boolean queuesAreIterable() {
        return iterable;
    }

    /** A timer was polled or removed. */
    void timerTaken() {
        iterable = false;
    }

    static String valueName(int which) {
        return "value-" + which;
    }

    static String queueName(int which) {
        return "timers-" + which;
    }

    static ValueStateDescriptor<String> valueDescriptor(int which) {
        return new ValueStateDescriptor<>(valueName(which), new PickyStringSerializer());
    }

    CheckpointableKeyedStateBackend<Integer> backend() {
        return backend;
    }

    InternalValueState<Integer, Integer, String> value(int which, int key, int namespace)
            throws Exception {
        return at(valueDescriptor(which), key, namespace);
    }

    InternalListState<Integer, Integer, String> list(int key, int namespace) throws Exception {
        return at(new ListStateDescriptor<>(LIST, new PickyStringSerializer()), key, namespace);
    }

    InternalMapState<Integer, Integer, String, String> map(int key, int namespace)
            throws Exception {
        return at(
                new MapStateDescriptor<>(
                        MAP, StringSerializer.INSTANCE, new PickyStringSerializer()),
                key,
                namespace);
    }

    InternalReducingState<Integer, Integer, Long> sum(int key, int namespace) throws Exception {
        return at(
                new ReducingStateDescriptor<>(SUM, Long::sum, LongSerializer.INSTANCE),
                key,
                namespace);
    }

    InternalAggregatingState<Integer, Integer, Integer, Long, String> aggregate(
            int key, int namespace) throws Exception {
        return at(
                new AggregatingStateDescriptor<>(
                        AGGREGATE, new Doubling(), LongSerializer.INSTANCE),
                key,
                namespace);
    }

    KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> timers(int which) {
        return queues.computeIfAbsent(
                queueName(which),
                name ->
                        backend.create(
                                name,
                                new TimerSerializer<>(
                                        IntSerializer.INSTANCE, IntSerializer.INSTANCE)));
    }

    /** The cast is the caller's: the kind of the descriptor decides it. */
    @SuppressWarnings("unchecked")
    private <S extends State, I extends InternalKvState<Integer, Integer, ?>> I at(
            StateDescriptor<S, ?> descriptor, int key, int namespace) throws Exception {
        InternalKvState<Integer, Integer, ?> state = states.get(descriptor.getName());
        if (state == null) {
            state =
                    (InternalKvState<Integer, Integer, ?>)
                            backend.getOrCreateKeyedState(IntSerializer.INSTANCE, descriptor);
            states.put(descriptor.getName(), state);
        }
        backend.setCurrentKey(key);
        state.setCurrentNamespace(namespace);
        return (I) state;
    }
}
