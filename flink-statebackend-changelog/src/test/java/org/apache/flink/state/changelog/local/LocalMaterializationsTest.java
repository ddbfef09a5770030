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
package org.apache.flink.state.changelog.local;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProviderImpl;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalMaterializationsTest {

    @TempDir private Path folder;

    private Provider provider;
    private LocalMaterializations copies;

    @BeforeEach
    void open() {
        provider = new Provider(folder.toFile());
        LocalRecoveryConfig flinks = LocalRecoveryConfig.backupAndRecoveryEnabled(provider);
        copies = LocalMaterializations.of(flinks, "operator", "attempt", Runnable::run);
    }

    /** A snapshot must not fail since the files from which it is stored are gone. */
    @Test
    void whatIsStillBeingStoredIsNotDeletedThoughAYoungerOneIsConfirmed() {
        File older = begin(6);
        begin(7);
        copies.stored(7, SnapshotResult.of(new Remote()), () -> false);
        copies.confirmed(7);
        assertThat(older).exists();

        copies.dropped(6);
        assertThat(older).doesNotExist();
    }

    @Test
    void whatIsStoredIsDeletedWhenAYoungerOneIsConfirmed() {
        File older = begin(6);
        copies.stored(6, SnapshotResult.withLocalState(new Remote(), new Remote()), () -> false);
        begin(7);
        assertThat(older).exists();

        copies.confirmed(7);
        assertThat(older).doesNotExist();
    }

    /** Nobody else knows of it. */
    @Test
    void snapshotThatIsCancelledWhenItHasJustBeenStoredIsDeleted() {
        Remote remote = new Remote();
        AtomicReference<SnapshotWithLocalCopy> outer = new AtomicReference<>();
        FutureTask<SnapshotResult<KeyedStateHandle>> snapshot =
                new FutureTask<>(() -> SnapshotResult.of(remote)) {
                    @Override
                    protected void done() {
                        outer.get().cancel(false);
                    }
                };
        begin(6);
        outer.set(SnapshotWithLocalCopy.of(snapshot, 6, copies));
        outer.get().run();

        assertThat(outer.get()).isCancelled();
        assertThat(remote.discarded).hasValue(1);
    }

    /** Reading it may take longer than an interval, and the snapshot is stored. */
    @Test
    void cancellingWhileACopyIsReadCostsTheCopyOnly() throws Exception {
        Remote remote = new Remote();
        File directory = begin(6);
        Files.write(directory.toPath().resolve("file"), new byte[1]);
        SnapshotWithLocalCopy task =
                SnapshotWithLocalCopy.of(
                        new FutureTask<>(() -> SnapshotResult.withLocalState(remote, new Remote())),
                        6,
                        copies);
        provider.whenAskedFor6 = () -> assertThat(task.cancel(true)).isFalse();
        task.run();

        assertThat(task.get().getJobManagerOwnedSnapshot()).isSameAs(remote);
        assertThat(task.get().getTaskLocalSnapshot()).isNull();
        assertThat(remote.discarded).hasValue(0);
        assertThat(directory).doesNotExist();
    }

    /** So that tries that are given up come to an end. */
    @Test
    void whatWasReadIsNotReadAgain() throws Exception {
        Files.write(folder.resolve("a"), new byte[1]);
        Files.write(folder.resolve("b"), new byte[1]);
        ChecksumReader reader = new ChecksumReader();
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> reader.readAll(folder, () -> asked.incrementAndGet() == 2))
                .isInstanceOf(InterruptedIOException.class);
        asked.set(0);
        assertThat(
                        reader.readAll(
                                folder,
                                () -> {
                                    asked.incrementAndGet();
                                    return false;
                                }))
                .containsOnlyKeys("a", "b");
        assertThat(asked).as("files that were read").hasValue(1);
    }

    /** Begins one, with its directory. */
    private File begin(long materializationId) {
        copies.begin(materializationId);
        File directory =
                copies.settings()
                        .getLocalStateDirectoryProvider()
                        .orElseThrow(AssertionError::new)
                        .subtaskSpecificCheckpointDirectory(materializationId);
        assertThat(directory.mkdirs()).isTrue();
        return directory;
    }

    /** Does something when it is asked for a directory, as just before a copy is read. */
    private static final class Provider extends LocalSnapshotDirectoryProviderImpl {

        private static final long serialVersionUID = 1L;

        private transient Runnable whenAskedFor6 = () -> {};

        Provider(File root) {
            super(root, new JobID(), new JobVertexID(), 0);
        }

        @Override
        public File subtaskBaseDirectory(long checkpointId) {
            if (checkpointId == 6) {
                whenAskedFor6.run();
            }
            return super.subtaskBaseDirectory(checkpointId);
        }
    }

    /** Counts how often it was discarded. */
    private static final class Remote extends KeyGroupsStateHandle {

        private static final long serialVersionUID = 1L;

        private final AtomicInteger discarded = new AtomicInteger();

        Remote() {
            super(
                    new KeyGroupRangeOffsets(KeyGroupRange.of(0, 1)),
                    new ByteStreamStateHandle("remote", new byte[1]));
        }

        @Override
        public void discardState() throws Exception {
            discarded.incrementAndGet();
            super.discardState();
        }
    }
}
