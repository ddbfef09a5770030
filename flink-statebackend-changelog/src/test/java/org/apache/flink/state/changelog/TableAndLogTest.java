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
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.types.IntValue;

import org.junit.jupiter.api.Test;

import java.util.Iterator;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where the table could take a change that the log does not have, or the other way round. */
class TableAndLogTest {

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @EachBackend
    void aMapIsIteratedAndLoggedUnderTheKeyThatIsCurrentWhenItBegins(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int key : new int[] {1, 2}) {
                states.select(key, 0);
                states.map.put("gone", 1L);
                states.map.put("set", 1L);
            }
            states.select(1, 0);
            Iterable<Map.Entry<String, Long>> entries = states.map.entries();
            Iterable<String> keys = states.map.keys();
            states.select(2, 0);
            for (Map.Entry<String, Long> entry : entries) {
                if (entry.getKey().equals("set")) {
                    entry.setValue(2L);
                }
            }
            removeFrom(keys, "gone");
            assertSecondKeyChanged(states);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            assertSecondKeyChanged(new StatesUnderTest(task.backend()));
        }
    }

    private static void removeFrom(Iterable<String> keys, String removed) {
        Iterator<String> iterator = keys.iterator();
        while (iterator.hasNext()) {
            if (iterator.next().equals(removed)) {
                iterator.remove();
            }
        }
    }

    private static void assertSecondKeyChanged(StatesUnderTest states) throws Exception {
        states.select(2, 0);
        assertThat(states.map.entries()).containsExactly(Map.entry("set", 2L));
        states.select(1, 0);
        assertThat(states.map.entries())
                .containsExactlyInAnyOrder(Map.entry("gone", 1L), Map.entry("set", 1L));
    }

    @EachBackend
    void afterAReplayNoKeyIsSelected(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            states.value.update(1L);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            assertThat(task.backend().getCurrentKey()).isNull();
            states.value.setCurrentNamespace(0);
            assertThatThrownBy(() -> states.value.update(2L))
                    .isInstanceOf(NullPointerException.class);
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(1L);
        }
    }

    /** On the heap the accumulator that a function gets is the one in the table. */
    @Test
    void aFunctionThatFailsHalfWayLeavesTableAndLogEqual() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(BackendUnderTest.heap(), log)) {
            AggregatingState<Integer, Integer> sum = sum(task);
            sum.add(1);
            assertThatThrownBy(() -> sum.add(FailingSum.REFUSED)).hasMessage("refused");
            assertThat(sum.get()).isEqualTo(1 + FailingSum.REFUSED);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task =
                BackendUnderTest.restored(BackendUnderTest.heap(), log, handle)) {
            assertThat(sum(task).get()).isEqualTo(1 + FailingSum.REFUSED);
        }
    }

    private static AggregatingState<Integer, Integer> sum(BackendUnderTest task) throws Exception {
        task.backend().setCurrentKey(1);
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new AggregatingStateDescriptor<>("sum", new FailingSum(), IntValue.class));
    }

    /** Adds in place, then throws at one number. */
    private static final class FailingSum implements AggregateFunction<Integer, IntValue, Integer> {

        private static final long serialVersionUID = 1L;
        private static final int REFUSED = 13;

        @Override
        public IntValue createAccumulator() {
            return new IntValue(0);
        }

        @Override
        public IntValue add(Integer added, IntValue accumulator) {
            accumulator.setValue(accumulator.getValue() + added);
            if (added == REFUSED) {
                throw new IllegalArgumentException("refused");
            }
            return accumulator;
        }

        @Override
        public Integer getResult(IntValue accumulator) {
            return accumulator.getValue();
        }

        @Override
        public IntValue merge(IntValue first, IntValue second) {
            return new IntValue(first.getValue() + second.getValue());
        }
    }
}
