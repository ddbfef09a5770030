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

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A job whose keys are not those of the log is refused (P30). */
class IncompatibleKeysTest {

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    @EachBackend
    void aLogOfOtherKeysIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(new ChangelogStateBackend(wrapped))) {
            write(new StatesUnderTest(task.backend()));
            handle = task.checkpoint(1);
        }
        assertRefused(wrapped, handle);
    }

    @EachBackend
    void aLogOfTimersOnlyIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(new ChangelogStateBackend(wrapped))) {
            new StatesUnderTest(task.backend()).timers.add(StatesUnderTest.timer(1, 1, 1));
            handle = task.checkpoint(1);
        }
        settings.keySerializer = new JavaSerializer<>();
        for (StateBackend stateBackend : withAndWithoutChangelog(wrapped)) {
            assertThatThrownBy(() -> open(stateBackend, handle))
                    .as("%s", stateBackend)
                    .hasRootCauseInstanceOf(StateMigrationException.class);
        }
    }

    @EachBackend
    void aLogOverMaterializedStateIsRefused(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(new ChangelogStateBackend(wrapped))) {
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
        for (StateBackend stateBackend : withAndWithoutChangelog(wrapped)) {
            settings.keySerializer = new JavaSerializer<>();
            assertThatThrownBy(() -> open(stateBackend, handle))
                    .as("%s", stateBackend)
                    .hasRootCauseInstanceOf(StateMigrationException.class);
            settings.keySerializer = IntSerializer.INSTANCE;
            try (BackendUnderTest task = open(stateBackend, handle)) {
                StatesUnderTest states = new StatesUnderTest(task.backend());
                states.select(1, 0);
                assertThat(states.value.value()).isEqualTo(1L);
            }
        }
    }

    private static List<StateBackend> withAndWithoutChangelog(StateBackend wrapped) {
        return List.of(
                new ChangelogStateBackend(wrapped), new DeactivatedChangelogStateBackend(wrapped));
    }

    private static void write(StatesUnderTest states) throws Exception {
        states.select(1, 0);
        states.value.update(1L);
    }

    private BackendUnderTest open(StateBackend stateBackend, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(
                stateBackend, log, BackendUnderTest.all(), Arrays.asList(handles), settings);
    }
}
