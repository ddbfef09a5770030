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

import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps what was appended, and fails when told to. */
final class ArrayWriter implements StateChangelogWriter<InMemoryChangelogStateHandle> {

    private final List<StateChange> changes = new ArrayList<>();
    private boolean failNextAppend;

    List<StateChange> changes() {
        return Collections.unmodifiableList(changes);
    }

    void failNextAppend() {
        failNextAppend = true;
    }

    @Override
    public void append(int keyGroup, byte[] value) throws IOException {
        if (failNextAppend) {
            failNextAppend = false;
            throw new IOException("append failed");
        }
        changes.add(StateChange.ofDataChange(keyGroup, value));
    }

    @Override
    public void appendMeta(byte[] value) {
        changes.add(StateChange.ofMetadataChange(value));
    }

    @Override
    public SequenceNumber initialSequenceNumber() {
        return SequenceNumber.of(0);
    }

    @Override
    public SequenceNumber nextSequenceNumber() {
        return SequenceNumber.of(changes.size());
    }

    @Override
    public CompletableFuture<SnapshotResult<InMemoryChangelogStateHandle>> persist(
            SequenceNumber from, long checkpointId) {
        throw new UnsupportedOperationException();
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
