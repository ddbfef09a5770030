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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.InternalKeyContextImpl;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangeRecorderTest {

    private final ArrayWriter log = new ArrayWriter();
    private final InternalKeyContextImpl<String> keys =
            new InternalKeyContextImpl<>(KeyGroupRange.of(0, 3), 4);
    private final CountingStringSerializer keySerializer = new CountingStringSerializer();
    private final ChangeRecorder<String> recorder = new ChangeRecorder<>(keys, keySerializer, log);

    @Test
    void aCommittedChangeIsLoggedUnderTheKeyGroupOfItsKey() throws Exception {
        select("a", 2);
        try (OpenChange change = begin()) {
            change.payload().writeByte(42);
            change.commit();
        }
        assertThat(log.changes()).hasSize(1);
        assertThat(log.changes().get(0).getKeyGroup()).isEqualTo(2);
        assertThat(log.changes().get(0).getChange())
                .containsExactly(1, 0, 5, 2, 'a', 0, 0, 0, 9, 42);
    }

    @Test
    void aChangeThatWasNotCommittedLeavesNoTrace() throws Exception {
        select("a", 2);
        try (OpenChange change = begin()) {
            change.payload().writeByte(42);
        }
        try (OpenChange change = begin()) {
            change.payload().writeByte(43);
            change.commit();
        }
        assertThat(bytesLogged()).containsExactly(10);
        assertThat(log.changes().get(0).getChange()).endsWith(43);
    }

    @Test
    void aKeySerializerThatThrowsLeavesNoTrace() throws Exception {
        select("a", 2);
        keySerializer.failNext();
        assertThatThrownBy(this::begin).isInstanceOf(IOException.class);
        try (OpenChange change = begin()) {
            change.commit();
        }
        assertThat(bytesLogged()).containsExactly(9);
    }

    @Test
    void theKeyIsSerializedOncePerSelection() throws Exception {
        select("a", 2);
        for (int i = 0; i < 5; i++) {
            try (OpenChange change = begin()) {
                change.commit();
            }
        }
        assertThat(keySerializer.calls()).isEqualTo(1);
        select("b", 3);
        try (OpenChange change = begin()) {
            change.commit();
        }
        assertThat(keySerializer.calls()).isEqualTo(2);
        assertThat(log.changes().get(5).getChange()).containsExactly(1, 0, 5, 2, 'b', 0, 0, 0, 9);
    }

    /** Listeners such as the cleanup of expired entries hear of a key before it is current. */
    @Test
    void aChangeBetweenTheNoticeAndTheSelectionOfAKeyDoesNotLeaveItsKeyBehind() throws Exception {
        select("a", 2);
        recorder.keySelected();
        try (OpenChange change = begin()) {
            change.commit();
        }
        keys.setCurrentKey("b");
        keys.setCurrentKeyGroupIndex(3);
        try (OpenChange change = begin()) {
            change.commit();
        }
        assertThat(log.changes().get(0).getChange()).contains('a');
        assertThat(log.changes().get(1).getChange()).contains('b');
    }

    @Test
    void aKeyThatIsNotSelectedIsLoggedUnderItsOwnKeyGroup() throws Exception {
        select("a", 2);
        try (OpenChange change =
                recorder.begin(ChangeOperation.CLEAR, 5, "zz", 9, IntSerializer.INSTANCE)) {
            change.commit();
        }
        try (OpenChange change = begin()) {
            change.commit();
        }
        assertThat(log.changes().get(0).getChange()).contains('z');
        assertThat(log.changes().get(1).getChange()).contains('a');
        assertThat(log.changes().get(1).getKeyGroup()).isEqualTo(2);
    }

    @Test
    void afterACommitThatFailedEveryCallFailsWithTheCause() throws Exception {
        select("a", 2);
        log.failNextAppend();
        try (OpenChange change = begin()) {
            assertThatThrownBy(change::commit).hasMessage("append failed");
        }
        assertThatThrownBy(this::begin)
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("append failed");
        assertThatThrownBy(recorder::checkComplete)
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("append failed");
    }

    @Test
    void changesDoNotNest() throws Exception {
        select("a", 2);
        try (OpenChange change = begin()) {
            change.payload().writeByte(1);
            assertThatThrownBy(this::begin).isInstanceOf(IllegalStateException.class);
        }
    }

    private OpenChange begin() throws IOException {
        return recorder.begin(
                ChangeOperation.SET, 5, keys.getCurrentKey(), 9, IntSerializer.INSTANCE);
    }

    private void select(String key, int keyGroup) {
        keys.setCurrentKey(key);
        keys.setCurrentKeyGroupIndex(keyGroup);
        recorder.keySelected();
    }

    private List<Integer> bytesLogged() {
        return log.changes().stream()
                .map(StateChange::getChange)
                .map(bytes -> bytes.length)
                .collect(Collectors.toList());
    }
}
