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

import org.apache.flink.api.common.JobID;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory.MemoryCheckpointOutputStream;
import org.apache.flink.runtime.state.memory.MemoryBackendCheckpointStorageAccess;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.util.IOUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a backend takes, and that it gives it back, whoever ends it. */
class BackendLifecycleTest {

    /** Of the end of a task. On a machine that stalls for so long it may be over. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @TempDir private Path folder;

    @EachBackend
    void closingFromAnotherThreadLeavesTheLogToTheTaskThread(String name, StateBackend wrapped)
            throws Exception {
        BackendUnderTest task = BackendUnderTest.fresh(wrapped, log);
        StatesUnderTest states = new StatesUnderTest(task.backend());
        states.select(1, 0);
        // The log asks for the elements in the middle of a change.
        states.list.addAll(new ClosingList(task));
        states.value.update(1L);
        assertThat(log.closedBy()).isEmpty();
        task.backend().dispose();
        task.backend().dispose();
        assertThat(log.closedBy()).containsExactly(Thread.currentThread());
        task.close();
        assertThat(log.closedBy()).hasSize(1);
    }

    @Test
    void cancellingAFullCheckpointReleasesTheSnapshot() throws Exception {
        EmbeddedRocksDBStateBackend rocksDb = new EmbeddedRocksDBStateBackend(true);
        rocksDb.setDbStoragePath(folder.toUri().toString());
        try (BackendUnderTest task = BackendUnderTest.fresh(rocksDb, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            states.value.update(1L);
            RunnableFuture<SnapshotResult<KeyedStateHandle>> full =
                    task.begin(1, CheckpointType.FULL_CHECKPOINT);
            assertThat(found(BackendLifecycleTest::isSnapshot)).hasSize(1);
            assertThat(full.cancel(true)).isTrue();
            assertThat(found(BackendLifecycleTest::isSnapshot)).isEmpty();
        }
    }

    @EachBackend
    void theEndOfATaskWaitsUntilTheFilesOfACancelledMaterializationAreClosed(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StuckStorage storage = new StuckStorage();
            storage.keepFilesOpen();
            task.env().setCheckpointStorageAccess(storage);
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            states.value.update(1L);
            assertThat(task.beginMaterialization()).hasValue(Outcome.STARTED);
            storage.awaitWriter();
            Thread cancelling = new Thread(() -> IOUtils.closeQuietly(task.backend()), "cancel");
            cancelling.start();
            storage.awaitCloser();
            FutureTask<Integer> end =
                    new FutureTask<>(
                            () -> {
                                task.backend().dispose();
                                return storage.openFiles();
                            });
            long beganNanos = System.nanoTime();
            Thread ending = new Thread(end, "end");
            ending.start();
            await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);

            storage.letFilesBeClosed();

            boolean closed = end.get() == 0;
            long waitedNanos = System.nanoTime() - beganNanos;
            assertThat(closed || waitedNanos > PATIENCE.toNanos())
                    .as("the end waits for open files, but not for ever")
                    .isTrue();
            cancelling.join();
        }
    }

    /** The store may be slow, and who ends a task is watched by Flink. */
    @EachBackend
    void theLastTaskOfATaskManagerDoesNotDeleteFilesItself(String name, StateBackend wrapped)
            throws Exception {
        WatchedStorage storage = new WatchedStorage();
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            task.env().setCheckpointStorageAccess(storage);
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            states.value.update(1L);
            task.materialize();
        }
        await().until(() -> !storage.deletedBy.isEmpty());
        assertThat(storage.deletedBy).doesNotContain(Thread.currentThread());
    }

    @Test
    void aMissingStorageIsReportedWithOptionAndValue() {
        assertThatThrownBy(() -> BackendUnderTest.fresh(BackendUnderTest.heap(), null))
                .hasMessageContaining("'state.changelog.storage: memory'")
                .hasMessageContaining("lib/ or plugins/");
    }

    private static boolean isSnapshot(Path path) {
        return path.getFileName().toString().startsWith("chk-");
    }

    private List<Path> found(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(wanted).collect(Collectors.toList());
        }
    }

    /** Knows which threads delete materialized files. Thread-safe. */
    private static final class WatchedStorage extends MemoryBackendCheckpointStorageAccess {

        private static final int MAX_BYTES = 1 << 20;

        private final Queue<Thread> deletedBy = new ConcurrentLinkedQueue<>();

        WatchedStorage() throws IOException {
            super(new JobID(), null, null, false, MAX_BYTES);
        }

        @Override
        public CheckpointStateOutputStream createTaskOwnedStateStream() {
            return new MemoryCheckpointOutputStream(MAX_BYTES) {
                @Override
                public StreamStateHandle closeAndGetHandle() throws IOException {
                    return new ByteStreamStateHandle(
                            UUID.randomUUID().toString(), closeAndGetBytes()) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public void discardState() {
                            deletedBy.add(Thread.currentThread());
                        }
                    };
                }
            };
        }
    }

    /** One element; whenever it is asked for, another thread has closed the backend before. */
    private static final class ClosingList extends AbstractList<String> {

        private final BackendUnderTest task;

        ClosingList(BackendUnderTest task) {
            this.task = task;
        }

        @Override
        public String get(int index) {
            Thread canceller = new Thread(this::closeBackend);
            canceller.start();
            try {
                canceller.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "element";
        }

        private void closeBackend() {
            try {
                task.backend().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
