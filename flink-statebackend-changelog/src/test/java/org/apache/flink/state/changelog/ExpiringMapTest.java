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

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Maps on the heap whose entries expire: each access lets the cleanup look at some maps. */
class ExpiringMapTest {

    private static final long LIFE_MS = 100;
    private static final int KEYS = 20;

    private final InMemoryStateChangelogStorage log = new InMemoryStateChangelogStorage();
    private final TaskSettings settings = new TaskSettings();
    private long nowMs;

    ExpiringMapTest() {
        settings.ttlTime = () -> nowMs;
    }

    @Test
    void whatDoesNotExpireIsNotLoggedAgainByReading() throws Exception {
        try (BackendUnderTest task = open()) {
            MapState<String, Long> map = map(task);
            putInEveryKey(task, map, "a");
            putInEveryKey(task, map, "b");
            int written = changesLogged(task.checkpoint(1));
            readOften(task, map, "a");
            assertThat(changesLogged(task.checkpoint(2))).isEqualTo(written);
        }
    }

    @Test
    void onlyTheEntriesThatExpireAreLogged() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open()) {
            MapState<String, Long> map = map(task);
            putInEveryKey(task, map, "old");
            nowMs = LIFE_MS / 2;
            putInEveryKey(task, map, "young");
            int written = changesLogged(task.checkpoint(1));
            nowMs = LIFE_MS;
            readOften(task, map, "young");
            handle = task.checkpoint(2);
            assertThat(changesLogged(handle)).isEqualTo(written + KEYS);
        }
        // Nothing has expired yet: what is in the table shows.
        nowMs = 0;
        try (BackendUnderTest task = open(handle)) {
            MapState<String, Long> map = map(task);
            for (int key = 0; key < KEYS; key++) {
                task.backend().setCurrentKey(key);
                assertThat(map.keys()).containsExactly("young");
            }
        }
    }

    private BackendUnderTest open(KeyedStateHandle... handles) throws Exception {
        return BackendUnderTest.create(BackendUnderTest.heap(), log, settings, handles);
    }

    private static MapState<String, Long> map(BackendUnderTest task) throws Exception {
        MapStateDescriptor<String, Long> descriptor =
                new MapStateDescriptor<>(
                        "expiring", StringSerializer.INSTANCE, LongSerializer.INSTANCE);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofMillis(LIFE_MS)).build());
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    private static void putInEveryKey(
            BackendUnderTest task, MapState<String, Long> map, String mapKey) throws Exception {
        for (int key = 0; key < KEYS; key++) {
            task.backend().setCurrentKey(key);
            map.put(mapKey, 1L);
        }
    }

    private static void readOften(BackendUnderTest task, MapState<String, Long> map, String mapKey)
            throws Exception {
        for (int i = 0; i < 50 * KEYS; i++) {
            task.backend().setCurrentKey(i % KEYS);
            assertThat(map.get(mapKey)).isEqualTo(1L);
        }
    }

    private static int changesLogged(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle)
                .getNonMaterializedStateHandles().stream()
                        .mapToInt(part -> ((InMemoryChangelogStateHandle) part).getChanges().size())
                        .sum();
    }
}
