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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With Flink's own checkpoint, which knows its states only once. */
class ExclusiveStatesTest {

    private final Set<String> stored = new TreeSet<>(Set.of("folder", "metadata", "state"));
    private final ManualThreads threads = new ManualThreads();
    private final FailedDeletions failures = new FailedDeletions(threads, new ManualClock());
    private boolean storeIsDown = true;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areDeletedAgainSoThatTheFolderIsEmpty(boolean asynchronously) throws Exception {
        CompletedCheckpoint checkpoint = checkpoint();
        Checkpoint.DiscardObject deletion =
                new RetriedCheckpoint(
                                checkpoint,
                                () -> ExclusiveStates.of(checkpoint),
                                Optional.of(failures),
                                () -> {})
                        .markAsDiscarded();
        if (asynchronously) {
            CompletableFuture<Void> deleted = deletion.discardAsync(Runnable::run);
            assertThat(deleted).isCompletedExceptionally();
        } else {
            assertThatThrownBy(deletion::discard).hasStackTraceContaining("the store is down");
        }
        assertThat(stored).containsExactly("folder", "metadata", "state");

        storeIsDown = false;
        failures.succeeded();
        threads.runAll();

        assertThat(stored).isEmpty();
    }

    private CompletedCheckpoint checkpoint() {
        OperatorID id = new OperatorID(1, 1);
        OperatorState operator = new OperatorState(id, 1, 1);
        operator.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedOperatorState(
                                new OperatorStreamStateHandle(
                                        Collections.emptyMap(), new StoredObject("state")))
                        .build());
        return new CompletedCheckpoint(
                new JobID(1, 1),
                1,
                0,
                0,
                Map.of(id, operator),
                Collections.emptyList(),
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                new Folder(),
                null);
    }

    private void delete(String object) throws IOException {
        if (storeIsDown) {
            throw new IOException("the store is down");
        }
        stored.remove(object);
    }

    private final class StoredObject extends ByteStreamStateHandle {

        private static final long serialVersionUID = 1L;

        StoredObject(String name) {
            super(name, new byte[1]);
        }

        @Override
        public Optional<byte[]> asBytesIfInMemory() {
            return Optional.empty();
        }

        @Override
        public void discardState() {
            try {
                delete(getHandleName());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Folder implements CompletedCheckpointStorageLocation {

        private static final long serialVersionUID = 1L;

        @Override
        public String getExternalPointer() {
            return "folder";
        }

        @Override
        public StreamStateHandle getMetadataHandle() {
            return new StoredObject("metadata");
        }

        @Override
        public void disposeStorageLocation() throws IOException {
            if (stored.size() > 1) {
                throw new IOException("not empty");
            }
            delete("folder");
        }
    }
}
