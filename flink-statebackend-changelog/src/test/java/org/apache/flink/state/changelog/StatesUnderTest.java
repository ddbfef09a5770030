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
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.runtime.state.internal.InternalMapState;
import org.apache.flink.runtime.state.internal.InternalReducingState;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.TimerSerializer;

/** One state of each kind, by integer key and integer namespace, and a timer queue. */
final class StatesUnderTest {

    private final CheckpointableKeyedStateBackend<Integer> backend;
    final InternalValueState<Integer, Integer, Long> value;
    final InternalListState<Integer, Integer, String> list;
    final InternalMapState<Integer, Integer, String, Long> map;
    final InternalReducingState<Integer, Integer, Long> sum;
    final InternalAggregatingState<Integer, Integer, Integer, Long, String> aggregate;
    final KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> timers;

    StatesUnderTest(CheckpointableKeyedStateBackend<Integer> backend) throws Exception {
        this.backend = backend;
        this.value = create(new ValueStateDescriptor<>("value", LongSerializer.INSTANCE));
        this.list = create(new ListStateDescriptor<>("list", StringSerializer.INSTANCE));
        this.map =
                create(
                        new MapStateDescriptor<>(
                                "map", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
        this.sum = create(new ReducingStateDescriptor<>("sum", Long::sum, LongSerializer.INSTANCE));
        this.aggregate =
                create(
                        new AggregatingStateDescriptor<>(
                                "aggregate", new Doubling(), LongSerializer.INSTANCE));
        this.timers =
                backend.create(
                        "timers",
                        new TimerSerializer<>(IntSerializer.INSTANCE, IntSerializer.INSTANCE));
    }

    /** The cast is the caller's: the kind of the descriptor decides it. */
    @SuppressWarnings("unchecked")
    private <S extends State, I> I create(StateDescriptor<S, ?> descriptor) throws Exception {
        return (I) backend.getOrCreateKeyedState(IntSerializer.INSTANCE, descriptor);
    }

    void select(int key, int namespace) {
        backend.setCurrentKey(key);
        value.setCurrentNamespace(namespace);
        list.setCurrentNamespace(namespace);
        map.setCurrentNamespace(namespace);
        sum.setCurrentNamespace(namespace);
        aggregate.setCurrentNamespace(namespace);
    }

    static TimerHeapInternalTimer<Integer, Integer> timer(long timestamp, int key, int namespace) {
        return new TimerHeapInternalTimer<>(timestamp, key, namespace);
    }
}
