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

import org.apache.flink.runtime.state.KeyedStateHandle;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On the heap, the list that a state returns is the table's own. Flink asks for an {@code update}
 * after changing it; without one, the table has the change and no log has any part of it.
 */
class LiveListTest {

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @Test
    void anUpdateLogsTheWholeListThatWasChangedInPlace() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open()) {
            StatesUnderTest states = listOf(task, "a", "b");
            List<String> live = live(states);
            live.set(0, "x");
            live.add("c");
            states.list.update(live);
            assertThat(states.list.get()).containsExactly("x", "b", "c");
            handle = task.checkpoint(1);
        }
        assertThat(restored(handle)).containsExactly("x", "b", "c");
    }

    @Test
    void anUpdateToNothingAfterAChangeInPlaceClearsTheList() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open()) {
            StatesUnderTest states = listOf(task, "a", "b");
            List<String> live = live(states);
            live.clear();
            states.list.update(live);
            assertThat(states.list.get()).isNull();
            handle = task.checkpoint(1);
        }
        assertThat(restored(handle)).isEmpty();
    }

    @Test
    void whatWasChangedInPlaceWithoutUpdateIsInTheTableAndInNoPartInTheLog() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open()) {
            StatesUnderTest states = listOf(task, "a", "b");
            List<String> live = live(states);
            live.set(0, "x");
            live.add("c");
            states.list.add("d");
            assertThat(states.list.get()).containsExactly("x", "b", "c", "d");
            handle = task.checkpoint(1);
        }
        assertThat(restored(handle)).containsExactly("a", "b", "d");
    }

    @Test
    void aMaterializationHasWhatWasChangedInPlace() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open()) {
            StatesUnderTest states = listOf(task, "a");
            live(states).add("b");
            task.materialize();
            states.list.add("c");
            handle = task.checkpoint(1);
        }
        assertThat(restored(handle)).containsExactly("a", "b", "c");
    }

    private BackendUnderTest open() throws Exception {
        return BackendUnderTest.fresh(BackendUnderTest.heap(), log);
    }

    private static StatesUnderTest listOf(BackendUnderTest task, String... elements)
            throws Exception {
        StatesUnderTest states = new StatesUnderTest(task.backend());
        states.select(1, 0);
        states.list.addAll(List.of(elements));
        return states;
    }

    /** The cast holds for Flink's heap, and would fail if it gave out something else. */
    private static List<String> live(StatesUnderTest states) throws Exception {
        return (List<String>) states.list.get();
    }

    private List<String> restored(KeyedStateHandle handle) throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.restored(BackendUnderTest.heap(), log, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            List<String> elements = new ArrayList<>();
            if (states.list.get() != null) {
                states.list.get().forEach(elements::add);
            }
            return elements;
        }
    }
}
