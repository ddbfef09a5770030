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
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.util.StringUtils;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole records of format version 1: what a backend logs is the golden bytes, and the golden bytes
 * are what a backend restores. The files are added to, and never written again. Each line has a key
 * group, or -1 for metadata, and a record.
 */
class GoldenRecordsTest {

    private static final String EVERY_CHANGE = "/golden/change-records-v1.txt";
    private static final String TIME_TO_LIVE = "/golden/change-records-v1-time-to-live.txt";
    private static final StateTtlConfig CONFIG =
            StateTtlConfig.newBuilder(Duration.ofSeconds(1)).build();

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    GoldenRecordsTest() {
        settings.ttlTime = () -> 0x0102;
    }

    @EachBackend
    void everyKindOfChangeIsLoggedAsItsGoldenBytes(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, settings)) {
            changeEverything(new StatesUnderTest(task.backend()));
            assertThat(logged(task.checkpoint(1))).isEqualTo(golden(EVERY_CHANGE));
        }
    }

    @EachBackend
    void goldenBytesOfEveryKindOfChangeAreRestored(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, settings, handle(golden(EVERY_CHANGE)))) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 2);
            assertThat(states.value.value()).isEqualTo(3L);
            assertThat(states.list.get()).containsExactly("e", "f", "g", "h");
            assertThat(states.map.contains("removed")).isFalse();
            assertThat(states.map.get("put")).isEqualTo(4L);
            assertThat(states.map.contains("null")).isTrue();
            assertThat(states.map.get("null")).isNull();
            assertThat(states.map.get("all")).isEqualTo(5L);
            assertThat(states.sum.get()).isEqualTo(13L);
            assertThat(states.aggregate.get()).isEqualTo("16");
            states.select(1, 3);
            assertThat(states.value.value()).isNull();
            assertThat(states.list.get()).isNull();
            assertThat(states.timers.poll()).isEqualTo(StatesUnderTest.timer(9, 1, 2));
            assertThat(states.timers.poll()).isNull();
        }
    }

    @EachBackend
    void whatExpiresIsLoggedAsItsGoldenBytes(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.create(wrapped, log, settings)) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            states.write(7);
            assertThat(logged(task.checkpoint(1))).isEqualTo(golden(TIME_TO_LIVE));
        }
    }

    @EachBackend
    void goldenBytesOfWhatExpiresAreRestored(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, settings, handle(golden(TIME_TO_LIVE)))) {
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            assertThat(states.value.value()).isEqualTo(7L);
            assertThat(states.list.get()).containsExactly("added 7", "all 7", "too 7");
            assertThat(states.map.get("put 7")).isEqualTo(7L);
            assertThat(states.map.get("all 7")).isEqualTo(7L);
            assertThat(states.sum.get()).isEqualTo(7L);
            assertThat(states.aggregate.get()).isEqualTo(7L);
        }
        settings.ttlTime = () -> 0x0102 + 1000;
        try (BackendUnderTest task =
                BackendUnderTest.create(wrapped, log, settings, handle(golden(TIME_TO_LIVE)))) {
            settings.ttlTime = () -> 0x0102;
            ExpiringStates states = new ExpiringStates(task, CONFIG);
            states.select(1);
            assertThat(states.value.value()).isNull();
        }
    }

    private static void changeEverything(StatesUnderTest states) throws Exception {
        states.select(1, 3);
        states.value.update(2L);
        states.value.clear();
        states.list.add("f");
        states.list.addAll(Arrays.asList("g", "h"));
        states.select(1, 2);
        states.value.update(3L);
        states.list.update(Collections.singletonList("e"));
        states.list.mergeNamespaces(2, Arrays.asList(3, 4));
        states.map.put("removed", 1L);
        states.map.put("put", 4L);
        states.map.put("null", null);
        states.map.putAll(Collections.singletonMap("all", 5L));
        states.map.remove("removed");
        states.sum.add(6L);
        states.sum.add(7L);
        states.aggregate.add(8);
        states.timers.add(StatesUnderTest.timer(9, 1, 2));
        states.timers.add(StatesUnderTest.timer(10, 1, 2));
        states.timers.remove(StatesUnderTest.timer(10, 1, 2));
    }

    private static List<String> logged(KeyedStateHandle checkpoint) {
        List<String> lines = new ArrayList<>();
        for (ChangelogStateHandle part :
                ((ChangelogStateBackendHandle) checkpoint).getNonMaterializedStateHandles()) {
            for (StateChange change : ((InMemoryChangelogStateHandle) part).getChanges()) {
                lines.add(
                        change.getKeyGroup()
                                + " "
                                + StringUtils.byteToHexString(change.getChange()));
            }
        }
        return lines;
    }

    /** Of a job that logged just this. */
    private static KeyedStateHandle handle(List<String> golden) {
        List<StateChange> changes =
                golden.stream().map(GoldenRecordsTest::change).collect(Collectors.toList());
        InMemoryChangelogStateHandle part =
                new InMemoryChangelogStateHandle(
                        changes,
                        SequenceNumber.of(0),
                        SequenceNumber.of(changes.size()),
                        BackendUnderTest.all());
        return new ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl(
                Collections.emptyList(),
                Collections.singletonList(part),
                BackendUnderTest.all(),
                1,
                0,
                part.getStateSize());
    }

    private static StateChange change(String line) {
        String[] words = line.split(" ");
        int keyGroup = Integer.parseInt(words[0]);
        byte[] record = StringUtils.hexStringToByte(words[1]);
        return keyGroup == StateChange.META_KEY_GROUP
                ? StateChange.ofMetadataChange(record)
                : StateChange.ofDataChange(keyGroup, record);
    }

    private static List<String> golden(String file) throws IOException {
        try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toList());
        }
    }
}
