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

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.streaming.api.operators.TimerSerializer;

import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Timers that are registered again cost nothing, and none is ever lost by that (P35). */
class KnownTimersTest {

    private static final int STEPS = 5_000;

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();
    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @EachBackend
    void timerThatIsThereAlreadyIsNotLogged(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.timers.add(StatesUnderTest.timer(1, 2, 3));
            long once = logBytes(task.checkpoint(1));
            for (int i = 0; i < 100; i++) {
                assertThat(states.timers.add(StatesUnderTest.timer(1, 2, 3))).isFalse();
            }
            assertThat(logBytes(task.checkpoint(2))).isEqualTo(once);

            states.timers.remove(StatesUnderTest.timer(1, 2, 3));
            states.timers.add(StatesUnderTest.timer(1, 2, 3));
            assertThat(logBytes(task.checkpoint(3))).isGreaterThan(once);
            assertThat(states.timers.size()).isOne();
        }
    }

    @EachBackend
    void randomTimersAreRestoredFromTheLog(String name, StateBackend wrapped) throws Exception {
        Random random = new Random(seed.value());
        Set<String> model = new TreeSet<>();
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int i = 0; i < STEPS; i++) {
                TimerHeapInternalTimer<Integer, Integer> timer =
                        StatesUnderTest.timer(
                                random.nextInt(4), random.nextInt(3), random.nextInt(2));
                switch (random.nextInt(5)) {
                    case 0:
                        states.timers.remove(timer);
                        model.remove(timer.toString());
                        break;
                    case 1:
                        TimerHeapInternalTimer<Integer, Integer> head = states.timers.poll();
                        model.remove(String.valueOf(head));
                        break;
                    default:
                        states.timers.add(timer);
                        model.add(timer.toString());
                }
                assertThat(states.timers.isEmpty()).isEqualTo(model.isEmpty());
            }
            handle = task.checkpoint(1);
            assertThat(drain(states)).as("table").isEqualTo(model);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            assertThat(drain(states)).as("log").isEqualTo(model);
        }
    }

    /**
     * The key of such a queue may be a hash map, which after reading lists its entries otherwise.
     */
    @EachBackend
    void elementThatIsReadAsOtherBytesIsThereAgainAfterItWasPolled(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> timers =
                    queue(task, new UnstableIntSerializer());
            timers.add(StatesUnderTest.timer(1, 200, 3));
            assertThat(timers.poll()).isNotNull();
            timers.add(StatesUnderTest.timer(1, 200, 3));

            assertThat(timers.poll()).isNotNull();
        }
    }

    @EachBackend
    void elementThatCannotBeLoggedIsNeitherAddedNorRemoved(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            UnstableIntSerializer keys = new UnstableIntSerializer();
            KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> timers =
                    queue(task, keys);
            keys.refuse(true);
            assertThatThrownBy(() -> timers.add(StatesUnderTest.timer(1, 2, 3)))
                    .hasRootCauseMessage("refused");
            assertThat(timers.isEmpty()).isTrue();

            keys.refuse(false);
            timers.add(StatesUnderTest.timer(1, 2, 3));
            keys.refuse(true);
            assertThatThrownBy(() -> timers.remove(StatesUnderTest.timer(1, 2, 3)))
                    .hasRootCauseMessage("refused");
            assertThat(timers.size()).isOne();
        }
    }

    private static KeyGroupedInternalPriorityQueue<TimerHeapInternalTimer<Integer, Integer>> queue(
            BackendUnderTest task, TypeSerializer<Integer> keySerializer) {
        return task.backend()
                .create("queue", new TimerSerializer<>(keySerializer, IntSerializer.INSTANCE));
    }

    private static Set<String> drain(StatesUnderTest states) {
        Set<String> timers = new TreeSet<>();
        while (!states.timers.isEmpty()) {
            timers.add(states.timers.poll().toString());
        }
        return timers;
    }

    private static long logBytes(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle)
                .getNonMaterializedStateHandles().stream()
                        .mapToLong(KeyedStateHandle::getStateSize)
                        .sum();
    }
}
