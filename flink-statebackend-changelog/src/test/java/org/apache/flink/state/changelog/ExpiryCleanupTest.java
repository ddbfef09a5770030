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
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each strategy by which Flink removes expired entries, beside a log. */
class ExpiryCleanupTest {

    private static final long LIFE_MS = 100;
    private static final int KEYS = 100;

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    /** Threads of RocksDB ask for it, too. */
    private volatile long nowMs;

    ExpiryCleanupTest() {
        settings.ttlTime = () -> nowMs;
    }

    @EachBackend
    void readingThatExtendsALifeIsLogged(String name, StateBackend wrapped) throws Exception {
        StateTtlConfig config =
                builder().setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite).build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, config);
            states.select(1);
            states.write(1);
            states.select(2);
            states.write(1);
            nowMs = LIFE_MS - 1;
            states.read();
            handle = task.checkpoint(1);
        }
        nowMs = LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, config);
            states.select(1);
            assertThat(states.value.value()).isNull();
            assertThat(states.map.isEmpty()).isTrue();
            states.select(2);
            assertThat(states.value.value()).isEqualTo(1L);
            assertThat(states.list.get()).containsExactly("added 1", "all 1", "too 1");
            assertThat(states.map.keys()).containsExactlyInAnyOrder("put 1", "all 1");
            assertThat(states.sum.get()).isEqualTo(1L);
            assertThat(states.aggregate.get()).isEqualTo(1L);
        }
    }

    /** A read of an expired value removes it, which is a change like others. */
    @EachBackend
    void readingThatRemovesIsLogged(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, builder().build());
            states.select(1);
            states.write(1);
            nowMs = LIFE_MS;
            states.read();
            handle = task.checkpoint(1);
        }
        nowMs = 0;
        try (BackendUnderTest task = open(wrapped, handle)) {
            assertKeyIsEmpty(new ExpiringStates(task, builder().build()), 1);
        }
    }

    @Test
    void whatTheIncrementalCleanupRemovesIsLogged() throws Exception {
        StateTtlConfig config = builder().cleanupIncrementally(10, true).build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(BackendUnderTest.heap())) {
            ExpiringStates states = new ExpiringStates(task, config);
            writeEveryKey(states);
            nowMs = LIFE_MS;
            cleanUp(states);
            assertThat(task.logged().numKeyValueStateEntries()).isZero();
            handle = task.checkpoint(1);
        }
        nowMs = 0;
        try (BackendUnderTest task = open(BackendUnderTest.heap(), handle)) {
            assertThat(task.logged().numKeyValueStateEntries()).isZero();
        }
    }

    /** Of lists and maps, part of which has expired. */
    @Test
    void whatTheIncrementalCleanupKeepsIsKeptByTheLog() throws Exception {
        StateTtlConfig config = builder().cleanupIncrementally(10, true).build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(BackendUnderTest.heap())) {
            ExpiringStates states = new ExpiringStates(task, config);
            states.select(1);
            states.write(1);
            nowMs = LIFE_MS - 1;
            states.write(2);
            nowMs = LIFE_MS;
            cleanUp(states);
            handle = task.checkpoint(1);
        }
        nowMs = 0;
        try (BackendUnderTest task = open(BackendUnderTest.heap(), handle)) {
            ExpiringStates states = new ExpiringStates(task, builder().build());
            states.select(1);
            assertThat(states.value.value()).isEqualTo(2L);
            assertThat(states.list.get()).containsExactly("added 2", "all 2", "too 2");
            assertThat(states.map.keys()).containsExactlyInAnyOrder("put 2", "all 2");
        }
    }

    /** RocksDB copies its files instead of writing entries. */
    @Test
    void theCleanupInFullSnapshotsWorksInMaterializations() throws Exception {
        StateTtlConfig config = builder().cleanupFullSnapshot().build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(BackendUnderTest.heap())) {
            ExpiringStates states = new ExpiringStates(task, config);
            writeEveryKey(states);
            nowMs = LIFE_MS - 1;
            states.select(1);
            states.write(2);
            nowMs = LIFE_MS;
            task.materialize();
            states.select(2);
            states.list.add("added 3");
            handle = task.checkpoint(1);
        }
        assertThat(((ChangelogStateBackendHandle) handle).getMaterializedStateHandles()).hasSize(1);
        nowMs = 0;
        try (BackendUnderTest task = open(BackendUnderTest.heap(), handle)) {
            ExpiringStates states = new ExpiringStates(task, config);
            for (int key = 3; key < KEYS; key++) {
                assertKeyIsEmpty(states, key);
            }
            states.select(1);
            assertThat(states.list.get()).containsExactly("added 2", "all 2", "too 2");
            states.select(2);
            assertThat(states.list.get()).containsExactly("added 3");
        }
    }

    /**
     * The filter removes from the table what the log still has; a replay must not bring it back.
     */
    @Test
    void theCompactionFilterWorksOnAReplayedTableAndAgreesWithTheLog() throws Exception {
        StateTtlConfig config =
                StateTtlConfig.newBuilder(Duration.ofMillis(LIFE_MS))
                        .cleanupInRocksdbCompactFilter(1)
                        .build();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(BackendUnderTest.rocksDb())) {
            writeEveryKey(new ExpiringStates(task, config));
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(BackendUnderTest.rocksDb(), handle)) {
            ExpiringStates states = new ExpiringStates(task, config);
            assertThat(valuesIn(task)).isEqualTo(KEYS);
            nowMs = LIFE_MS - 1;
            states.select(1);
            states.write(2);
            nowMs = LIFE_MS;
            RocksDBKeyedStateBackend<?> rocksDb =
                    (RocksDBKeyedStateBackend<?>) task.logged().getDelegatedKeyedStateBackend(true);
            // Rarely the first of many compactions leaves a few of the entries it begins with.
            await().until(
                            () -> {
                                rocksDb.compactState(ExpiringStates.valueDescriptor());
                                return valuesIn(task) == 1;
                            });
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(BackendUnderTest.rocksDb(), handle)) {
            new ExpiringStates(task, config);
            nowMs = 0;
            assertThat(valuesIn(task)).isEqualTo(1);
        }
    }

    private static long valuesIn(BackendUnderTest task) {
        return task.backend()
                .getKeys(ExpiringStates.valueDescriptor().getName(), VoidNamespace.INSTANCE)
                .count();
    }

    /** Each selection of a key looks at some entries. */
    private static void cleanUp(ExpiringStates states) {
        for (int i = 0; i < 10 * KEYS; i++) {
            states.select(i % KEYS);
        }
    }

    private static void writeEveryKey(ExpiringStates states) throws Exception {
        for (int key = 0; key < KEYS; key++) {
            states.select(key);
            states.write(1);
        }
    }

    private static void assertKeyIsEmpty(ExpiringStates states, int key) throws Exception {
        states.select(key);
        assertThat(states.value.value()).isNull();
        assertThat(states.list.get()).isNullOrEmpty();
        assertThat(states.map.isEmpty()).isTrue();
        assertThat(states.sum.get()).isNull();
        assertThat(states.aggregate.get()).isNull();
    }

    private static StateTtlConfig.Builder builder() {
        return StateTtlConfig.newBuilder(Duration.ofMillis(LIFE_MS)).disableCleanupInBackground();
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
