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

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.reader.KeyGroupChangelogReader;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two logs, as after a rescale: each is fetched while something else is restored. */
class LogFetchTest {

    private static final KeyGroupRange LOWER = KeyGroupRange.of(0, 7);
    private static final KeyGroupRange UPPER = KeyGroupRange.of(8, 15);
    private static final int KEYS = 50;

    private final FetchedLog log = new FetchedLog();
    private final List<String> events = new ArrayList<>();
    private final List<KeyedStateHandle> handles = new ArrayList<>();

    @BeforeEach
    void writeTwoLogs() throws Exception {
        for (KeyGroupRange range : new KeyGroupRange[] {LOWER, UPPER}) {
            try (BackendUnderTest task =
                    BackendUnderTest.restored(BackendUnderTest.heap(), log, range, List.of())) {
                StatesUnderTest states = new StatesUnderTest(task.backend());
                for (int key = 0; key < KEYS; key++) {
                    if (range.contains(
                            KeyGroupRangeAssignment.assignToKeyGroup(
                                    key, BackendUnderTest.KEY_GROUPS))) {
                        states.select(key, 0);
                        states.value.update((long) key);
                    }
                }
                handles.add(task.checkpoint(1));
            }
        }
    }

    @Test
    void theFirstIsFetchedWhileTheTableIsRestoredAndTheNextWhileOneIsReplayed() throws Exception {
        try (BackendUnderTest task = restore(new ObservedBackend(false))) {
            assertThat(events)
                    .containsExactly(
                            "fetch " + LOWER,
                            "table",
                            "fetch " + UPPER,
                            "read " + LOWER,
                            "close " + LOWER,
                            "read " + UPPER,
                            "close " + UPPER);
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int key = 0; key < KEYS; key++) {
                states.select(key, 0);
                assertThat(states.value.value()).isEqualTo(key);
            }
        }
    }

    @Test
    void whatIsFetchedIsGivenUpWhenTheTableCannotBeRestored() {
        assertThatThrownBy(() -> restore(new ObservedBackend(true)))
                .hasMessage("no table for the test");
        assertThat(events).containsExactly("fetch " + LOWER, "table", "close " + LOWER);
    }

    @Test
    void soIsTheNextLogWhenOneCannotBeReplayed() {
        log.damaged = LOWER;
        assertThatThrownBy(() -> restore(new ObservedBackend(false)))
                .hasStackTraceContaining("a damaged log for the test");
        assertThat(events)
                .containsExactly(
                        "fetch " + LOWER,
                        "table",
                        "fetch " + UPPER,
                        "read " + LOWER,
                        "close " + LOWER,
                        "close " + UPPER);
    }

    private BackendUnderTest restore(HashMapStateBackend wrapped) throws Exception {
        return BackendUnderTest.restored(wrapped, log, handles.toArray(new KeyedStateHandle[0]));
    }

    /** Notes when it creates a table. */
    private final class ObservedBackend extends HashMapStateBackend {

        private static final long serialVersionUID = 1L;

        private final boolean fails;

        ObservedBackend(boolean fails) {
            this.fails = fails;
        }

        @Override
        public <K> AbstractKeyedStateBackend<K> createKeyedStateBackend(
                KeyedStateBackendParameters<K> parameters) throws IOException {
            events.add("table");
            if (fails) {
                throw new IOException("no table for the test");
            }
            return super.createKeyedStateBackend(parameters);
        }
    }

    /** Notes what is fetched, and when it is read. */
    private final class FetchedLog
            implements StateChangelogStorage<InMemoryChangelogStateHandle>,
                    KeyGroupChangelogReader<InMemoryChangelogStateHandle> {

        private final InMemoryStateChangelogStorage memory = new InMemoryStateChangelogStorage();

        /** Of the log that cannot be read when it was fetched. */
        private KeyGroupRange damaged = KeyGroupRange.EMPTY_KEY_GROUP_RANGE;

        @Override
        public StateChangelogWriter<InMemoryChangelogStateHandle> createWriter(
                String operatorID, KeyGroupRange keyGroupRange, MailboxExecutor mailboxExecutor) {
            return memory.createWriter(operatorID, keyGroupRange, mailboxExecutor);
        }

        @Override
        public StateChangelogHandleReader<InMemoryChangelogStateHandle> createReader() {
            return this;
        }

        @Override
        public CloseableIterator<StateChange> getChanges(InMemoryChangelogStateHandle handle) {
            throw new AssertionError("A reader by key groups should be asked for key groups.");
        }

        @Override
        public CloseableIterator<StateChange> getChanges(
                InMemoryChangelogStateHandle handle, KeyGroupRange keyGroups) {
            return CloseableIterator.fromList(handle.getChanges(), change -> {});
        }

        @Override
        public CloseableIterator<StateChange> fetchChanges(
                InMemoryChangelogStateHandle handle, KeyGroupRange keyGroups) {
            events.add("fetch " + keyGroups);
            return new Changes(getChanges(handle, keyGroups), keyGroups);
        }

        @Override
        public void close() {}
    }

    @SuppressWarnings("try") // Closing may be interrupted.
    private final class Changes implements CloseableIterator<StateChange> {

        private final CloseableIterator<StateChange> changes;
        private final KeyGroupRange keyGroups;
        private boolean read;

        Changes(CloseableIterator<StateChange> changes, KeyGroupRange keyGroups) {
            this.changes = changes;
            this.keyGroups = keyGroups;
        }

        @Override
        public boolean hasNext() {
            return changes.hasNext();
        }

        @Override
        public StateChange next() {
            if (!read) {
                read = true;
                events.add("read " + keyGroups);
            }
            if (keyGroups.equals(log.damaged)) {
                throw new UncheckedIOException(new IOException("a damaged log for the test"));
            }
            return changes.next();
        }

        @Override
        public void close() throws Exception {
            events.add("close " + keyGroups);
            changes.close();
        }
    }
}
