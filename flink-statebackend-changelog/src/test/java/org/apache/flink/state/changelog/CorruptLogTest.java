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
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.state.changelog.record.CorruptChangeException;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A log that no program of ours can have written is refused, whatever its checksums say. */
class CorruptLogTest {

    private final StateBackend wrapped = BackendUnderTest.heap();
    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @Test
    void keyOfAnotherKeyGroupThanThatOfTheRecordIsRefused() throws Exception {
        assertRefused(rewritten(oneValue(), CorruptLogTest::ofTheNextKeyGroup), "key group");
    }

    @Test
    void timerOfAnotherKeyGroupThanThatOfTheRecordIsRefused() throws Exception {
        assertRefused(rewritten(oneTimer(), CorruptLogTest::ofTheNextKeyGroup), "key group");
    }

    @Test
    void stateThatIsNeverAnnouncedIsRefused() throws Exception {
        assertRefused(
                rewritten(
                        oneValue(),
                        change -> isMetadata(change) ? Stream.empty() : Stream.of(change)),
                "state id");
    }

    private KeyedStateHandle oneValue() throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 2);
            states.value.update(3L);
            return task.checkpoint(1);
        }
    }

    private KeyedStateHandle oneTimer() throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            new StatesUnderTest(task.backend()).timers.add(StatesUnderTest.timer(1, 2, 3));
            return task.checkpoint(1);
        }
    }

    private void assertRefused(KeyedStateHandle handle, String field) {
        assertThatThrownBy(() -> BackendUnderTest.restored(wrapped, log, handle).close())
                .hasRootCauseInstanceOf(CorruptChangeException.class)
                .rootCause()
                .hasMessageContaining(field);
    }

    private static Stream<StateChange> ofTheNextKeyGroup(StateChange change) {
        return isMetadata(change)
                ? Stream.of(change)
                : Stream.of(
                        StateChange.ofDataChange(
                                (change.getKeyGroup() + 1) % BackendUnderTest.KEY_GROUPS,
                                change.getChange()));
    }

    private static boolean isMetadata(StateChange change) {
        return change.getKeyGroup() == StateChange.META_KEY_GROUP;
    }

    private static KeyedStateHandle rewritten(
            KeyedStateHandle handle, Function<StateChange, Stream<StateChange>> rewrite) {
        ChangelogStateBackendHandle checkpoint = (ChangelogStateBackendHandle) handle;
        InMemoryChangelogStateHandle original =
                (InMemoryChangelogStateHandle) checkpoint.getNonMaterializedStateHandles().get(0);
        List<StateChange> changes =
                original.getChanges().stream().flatMap(rewrite).collect(Collectors.toList());
        return new ChangelogStateBackendHandleImpl(
                checkpoint.getMaterializedStateHandles(),
                Collections.singletonList(
                        new InMemoryChangelogStateHandle(
                                changes,
                                SequenceNumber.of(original.getFrom()),
                                SequenceNumber.of(original.getTo()),
                                original.getKeyGroupRange())),
                handle.getKeyGroupRange(),
                checkpoint.getCheckpointId(),
                checkpoint.getMaterializationID(),
                0L);
    }
}
