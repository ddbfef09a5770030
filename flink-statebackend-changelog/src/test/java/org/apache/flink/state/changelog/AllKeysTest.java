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

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;

import java.util.Arrays;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Access to the states of all keys at once. */
class AllKeysTest {

    private static final int KEYS = 50;
    private static final int NAMESPACE = 3;
    private static final ValueStateDescriptor<Long> VALUE =
            new ValueStateDescriptor<>("value", LongSerializer.INSTANCE);
    private static final ListStateDescriptor<String> LIST =
            new ListStateDescriptor<>("list", StringSerializer.INSTANCE);

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @EachBackend
    void whatIsChangedForAllKeysIsLogged(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int key = 0; key < KEYS; key++) {
                states.select(key, NAMESPACE);
                states.value.update((long) key);
                states.list.add("first");
            }
            task.backend()
                    .applyToAllKeys(
                            NAMESPACE,
                            IntSerializer.INSTANCE,
                            VALUE,
                            (Integer key, ValueState<Long> value) -> {
                                if (key % 2 == 0) {
                                    value.clear();
                                } else {
                                    value.update(-value.value());
                                }
                            });
            task.backend()
                    .applyToAllKeys(
                            NAMESPACE,
                            IntSerializer.INSTANCE,
                            LIST,
                            (Integer key, ListState<String> list) -> list.add("second"));
            assertChanged(states);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            assertChanged(new StatesUnderTest(task.backend()));
        }
    }

    private static void assertChanged(StatesUnderTest states) throws Exception {
        for (int key = 0; key < KEYS; key++) {
            states.select(key, NAMESPACE);
            assertThat(states.value.value()).isEqualTo(key % 2 == 0 ? null : (Long) (long) -key);
            assertThat(states.list.get()).containsExactly("first", "second");
        }
    }

    @EachBackend
    void keysAndNamespacesAreThoseOfTheLog(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int key = 0; key < KEYS; key++) {
                for (int namespace : new int[] {NAMESPACE, NAMESPACE + 1}) {
                    states.select(key, namespace);
                    states.value.update(1L);
                    states.list.add("element");
                }
            }
            states.select(0, NAMESPACE);
            states.value.clear();
            assertKeys(task);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            new StatesUnderTest(task.backend());
            assertKeys(task);
        }
    }

    private static void assertKeys(BackendUnderTest task) {
        assertThat(task.backend().getKeys("value", NAMESPACE))
                .containsExactlyInAnyOrderElementsOf(
                        () -> IntStream.range(1, KEYS).boxed().iterator());
        assertThat(task.backend().getKeys(Arrays.asList("value", "list"), NAMESPACE).distinct())
                .hasSize(KEYS);
        assertThat(task.backend().<Integer>getKeysAndNamespaces("value"))
                .hasSize(2 * KEYS - 1)
                .contains(Tuple2.of(0, NAMESPACE + 1))
                .doesNotContain(Tuple2.of(0, NAMESPACE));
    }
}
