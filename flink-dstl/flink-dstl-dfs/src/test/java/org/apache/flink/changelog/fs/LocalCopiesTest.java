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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.local.LocalDirectories;
import org.apache.flink.changelog.local.LocalMirror;
import org.apache.flink.changelog.local.LocalMirrors;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.reader.LookAhead;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.source.SharedSources;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.changelog.testkit.ManualExecutor;
import org.apache.flink.changelog.testkit.ModelLog;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** Local copies make a restore quicker, and never anything worse (P23). */
final class LocalCopiesTest {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 9);
    private static final int CHANGE_BYTES = 1_000;
    private static final long MAX_BYTES = 4 * CHANGE_BYTES;

    @TempDir private Path remote;
    @TempDir private Path local;

    private final ManualExecutor disk = new ManualExecutor();
    private final LocalMirrors mirrors = new LocalMirrors();
    private final Map<String, Counter> counters = new HashMap<>();

    @Test
    void restoreReadsTheCopyAndNotTheFile() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored = store(store, 'a');
        Files.delete(fileOf(stored));

        assertThat(read(stored)).isEqualTo(expected('a'));
    }

    @Test
    void damagedCopyIsNotRead() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored = store(store, 'a');
        byte[] bytes = Files.readAllBytes(onlyCopy());
        bytes[bytes.length / 2] ^= 1;
        Files.write(onlyCopy(), bytes);

        assertThat(read(stored)).isEqualTo(expected('a'));
        disk.runAll();
        assertThat(local).as("the damaged copy is deleted").isEmptyDirectory();
    }

    @Test
    void shortenedCopyIsNotRead() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored = store(store, 'a');
        byte[] bytes = Files.readAllBytes(onlyCopy());
        Files.write(
                onlyCopy(),
                List.of(new String(bytes, 0, bytes.length / 2, StandardCharsets.ISO_8859_1)));

        assertThat(read(stored)).isEqualTo(expected('a'));
    }

    @Test
    void missingCopyIsNotMissed() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored = store(store, 'a');
        Files.delete(onlyCopy());

        assertThat(read(stored)).isEqualTo(expected('a'));
    }

    @Test
    void fullDiskHarmsNoUploadAndIsCounted() throws Exception {
        FileSegmentStore store =
                store(
                        name -> {
                            throw new IOException("injected: no space left on device");
                        });
        StoredBatch first = store(store, 'a');
        StoredBatch second = store(store, 'b');

        assertThat(read(first)).isEqualTo(expected('a'));
        assertThat(read(second)).isEqualTo(expected('b'));
        assertThat(counters.get("numberOfLocalCopyFailures").getCount()).isEqualTo(2);
    }

    @Test
    void diskThatTakesNothingDelaysNoUploadAndHoldsABoundedAmountOfMemory() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        int batches = 40;
        for (int i = 0; i < batches; i++) {
            try (PendingBatch batch = store.begin()) {
                batch.append(segment('a', 1 << 20));
                batch.commit();
            }
        }
        assertThat(remote.toFile().list()).hasSize(batches);
        assertThat(counters.get("numberOfLocalCopyFailures").getCount()).isBetween(1L, 20L);

        disk.runAll();
        store.close();
        disk.runAll();
        assertThat(local).isEmptyDirectory();
    }

    @Test
    void uploadThatDoesNotSucceedLeavesNoCopy() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        try (PendingBatch batch = store.begin()) {
            batch.append(segment('a', 100_000));
        }
        disk.runAll();

        assertThat(local).isEmptyDirectory();
    }

    @Test
    void copyGoesWithItsBatchAndWhenNoTaskNeedsItAnyMore() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch deleted = store(store, 'a');
        StoredBatch truncated = store(store, 'b');
        store.delete(deleted);
        store.forget(truncated);
        disk.runAll();

        assertThat(local).isEmptyDirectory();
        assertThat(read(truncated)).isEqualTo(expected('b'));
    }

    @Test
    void copyThatIsStillBeingWrittenGoesWithItsBatchToo() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored;
        try (PendingBatch batch = store.begin()) {
            batch.append(segment('a', CHANGE_BYTES));
            stored = batch.commit();
        }
        store.delete(stored);
        disk.runAll();

        assertThat(local).isEmptyDirectory();
    }

    @Test
    void oldestCopiesMakeRoom() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch oldest = store(store, 'a');
        for (char change = 'b'; change < 'h'; change++) {
            store(store, change);
        }
        assertThat(sizeOf(local)).isBetween(MAX_BYTES / 2, MAX_BYTES);
        assertThat(mirrors.find(oldest.handle().getStreamStateHandleID())).isEmpty();
        assertThat(read(oldest)).isEqualTo(expected('a'));
    }

    @Test
    void allCopiesGoWithTheStore() throws Exception {
        FileSegmentStore store = store(name -> local.resolve(name).toFile());
        StoredBatch stored = store(store, 'a');
        store.close();
        disk.runAll();

        assertThat(local).isEmptyDirectory();
        assertThat(read(stored)).isEqualTo(expected('a'));
    }

    private FileSegmentStore store(LocalDirectories directories) {
        DstlMetrics metrics =
                new DstlMetrics(
                        new UnregisteredMetricsGroup() {
                            @Override
                            public MetricGroup addGroup(String name) {
                                return this;
                            }

                            @Override
                            public <C extends Counter> C counter(String name, C counter) {
                                counters.put(name, counter);
                                return counter;
                            }
                        });
        LocalMirror mirror = new LocalMirror(mirrors, directories, MAX_BYTES, disk, metrics);
        FileDirectory directory =
                new FileDirectory(
                        FileSystem.getLocalFileSystem(),
                        new org.apache.flink.core.fs.Path(remote.toUri()));
        return new FileSegmentStore(
                () -> directory,
                new FileBatchSettings(100, SegmentCompression.NONE),
                UUID::randomUUID,
                Optional.of(mirror));
    }

    private StoredBatch store(FileSegmentStore store, char change) throws IOException {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment(change, CHANGE_BYTES));
            StoredBatch stored = batch.commit();
            disk.runAll();
            return stored;
        }
    }

    private static SealedSegment segment(char change, int bytes) throws IOException {
        try (SegmentBuffer buffer =
                new SegmentBuffer(
                        UUID.randomUUID(),
                        KEY_GROUPS,
                        new ChunkPool(1024, 0),
                        SequenceNumber.of(0L))) {
            buffer.beginChange(3).write(text(change, bytes).getBytes(StandardCharsets.ISO_8859_1));
            buffer.commitChange();
            return buffer.seal().orElseThrow();
        }
    }

    private Map<Integer, List<String>> read(StoredBatch stored) throws Exception {
        ManualClock clock = new ManualClock();
        try (SharedSources sources =
                new SharedSources(Duration.ofMinutes(1), clock, clock, mirrors)) {
            ChangelogStateHandleStreamImpl handle =
                    new ChangelogStateHandleStreamImpl(
                            List.of(Tuple2.of(stored.handle(), stored.segments().get(0).offset())),
                            KEY_GROUPS,
                            0L,
                            0L,
                            "test");
            return ModelLog.of(
                            new StreamHandleChangelogReader(
                                            sources,
                                            LookAhead.on(Executors.newDirectExecutorService()))
                                    .getChanges(handle))
                    .changes();
        }
    }

    private static Map<Integer, List<String>> expected(char change) {
        return Map.of(3, List.of(text(change, CHANGE_BYTES)));
    }

    private static String text(char change, int length) {
        return String.valueOf(change).repeat(length);
    }

    private static Path fileOf(StoredBatch stored) {
        return Path.of(((FileStateHandle) stored.handle()).getFilePath().toUri());
    }

    private Path onlyCopy() {
        File[] copies = local.toFile().listFiles();
        assertThat(copies).hasSize(1);
        return copies[0].toPath();
    }

    private static long sizeOf(Path directory) {
        long size = 0;
        for (File file : directory.toFile().listFiles()) {
            size += file.length();
        }
        return size;
    }
}
