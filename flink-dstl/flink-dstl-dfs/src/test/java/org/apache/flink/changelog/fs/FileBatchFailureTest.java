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
package org.apache.flink.changelog.fs;

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every step of writing a file fails once. */
final class FileBatchFailureTest {

    private static final int BUFFER_BYTES = 4096;

    @TempDir private File directory;

    private FileDirectory faulty;
    private FileSegmentStore store;

    @BeforeEach
    void open() throws IOException {
        Path path = new Path(FaultyFileSystem.SCHEME + "://" + directory.getAbsolutePath());
        faulty = new FileDirectory(path.getFileSystem(), path);
        store = newStore(BUFFER_BYTES);
    }

    @AfterEach
    void disarm() {
        FaultyFileSystem.disarm();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "WRITE",
                "WRITE_UNCHECKED",
                "OUT_OF_SPACE",
                "FLUSH",
                "FLUSH_SWALLOWED_BY_CLOSE",
                "RENAME",
                "CLOSE"
            })
    void failureOfTheLastBytesFailsTheCommitAndLeavesNoFile(FaultyFileSystem.Step step)
            throws IOException {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment(100));
            FaultyFileSystem.arm(step);
            assertThatThrownBy(batch::commit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(step.name(), batch.toString());
        }

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void bytesThatAreLostWithoutAnExceptionFailTheCommit() throws IOException {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment(100));
            FaultyFileSystem.arm(FaultyFileSystem.Step.SHORT_WRITE);
            assertThatThrownBy(batch::commit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("short write", batch.toString());
        }

        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "OUT_OF_SPACE"})
    void segmentsOfAFailedBatchCanGoIntoAnother(FaultyFileSystem.Step step) throws IOException {
        SealedSegment segment = segment(10 * BUFFER_BYTES);
        try (PendingBatch failed = store.begin();
                PendingBatch other = store.begin()) {
            FaultyFileSystem.arm(step);
            assertThatThrownBy(() -> failed.append(segment)).isInstanceOf(IOException.class);
            other.append(segment);
            other.commit();
        }

        assertThat(directory.listFiles()).hasSize(1);
    }

    @Test
    void failedFileThatCannotBeDeletedIsReportedWithItsName() throws IOException {
        PendingBatch batch = store.begin();
        batch.append(segment(100));
        FaultyFileSystem.arm(FaultyFileSystem.Step.CLOSE);
        assertThatThrownBy(batch::commit).isInstanceOf(IOException.class);
        FaultyFileSystem.arm(FaultyFileSystem.Step.DELETE);

        assertThatThrownBy(batch::close)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("left behind", batch.toString());
        batch.close();
    }

    @Test
    void failureOfAnEarlyWriteFailsTheAppendAndLeavesNoFile() throws IOException {
        try (PendingBatch batch = store.begin()) {
            FaultyFileSystem.arm(FaultyFileSystem.Step.WRITE);
            assertThatThrownBy(() -> batch.append(segment(10 * BUFFER_BYTES)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
        }

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fileThatCannotBeCreatedIsNoBatch() {
        FaultyFileSystem.arm(FaultyFileSystem.Step.CREATE);

        assertThatThrownBy(store::begin)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("CREATE", directory.getPath());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void failedDropIsReported() throws IOException {
        PendingBatch batch = store.begin();
        batch.append(segment(100));
        FaultyFileSystem.arm(FaultyFileSystem.Step.DELETE);

        assertThatThrownBy(batch::close).isInstanceOf(IOException.class);
    }

    @Test
    void failedDeletionCanBeTriedAgain() throws IOException {
        StoredBatch stored;
        try (PendingBatch batch = store.begin()) {
            batch.append(segment(100));
            stored = batch.commit();
        }
        FaultyFileSystem.arm(FaultyFileSystem.Step.DELETE);

        assertThatThrownBy(() -> store.delete(stored)).isInstanceOf(IOException.class);
        store.delete(stored);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fileThatWasCreatedThoughTheAnswerIsLostIsDeleted() {
        FaultyFileSystem.arm(FaultyFileSystem.Step.CREATE_ANSWER);

        assertThatThrownBy(store::begin).isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void bufferThatDoesNotFitIntoMemoryLeavesNoFile() {
        assertThatThrownBy(newStore(Integer.MAX_VALUE)::begin).isInstanceOf(OutOfMemoryError.class);
        assertThat(directory).isEmptyDirectory();
    }

    private FileSegmentStore newStore(int bufferBytes) {
        return new FileSegmentStore(
                () -> faulty,
                new FileBatchSettings(bufferBytes, SegmentCompression.NONE),
                UUID::randomUUID,
                Optional.empty());
    }

    private static SealedSegment segment(int bytes) throws IOException {
        try (SegmentBuffer buffer =
                new SegmentBuffer(
                        new UUID(0, 1),
                        KeyGroupRange.of(0, 1),
                        new ChunkPool(1024, 4),
                        SequenceNumber.of(0L))) {
            buffer.beginChange(0).write(new byte[bytes]);
            buffer.commitChange();
            return buffer.seal().orElseThrow();
        }
    }
}
