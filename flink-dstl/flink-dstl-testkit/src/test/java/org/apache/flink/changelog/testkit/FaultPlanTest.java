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
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a plan says happens, and the real reader notices when the medium lies. */
@Timeout(60)
final class FaultPlanTest {

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore medium = new InMemorySegmentStore();
    private final FaultySegmentStore store = new FaultySegmentStore(medium, plan);
    private final UploadRig rig = UploadRig.on(store);

    @Test
    void onlyTheStepThatIsNamedFails() throws Exception {
        plan.fail(Step.COMMIT, 2).fail(Step.READ, 1);

        StoredBatch first = storeOne();
        assertThatThrownBy(this::storeOne).hasMessage("injected: COMMIT 2");
        StoredBatch third = storeOne();

        assertThatThrownBy(() -> read(first)).hasMessage("injected: READ 1");
        assertThat(read(first)).isEqualTo(read(third)).isEqualTo(Map.of(0, List.of("change")));
        assertThat(medium.storedBatches()).isEqualTo(2);
    }

    @Test
    void fullMediumRefusesUntilItIsHealed() throws Exception {
        plan.outOfSpace(Step.APPEND, 2);

        storeOne();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::storeOne).hasMessageContaining("no space left");
        }
        plan.heal();
        storeOne();

        assertThat(medium.storedBatches()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40, 1_000_000})
    void batchOfWhichTheEndIsLostIsFoundTruncated(int bytes) throws Exception {
        plan.cut(Step.COMMIT, 1, bytes);
        StoredBatch stored = storeOne();

        if (bytes < sizeBehindTheSegment(stored)) {
            // the directory behind the segments is only needed by tools
            assertThat(read(stored)).isEqualTo(Map.of(0, List.of("change")));
        } else {
            assertThatThrownBy(() -> read(stored))
                    .isInstanceOf(TruncatedSegmentException.class)
                    .hasMessageContaining("batch-1");
        }
    }

    @Test
    void everyBitOfASegmentThatTheMediumKeepsWronglyIsFound() throws Exception {
        StoredBatch sound = storeOne();
        long from = sound.segments().get(0).offset() * 8;
        long bits = sound.segments().get(0).lengthBytes() * 8;
        for (int bit = 0; bit < bits; bit++) {
            plan.flipBit(Step.COMMIT, plan.count(Step.COMMIT) + 1, (int) from + bit);
            StoredBatch damaged = storeOne();
            for (int read = 0; read < 2; read++) {
                assertThatThrownBy(() -> read(damaged))
                        .as("bit %s", bit)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(InMemorySegmentStore.nameOf(damaged.handle()));
            }
        }
    }

    @Test
    void bitThatIsWrongInOneReadIsRightInTheNext() throws Exception {
        StoredBatch stored = storeOne();
        int lastByte =
                (int)
                        (stored.segments().get(0).offset()
                                + stored.segments().get(0).lengthBytes()
                                - 1);
        plan.flipBit(Step.READ, 1, 8 * lastByte);

        assertThatThrownBy(() -> read(stored))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("batch-1");
        assertThat(read(stored)).isEqualTo(Map.of(0, List.of("change")));
    }

    @Test
    void delayedCommitTakesItsTimeAndIsOvertaken() throws Exception {
        ExecutorService uploaders = Executors.newCachedThreadPool();
        try (UploadRig threaded = UploadRig.withThreads(store, uploaders)) {
            plan.delay(Step.COMMIT, 1, UploadRig.TIMEOUT.multipliedBy(2), threaded.clock());
            DurableChangelogWriter writer = threaded.writer();
            writer.append(0, bytes("a"));
            CompletableFuture<?> future = writer.persist(writer.initialSequenceNumber(), 1L);
            threaded.clock().advance(UploadRig.PERSIST_DELAY);
            while (plan.count(Step.COMMIT) == 0 || threaded.clock().pendingCalls() < 2) {
                Thread.onSpinWait();
            }
            assertThat(future).isNotDone();

            threaded.clock().advance(UploadRig.TIMEOUT);
            future.get();
            assertThat(plan.count(Step.COMMIT)).isEqualTo(2);

            threaded.clock().advance(Duration.ofHours(1));
            writer.reset(writer.initialSequenceNumber(), writer.nextSequenceNumber(), 1L);
            writer.close();
            threaded.settle();
        } finally {
            uploaders.shutdown();
        }
        assertThat(uploaders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(medium.storedBatches()).isZero();
    }

    @Test
    void damageIsRefusedWhereThereAreNoBytes() {
        assertThatThrownBy(() -> plan.cut(Step.CLOSE, 1, 7))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static long sizeBehindTheSegment(StoredBatch stored) {
        return stored.sizeBytes()
                - stored.segments().get(0).offset()
                - stored.segments().get(0).lengthBytes();
    }

    private StoredBatch storeOne() throws IOException {
        try (PendingBatch batch = store.begin()) {
            batch.append(rig.segment(bytes("change")));
            return batch.commit();
        }
    }

    private static Map<Integer, List<String>> read(StoredBatch stored) throws Exception {
        ChangelogStateHandleStreamImpl handle =
                new ChangelogStateHandleStreamImpl(
                        List.of(Tuple2.of(stored.handle(), stored.segments().get(0).offset())),
                        UploadRig.KEY_GROUPS,
                        0L,
                        0L,
                        "test");
        try {
            return ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)).changes();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
