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

import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.JavaSerializer;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.util.StateMigrationException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collections;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A job whose keys are not those of the log is refused (P30). */
class IncompatibleKeysTest {

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    static Stream<Arguments> backends() {
        return Stream.of(
                Arguments.of("heap", BackendUnderTest.heap()),
                Arguments.of("rocksdb", BackendUnderTest.rocksDb()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void aLogOfOtherKeysIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            write(new StatesUnderTest(task.backend()));
            handle = task.checkpoint(1);
        }
        assertRefused(wrapped, handle);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void aLogOfTimersOnlyIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            new StatesUnderTest(task.backend()).timers.add(StatesUnderTest.timer(1, 1, 1));
            handle = task.checkpoint(1);
        }
        settings.keySerializer = new JavaSerializer<>();
        assertThatThrownBy(() -> open(wrapped, handle))
                .hasRootCauseInstanceOf(StateMigrationException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void aLogOverMaterializedStateIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            write(states);
            task.materialize();
            write(states);
            handle = task.checkpoint(1);
        }
        assertRefused(wrapped, handle);
    }

    /** With and without changelog; the job that has the right keys can go on. */
    private void assertRefused(StateBackend wrapped, KeyedStateHandle handle) throws Exception {
        settings.keySerializer = new JavaSerializer<>();
        assertThatThrownBy(() -> open(wrapped, handle))
                .hasRootCauseInstanceOf(StateMigrationException.class);
        settings.keySerializer = IntSerializer.INSTANCE;
        try (BackendUnderTest task = open(wrapped, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(1L);
        }
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        new DeactivatedChangelogStateBackend(wrapped),
                        log,
                        BackendUnderTest.all(),
                        Collections.singletonList(handle))) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(1L);
        }
    }

    private static void write(StatesUnderTest states) throws Exception {
        states.select(1, 0);
        states.value.update(1L);
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
