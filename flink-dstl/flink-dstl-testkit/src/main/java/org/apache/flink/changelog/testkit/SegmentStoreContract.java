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
package org.apache.flink.changelog.testkit;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link SegmentStore} has to do. */
public abstract class SegmentStoreContract {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 9);

    private final ChunkPool pool = new ChunkPool(256, 8);
    private SegmentStore store;
    private long nextLog;

    /** An empty store; closed after the test. */
    protected abstract SegmentStore openStore() throws Exception;

    /** How many batches of the store anybody could read now, committed or not. */
    protected abstract int readableBatches() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void committedBatchReadsBackSegmentBySegment() throws Exception {
        StoredBatch stored = store(segment("a", "b"), segment("c"));

        assertThat(stored.segments()).hasSize(2);
        assertThat(read(stored, 0)).containsExactly(Map.entry(3, List.of("a", "b")));
        assertThat(read(stored, 1)).containsExactly(Map.entry(3, List.of("c")));
    }

    @Test
    void sizesAreThoseOfWhatIsStored() throws Exception {
        StoredBatch stored = store(segment("a", "b"), segment("c"));

        assertThat(stored.handle().getStateSize()).isEqualTo(stored.sizeBytes());
        long segmentBytes =
                stored.segments().stream().mapToLong(SegmentLocation::lengthBytes).sum();
        assertThat(segmentBytes).isPositive().isLessThanOrEqualTo(stored.sizeBytes());
    }

    @Test
    void batchThatWasNotCommittedLeavesNothingToRead() throws Exception {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment("a"));
        }

        assertThat(readableBatches()).isZero();
    }

    @Test
    void closingAfterTheCommitKeepsTheBatch() throws Exception {
        PendingBatch batch = store.begin();
        batch.append(segment("a"));
        StoredBatch stored = batch.commit();
        batch.close();
        batch.close();

        assertThat(readableBatches()).isOne();
        assertThat(read(stored, 0)).containsExactly(Map.entry(3, List.of("a")));
    }

    @Test
    void deletedBatchIsGoneAndTheOthersStay() throws Exception {
        StoredBatch first = store(segment("a"));
        StoredBatch second = store(segment("b"));

        store.delete(first);

        assertThat(readableBatches()).isOne();
        assertThat(read(second, 0)).containsExactly(Map.entry(3, List.of("b")));
    }

    @Test
    void deletingWhatIsGoneIsASuccess() throws Exception {
        StoredBatch stored = store(segment("a"));

        store.delete(stored);
        store.delete(stored);

        assertThat(readableBatches()).isZero();
    }

    @Test
    void segmentCanGoIntoSeveralBatches() throws Exception {
        SealedSegment segment = segment("a");
        StoredBatch first = store(segment);
        StoredBatch second = store(segment);

        store.delete(first);

        assertThat(read(second, 0)).containsExactly(Map.entry(3, List.of("a")));
    }

    @Test
    void severalBatchesCanBeOpenAtOnce() throws Exception {
        StoredBatch firstStored;
        StoredBatch secondStored;
        try (PendingBatch first = store.begin();
                PendingBatch second = store.begin()) {
            first.append(segment("a"));
            second.append(segment("b"));
            secondStored = second.commit();
            first.append(segment("c"));
            firstStored = first.commit();
        }

        assertThat(read(firstStored, 1)).containsExactly(Map.entry(3, List.of("c")));
        assertThat(read(secondStored, 0)).containsExactly(Map.entry(3, List.of("b")));
    }

    @Test
    void emptyBatchCannotBeCommitted() throws Exception {
        try (PendingBatch batch = store.begin()) {
            assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(readableBatches()).isZero();
    }

    @Test
    void committedBatchAcceptsNothing() throws Exception {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment("a"));
            batch.commit();
            assertThatThrownBy(() -> batch.append(segment("b")))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(readableBatches()).isOne();
    }

    @Test
    void batchIsCommittedOnce() throws Exception {
        try (PendingBatch batch = store.begin()) {
            batch.append(segment("a"));
            StoredBatch stored = batch.commit();
            assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);

            assertThat(read(stored, 0)).containsExactly(Map.entry(3, List.of("a")));
        }
        assertThat(readableBatches()).isOne();
    }

    @Test
    void droppedBatchAcceptsNothingAndCannotBeCommitted() throws Exception {
        PendingBatch batch = store.begin();
        batch.append(segment("a"));
        batch.close();
        batch.close();

        assertThatThrownBy(() -> batch.append(segment("b")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
        batch.close();
        assertThat(readableBatches()).isZero();
    }

    @Test
    void batchThatWasOnlyBegunLeavesNothing() throws Exception {
        store.begin().close();

        assertThat(readableBatches()).isZero();
    }

    @Test
    void handlesOfABatchAreEqualAndNotTheSame() throws Exception {
        StoredBatch first = store(segment("a"));
        StoredBatch second = store(segment("a"));

        assertThat(first.handle()).isEqualTo(first.handle()).isNotSameAs(first.handle());
        assertThat(first.handle().hashCode()).isEqualTo(first.handle().hashCode());
        assertThat(first.handle().getStreamStateHandleID())
                .isEqualTo(first.handle().getStreamStateHandleID())
                .isNotEqualTo(second.handle().getStreamStateHandleID());
        assertThat(first.handle()).isNotEqualTo(second.handle());
    }

    @Test
    void whoeverHasTheHandleCanDelete() throws Exception {
        StoredBatch stored = store(segment("a"));

        stored.handle().discardState();

        assertThat(readableBatches()).isZero();
        assertThatThrownBy(() -> read(stored, 0)).isInstanceOf(IOException.class);
        store.delete(stored);
    }

    @Test
    void segmentLargerThanAnyBufferReadsBack() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        String change = new String(large, StandardCharsets.ISO_8859_1);
        StoredBatch stored = store(segment("before"), segment(change), segment("after"));

        assertThat(read(stored, 1).get(3).get(0).equals(change)).isTrue();
        assertThat(read(stored, 2)).containsExactly(Map.entry(3, List.of("after")));
    }

    @Test
    void manySegmentsOfABatchReadBack() throws Exception {
        SealedSegment[] segments = new SealedSegment[1_000];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = segment("change " + i);
        }
        StoredBatch stored = store(segments);

        assertThat(stored.segments()).hasSize(segments.length);
        for (int i = 0; i < segments.length; i += 37) {
            assertThat(read(stored, i)).containsExactly(Map.entry(3, List.of("change " + i)));
        }
    }

    @Test
    void severalThreadsStoreAtOnce() throws Exception {
        int threads = 4;
        int batches = 10;
        List<CompletableFuture<List<StoredBatch>>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            SealedSegment[] segments = {segment("a" + i), segment("b" + i)};
            CompletableFuture<List<StoredBatch>> future = new CompletableFuture<>();
            futures.add(future);
            new Thread(() -> storeOften(batches, segments, future)).start();
        }
        for (int i = 0; i < threads; i++) {
            for (StoredBatch stored : futures.get(i).get(60, TimeUnit.SECONDS)) {
                assertThat(read(stored, 0)).containsExactly(Map.entry(3, List.of("a" + i)));
                assertThat(read(stored, 1)).containsExactly(Map.entry(3, List.of("b" + i)));
            }
        }
        assertThat(readableBatches()).isEqualTo(threads * batches);
    }

    @Test
    void closingTheStoreKeepsWhatIsStored() throws Exception {
        StoredBatch stored = store(segment("a"));

        store.close();
        store.close();

        assertThat(read(stored, 0)).containsExactly(Map.entry(3, List.of("a")));
    }

    /** Every second batch is dropped. */
    private void storeOften(
            int batches, SealedSegment[] segments, CompletableFuture<List<StoredBatch>> result) {
        try {
            List<StoredBatch> stored = new ArrayList<>();
            while (stored.size() < batches) {
                stored.add(store(segments));
                try (PendingBatch dropped = store.begin()) {
                    dropped.append(segments[0]);
                }
            }
            result.complete(stored);
        } catch (Throwable t) {
            result.completeExceptionally(t);
        }
    }

    private StoredBatch store(SealedSegment... segments) throws IOException {
        try (PendingBatch batch = store.begin()) {
            for (SealedSegment segment : segments) {
                batch.append(segment);
            }
            return batch.commit();
        }
    }

    private SealedSegment segment(String... changes) throws IOException {
        UUID log = new UUID(1, nextLog++);
        try (SegmentBuffer buffer =
                new SegmentBuffer(log, KEY_GROUPS, pool, SequenceNumber.of(0L))) {
            for (String change : changes) {
                buffer.beginChange(3).write(change.getBytes(StandardCharsets.ISO_8859_1));
                buffer.commitChange();
            }
            return buffer.seal().orElseThrow();
        }
    }

    private static Map<Integer, List<String>> read(StoredBatch stored, int segment)
            throws Exception {
        long offset = stored.segments().get(segment).offset();
        ChangelogStateHandleStreamImpl handle =
                new ChangelogStateHandleStreamImpl(
                        List.of(Tuple2.of(stored.handle(), offset)), KEY_GROUPS, 0L, 0L, "test");
        return ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)).changes();
    }
}
