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

import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** A replay leaves out what has expired (P19). The clock then goes back, to see what is there. */
class ExpiryAtReplayTest {

    private static final long LIFE_MS = 100;
    private static final StateTtlConfig CONFIG =
            StateTtlConfig.newBuilder(Duration.ofMillis(LIFE_MS))
                    .disableCleanupInBackground()
                    .build();

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();
    private long nowMs;

    ExpiryAtReplayTest() {
        settings.ttlTime = () -> nowMs;
    }

    @EachBackend
    void whatHasExpiredIsNotReplayed(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            writeOldAndYoung(states);
            handle = task.checkpoint(1);
        }
        nowMs = LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            nowMs = 0;
            assertOnlyYoung(new ExpiringStates(task, CONFIG));
        }
    }

    @EachBackend
    void whatHasNotExpiredIsReplayed(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            writeOldAndYoung(states);
            handle = task.checkpoint(1);
        }
        nowMs = LIFE_MS - 1;
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            assertThat(states.sum.get()).isEqualTo(1L);
            assertThat(states.aggregate.get()).isEqualTo(1L);
            states.select(2);
            assertThat(states.list.get())
                    .containsExactly("added 1", "all 1", "too 1", "added 2", "all 2", "too 2");
            assertThat(states.map.keys())
                    .containsExactlyInAnyOrder("put 1", "all 1", "put 2", "all 2");
        }
    }

    @EachBackend
    void nothingExpiresWhereTheUpdateTypeIsDisabled(String name, StateBackend wrapped)
            throws Exception {
        StateTtlConfig disabled =
                StateTtlConfig.newBuilder(Duration.ofMillis(LIFE_MS))
                        .setUpdateType(StateTtlConfig.UpdateType.Disabled)
                        .build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, disabled);
            states.select(1);
            states.write(1);
            handle = task.checkpoint(1);
        }
        assertThat(logged(handle)).contains("KEYED_STATE_TYPE").doesNotContain("TIME_TO_LIVE_MS");
        nowMs = 100 * LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, disabled);
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            assertThat(states.list.get()).containsExactly("added 1", "all 1", "too 1");
            assertThat(states.map.keys()).containsExactlyInAnyOrder("put 1", "all 1");
            assertThat(states.sum.get()).isEqualTo(1L);
            assertThat(states.aggregate.get()).isEqualTo(1L);
        }
    }

    /** With the log of one job, restored once more before a materialization. */
    @EachBackend
    void whatHasExpiredIsLeftOutByLaterReplaysOfTheSameLogToo(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            writeOldAndYoung(new ExpiringStates(task, CONFIG));
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(3);
            states.write(3);
            handle = task.checkpoint(2);
        }
        nowMs = LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            nowMs = 0;
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            assertOnlyYoung(states);
            states.select(3);
            assertThat(states.value.value()).isEqualTo(3L);
            assertThat(states.list.get()).containsExactly("added 3", "all 3", "too 3");
        }
    }

    /** The clock went back between the two, or the older one would have expired as well. */
    @EachBackend
    void whatExpiredStillReplacesWhatWasThereBefore(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            nowMs = LIFE_MS;
            states.value.update(1L);
            states.list.update(Collections.singletonList("first"));
            states.map.put("a", 1L);
            states.map.put("b", 1L);
            task.materialize();
            nowMs = 0;
            states.value.update(2L);
            states.list.update(Collections.singletonList("second"));
            states.map.put("a", 2L);
            states.map.putAll(Collections.singletonMap("b", 2L));
            handle = task.checkpoint(1);
        }
        nowMs = LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            nowMs = 0;
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            assertThat(task.backend().getKeys("list", VoidNamespace.INSTANCE))
                    .as("keys with a list, an empty one perhaps")
                    .isEmpty();
            assertThat(states.value.value()).isNull();
            assertThat(states.list.get()).isNullOrEmpty();
            assertThat(states.map.isEmpty()).isTrue();
        }
    }

    @EachBackend
    void aTimeToLiveWithoutEndDoesNotOverflow(String name, StateBackend wrapped) throws Exception {
        StateTtlConfig endless =
                StateTtlConfig.newBuilder(Duration.ofMillis(Long.MAX_VALUE))
                        .disableCleanupInBackground()
                        .build();
        KeyedStateHandle handle;
        nowMs = 10;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, endless);
            states.select(1);
            states.write(1);
            handle = task.checkpoint(1);
        }
        nowMs = Long.MAX_VALUE - 1;
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, endless);
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            assertThat(states.map.get("put 1")).isEqualTo(1L);
        }
    }

    /** Key 1 has only old state, key 2 has old and young state. */
    private void writeOldAndYoung(ExpiringStates states) throws Exception {
        nowMs = 0;
        states.select(1);
        states.write(1);
        states.select(2);
        states.write(1);
        nowMs = LIFE_MS / 2;
        states.write(2);
    }

    private static void assertOnlyYoung(ExpiringStates states) throws Exception {
        states.select(1);
        assertThat(states.value.value()).isNull();
        assertThat(states.list.get()).isNullOrEmpty();
        assertThat(states.map.isEmpty()).isTrue();
        assertThat(states.sum.get()).isNull();
        assertThat(states.aggregate.get()).isNull();
        states.select(2);
        assertThat(states.value.value()).isEqualTo(2L);
        assertThat(states.list.get()).containsExactly("added 2", "all 2", "too 2");
        assertThat(states.map.keys()).containsExactlyInAnyOrder("put 2", "all 2");
        assertThat(states.sum.get()).isEqualTo(3L);
        assertThat(states.aggregate.get()).isEqualTo(3L);
    }

    /** All bytes of a log, as text. */
    private static String logged(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle)
                .getNonMaterializedStateHandles().stream()
                        .flatMap(
                                part -> ((InMemoryChangelogStateHandle) part).getChanges().stream())
                        .map(change -> new String(change.getChange(), StandardCharsets.ISO_8859_1))
                        .collect(Collectors.joining());
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
