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
import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A log in memory that is written in place and read by key groups, like a durable one. Checks the
 * order of the calls, and completes what it stores on a thread of its own.
 */
final class InPlaceLogStorage implements StateChangelogStorage<InMemoryChangelogStateHandle> {

    private final InMemoryStateChangelogStorage memory = new InMemoryStateChangelogStorage();
    private final List<Thread> closedBy = new CopyOnWriteArrayList<>();

    @Override
    public InPlaceChangelogWriter<InMemoryChangelogStateHandle> createWriter(
            String operatorID, KeyGroupRange keyGroupRange, MailboxExecutor mailboxExecutor) {
        return new Writer(
                keyGroupRange,
                memory.createWriter(operatorID, keyGroupRange, mailboxExecutor),
                closedBy);
    }

    /** The threads that closed a writer, in order. */
    List<Thread> closedBy() {
        return closedBy;
    }

    @Override
    public StateChangelogHandleReader<InMemoryChangelogStateHandle> createReader() {
        return new Reader();
    }

    /** Declared, so that closing cannot be interrupted. */
    @Override
    public void close() {}

    private static final class Reader
            implements KeyGroupChangelogReader<InMemoryChangelogStateHandle> {

        @Override
        public CloseableIterator<StateChange> getChanges(InMemoryChangelogStateHandle handle) {
            throw new AssertionError("A reader by key groups should be asked for key groups.");
        }

        @Override
        public CloseableIterator<StateChange> getChanges(
                InMemoryChangelogStateHandle handle, KeyGroupRange keyGroups) {
            List<StateChange> changes =
                    handle.getChanges().stream()
                            .filter(
                                    change ->
                                            change.getKeyGroup() == StateChange.META_KEY_GROUP
                                                    || keyGroups.contains(change.getKeyGroup()))
                            .collect(Collectors.toList());
            return CloseableIterator.fromList(changes, change -> {});
        }
    }

    private static final class Writer
            implements InPlaceChangelogWriter<InMemoryChangelogStateHandle> {

        private final KeyGroupRange range;
        private final StateChangelogWriter<InMemoryChangelogStateHandle> log;
        private final DataOutputSerializer open = new DataOutputSerializer(64);
        private boolean isOpen;
        private int keyGroup;

        private final List<Thread> closedBy;

        Writer(
                KeyGroupRange range,
                StateChangelogWriter<InMemoryChangelogStateHandle> log,
                List<Thread> closedBy) {
            this.range = range;
            this.log = log;
            this.closedBy = closedBy;
        }

        @Override
        public DataOutputView beginChange(int keyGroup) {
            checkState(range.contains(keyGroup), "Key group %s is outside %s", keyGroup, range);
            return begin(keyGroup);
        }

        @Override
        public DataOutputView beginMetadata() {
            return begin(StateChange.META_KEY_GROUP);
        }

        private DataOutputView begin(int keyGroup) {
            checkState(!isOpen, "A change is open.");
            isOpen = true;
            this.keyGroup = keyGroup;
            open.clear();
            return open;
        }

        @Override
        public void commitChange() throws IOException {
            checkState(isOpen, "No change is open.");
            isOpen = false;
            if (keyGroup == StateChange.META_KEY_GROUP) {
                log.appendMeta(open.getCopyOfBuffer());
            } else {
                log.append(keyGroup, open.getCopyOfBuffer());
            }
        }

        @Override
        public void rollbackChange() {
            checkState(isOpen, "No change is open.");
            isOpen = false;
        }

        @Override
        public void append(int keyGroup, byte[] value) {
            throw new AssertionError("Changes should be encoded in place.");
        }

        @Override
        public void appendMeta(byte[] value) {
            throw new AssertionError("Changes should be encoded in place.");
        }

        @Override
        public SequenceNumber initialSequenceNumber() {
            return log.initialSequenceNumber();
        }

        @Override
        public SequenceNumber nextSequenceNumber() {
            checkState(!isOpen, "A change is open.");
            return log.nextSequenceNumber();
        }

        @Override
        public void passed(long checkpointId) {}

        @Override
        public SequenceNumber reaches() {
            return nextSequenceNumber();
        }

        @Override
        public CompletableFuture<SnapshotResult<InMemoryChangelogStateHandle>> persist(
                SequenceNumber from, long checkpointId) throws IOException {
            return log.persist(from, checkpointId).thenApplyAsync(stored -> stored);
        }

        @Override
        public void truncate(SequenceNumber to) {
            log.truncate(to);
        }

        @Override
        public void confirm(SequenceNumber from, SequenceNumber to, long checkpointId) {
            log.confirm(from, to, checkpointId);
        }

        @Override
        public void reset(SequenceNumber from, SequenceNumber to, long checkpointId) {
            log.reset(from, to, checkpointId);
        }

        @Override
        public void truncateAndClose(SequenceNumber from) {
            log.truncateAndClose(from);
        }

        @Override
        public void close() {
            closedBy.add(Thread.currentThread());
            log.close();
        }
    }
}
