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
import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;

import java.util.concurrent.CompletableFuture;

/** A log that keeps nothing but the number of its changes, and allocates nothing for them. */
final class ForgetfulLogStorage implements StateChangelogStorage<InMemoryChangelogStateHandle> {

    private long changes;

    /** How many were committed, by all writers. */
    long changes() {
        return changes;
    }

    @Override
    public InPlaceChangelogWriter<InMemoryChangelogStateHandle> createWriter(
            String operatorID, KeyGroupRange keyGroupRange, MailboxExecutor mailboxExecutor) {
        return new Writer();
    }

    @Override
    public StateChangelogHandleReader<InMemoryChangelogStateHandle> createReader() {
        throw new AssertionError("Nothing is kept that could be stored or read.");
    }

    /** Declared, so that closing cannot be interrupted. */
    @Override
    public void close() {}

    private final class Writer implements InPlaceChangelogWriter<InMemoryChangelogStateHandle> {

        private final DataOutputSerializer open = new DataOutputSerializer(1024);

        @Override
        public DataOutputView beginChange(int keyGroup) {
            open.clear();
            return open;
        }

        @Override
        public DataOutputView beginMetadata() {
            open.clear();
            return open;
        }

        @Override
        public void commitChange() {
            changes++;
        }

        @Override
        public void rollbackChange() {}

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
            return SequenceNumber.of(0);
        }

        @Override
        public SequenceNumber nextSequenceNumber() {
            return SequenceNumber.of(changes);
        }

        @Override
        public SequenceNumber reaches() {
            return SequenceNumber.of(changes);
        }

        @Override
        public void passed(long checkpointId) {}

        @Override
        public CompletableFuture<SnapshotResult<InMemoryChangelogStateHandle>> persist(
                SequenceNumber from, long checkpointId) {
            throw new AssertionError("Nothing is kept that could be stored or read.");
        }

        @Override
        public void truncate(SequenceNumber to) {}

        @Override
        public void confirm(SequenceNumber from, SequenceNumber to, long checkpointId) {}

        @Override
        public void reset(SequenceNumber from, SequenceNumber to, long checkpointId) {}

        @Override
        public void truncateAndClose(SequenceNumber from) {}

        @Override
        public void close() {}
    }
}
