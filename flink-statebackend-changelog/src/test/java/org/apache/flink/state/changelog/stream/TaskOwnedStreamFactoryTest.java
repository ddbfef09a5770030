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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FSDataOutputStreamWrapper;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageAccess;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TaskOwnedStreamFactoryTest {

    private static final int INLINE_THRESHOLD = 20_480;
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(10);

    @TempDir private java.nio.file.Path folder;

    private FsCheckpointStorageAccess storage;

    @BeforeEach
    void openStorage() throws Exception {
        storage = storage(FileSystem.getLocalFileSystem());
    }

    private FsCheckpointStorageAccess storage(FileSystem fileSystem) throws Exception {
        FsCheckpointStorageAccess opened =
                new FsCheckpointStorageAccess(
                        fileSystem,
                        new Path(folder.toUri()),
                        null,
                        true,
                        new JobID(),
                        INLINE_THRESHOLD,
                        INLINE_THRESHOLD);
        opened.initializeBaseLocationsForCheckpoint();
        return opened;
    }

    /** Else RocksDB's options would be in the metadata of each checkpoint. */
    @Test
    void whatManyCheckpointsHaveIsAFileUnlessItIsVeryShort() throws Exception {
        assertThat(written(12_000, Optional.of(DEFAULT_INTERVAL)))
                .isInstanceOf(FileStateHandle.class);
        assertThat(written(1_000, Optional.of(DEFAULT_INTERVAL)))
                .isInstanceOf(ByteStreamStateHandle.class);
    }

    @Test
    void whatFewCheckpointsHaveIsAFileIfTheStorageSaysSo() throws Exception {
        Optional<Duration> interval = Optional.of(Duration.ofSeconds(5));
        assertThat(written(12_000, interval)).isInstanceOf(ByteStreamStateHandle.class);
        assertThat(written(INLINE_THRESHOLD + 1, interval)).isInstanceOf(FileStateHandle.class);
    }

    @Test
    void withoutOtherMaterializationsAllCheckpointsHaveIt() throws Exception {
        assertThat(written(12_000, Optional.empty())).isInstanceOf(FileStateHandle.class);
        assertThat(written(1_000, Optional.empty())).isInstanceOf(ByteStreamStateHandle.class);
    }

    @Test
    void nothingIsNoFile() throws Exception {
        try (CheckpointStateOutputStream stream = open(Optional.empty())) {
            assertThat(stream.closeAndGetHandle()).isNull();
        }
        assertThat(files()).isEmpty();
    }

    /** Flink closes no stream any more that it has asked for its handle. */
    @Test
    void fileThatCannotBeWrittenToIsNotLeft() throws Exception {
        FullDisk disk = new FullDisk();
        storage = storage(disk);
        CheckpointStateOutputStream stream = open(Optional.of(DEFAULT_INTERVAL));
        stream.write(new byte[12_000], 0, 12_000);

        assertThatThrownBy(stream::closeAndGetHandle).hasMessageContaining("no space");

        assertThat(disk.created).isOne();
        assertThat(disk.closed).isOne();
        assertThat(files()).isEmpty();
    }

    private List<java.nio.file.Path> files() throws IOException {
        try (Stream<java.nio.file.Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toList());
        }
    }

    private StreamStateHandle written(int length, Optional<Duration> interval) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        StreamStateHandle handle;
        try (CheckpointStateOutputStream stream = open(interval)) {
            stream.write(bytes, 0, length - 1);
            stream.write(bytes[length - 1]);
            handle = stream.closeAndGetHandle();
        }
        assertThat(handle.getStateSize()).isEqualTo(length);
        try (InputStream read = handle.openInputStream()) {
            assertThat(read).hasBinaryContent(bytes);
        }
        return handle;
    }

    private CheckpointStateOutputStream open(Optional<Duration> interval) throws Exception {
        return new TaskOwnedStreamFactory(
                        () -> storage, new UnderWay(SystemClock.getInstance()), interval)
                .createCheckpointStateOutputStream(CheckpointedStateScope.SHARED);
    }

    /** Makes files, and takes no bytes. */
    private static final class FullDisk extends LocalFileSystem {

        private int created;
        private int closed;

        @Override
        public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
            created++;
            return new FSDataOutputStreamWrapper(super.create(path, mode)) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    throw new IOException("no space");
                }

                @Override
                public void close() throws IOException {
                    closed++;
                    super.close();
                }
            };
        }
    }
}
