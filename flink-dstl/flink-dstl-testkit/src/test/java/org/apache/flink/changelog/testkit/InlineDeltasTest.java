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

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** Small logs cost no file (P7). */
final class InlineDeltasTest {

    private static final int THRESHOLD = 100;
    private static final String WORTH_A_SEGMENT = "a".repeat(THRESHOLD / 2);
    private static final int MAX_PER_CHECKPOINT = 500;
    private static final SequenceNumber START = SequenceNumber.of(0L);

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig =
            UploadRig.on(
                    new FaultySegmentStore(store, plan),
                    new UploadRig.Options()
                            .inline(
                                    new InlineSettings(
                                            THRESHOLD,
                                            MAX_PER_CHECKPOINT,
                                            SegmentCompression.NONE)));
    private final DurableChangelogWriter writer = rig.writer();

    @AfterEach
    void nothingIsLeft() {
        writer.close();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void fewChangesTravelInTheHandleAtOnceAndCostNoFile() throws Exception {
        append("a");
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist(1);

        assertThat(future).isCompleted();
        assertThat(plan.count(Step.BEGIN)).isZero();
        ChangelogStateHandleStreamImpl handle = future.get().getJobManagerOwnedSnapshot();
        assertThat(handle.getCheckpointedSize()).isEqualTo(handle.getStateSize()).isPositive();
        assertThat(read(handle)).containsExactly("a");
    }

    @Test
    void changesOfSeveralCheckpointsTravelTogetherUntilTheyAreMany() throws Exception {
        append("a");
        assertThat(read(stored(persist(1)))).containsExactly("a");
        append("b");
        ChangelogStateHandleStreamImpl second = stored(persist(2));
        assertThat(read(second)).containsExactly("a", "b");
        assertThat(second.getHandlesAndOffsets()).hasSize(1);
        assertThat(store.storedBatches()).isZero();

        String large = "c".repeat(THRESHOLD);
        append(large);
        ChangelogStateHandleStreamImpl third = stored(persist(3));
        assertThat(read(third)).containsExactly("a", "b", large);
        assertThat(store.storedBatches()).isOne();

        append("d");
        assertThat(read(stored(persist(4)))).containsExactly("a", "b", large, "d");
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void changesBehindAnUploadThatIsUnderWayAreStoredWithIt() throws Exception {
        append("a".repeat(THRESHOLD));
        writer.nextSequenceNumber();
        append("b");

        ChangelogStateHandleStreamImpl handle = stored(persist(1));
        assertThat(read(handle)).containsExactly("a".repeat(THRESHOLD), "b");
        assertThat(isInline(handle)).isFalse();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void limitOfACheckpointIsForAllTasksTogether() throws Exception {
        int inline = 0;
        int tasks = 10;
        for (int i = 0; i < tasks; i++) {
            try (DurableChangelogWriter task = rig.writer()) {
                task.append(0, "x".repeat(THRESHOLD).getBytes(StandardCharsets.ISO_8859_1));
                CompletableFuture<?> future = task.persist(START, 1);
                inline += future.isDone() ? 1 : 0;
            }
        }
        assertThat(inline).isPositive().isLessThan(tasks);
        assertThat(inline * THRESHOLD).isLessThanOrEqualTo(MAX_PER_CHECKPOINT);

        append("next");
        assertThat(persist(2)).as("the next checkpoint has a limit of its own").isCompleted();
    }

    @Test
    void changesWorthASegmentGoIntoAFileThatTheCheckpointHasAnyway() throws Exception {
        try (DurableChangelogWriter other = rig.writer()) {
            CompletableFuture<?> others = askForAFile(other, 1);
            append(WORTH_A_SEGMENT);
            ChangelogStateHandleStreamImpl joined = stored(persist(1));

            assertThat(others).isCompleted();
            assertThat(isInline(joined)).isFalse();
            assertThat(read(joined)).containsExactly(WORTH_A_SEGMENT);
            assertThat(store.storedBatches()).isOne();
        }
    }

    @Test
    void fewerDoNotForEachSegmentIsPartOfAllLaterHandles() throws Exception {
        try (DurableChangelogWriter other = rig.writer()) {
            CompletableFuture<?> unused = askForAFile(other, 1);
            append("a");

            assertThat(isInline(stored(persist(1)))).isTrue();
        }
    }

    @Test
    void norDoAnyWhenTheFileIsComplete() throws Exception {
        try (DurableChangelogWriter other = rig.writer()) {
            CompletableFuture<?> others = askForAFile(other, 1);
            rig.advance(UploadRig.PERSIST_DELAY);
            assertThat(others).isCompleted();

            append(WORTH_A_SEGMENT);
            assertThat(isInline(stored(persist(1)))).isTrue();
            assertThat(store.storedBatches()).isOne();
        }
    }

    @Test
    void norWhenNobodyHasAskedForItYet() throws Exception {
        try (DurableChangelogWriter other = rig.writer()) {
            other.append(0, new byte[2 * THRESHOLD]);
            other.nextSequenceNumber();
            append(WORTH_A_SEGMENT);

            assertThat(isInline(stored(persist(1)))).isTrue();
            assertThat(store.storedBatches()).isZero();
        }
    }

    /** They could not share it: see LogEpoch. */
    @Test
    void norWhenItIsThatOfALaterEpoch() throws Exception {
        try (DurableChangelogWriter other = rig.writer();
                DurableChangelogWriter awaited = rig.writer()) {
            for (DurableChangelogWriter log : List.of(other, awaited)) {
                log.append(0, new byte[1]);
                assertThat(log.persist(START, 1)).isCompleted();
            }
            CompletableFuture<?> others = askForAFile(other, 2);
            append(WORTH_A_SEGMENT);

            assertThat(others).as("another log may join").isNotDone();
            assertThat(isInline(stored(persist(1)))).isTrue();
        }
    }

    @Test
    void norWhenItIsTooOldToTakeMore() throws Exception {
        try (DurableChangelogWriter other = rig.writer()) {
            other.append(0, new byte[2 * THRESHOLD]);
            other.nextSequenceNumber();
            rig.advance(Duration.ofMinutes(10));
            CompletableFuture<?> unused = other.persist(START, 1);
            append(WORTH_A_SEGMENT);

            assertThat(isInline(stored(persist(1)))).isTrue();
            assertThat(store.storedBatches()).isOne();
        }
    }

    @Test
    void materializationDoesNotNeedWhatTravelledInline() throws Exception {
        append("a");
        stored(persist(1));
        SequenceNumber boundary = writer.nextSequenceNumber();
        append("b");
        writer.confirm(START, SequenceNumber.of(1L), 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                writer.persist(boundary, 2);
        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(read(stored(future))).containsExactly("b");
        writer.truncate(boundary);
        rig.settle();

        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void thresholdOfZeroStoresAlways() throws Exception {
        InMemorySegmentStore empty = new InMemorySegmentStore();
        UploadRig.Options off =
                new UploadRig.Options().inline(new InlineSettings(0, 500, SegmentCompression.NONE));
        try (UploadRig storing = UploadRig.on(empty, off);
                DurableChangelogWriter task = storing.writer()) {
            task.append(0, new byte[0]);
            CompletableFuture<?> future = task.persist(START, 1);
            storing.advance(UploadRig.PERSIST_DELAY);

            assertThat(future).isCompleted();
            assertThat(empty.storedBatches()).isOne();
        }
    }

    @Test
    void handlesOfTheSameChangesAreEqualWhicheverCheckpointTheyAreFor() throws Exception {
        append("a");
        assertThat(stored(persist(1)).getHandlesAndOffsets())
                .isEqualTo(stored(persist(2)).getHandlesAndOffsets());
    }

    @Test
    void outageOfTheStoreDoesNotHarmWhatIsSmall() throws Exception {
        plan.failAll(Step.BEGIN);
        append("a");

        assertThat(read(stored(persist(1)))).containsExactly("a");
    }

    private static CompletableFuture<?> askForAFile(DurableChangelogWriter log, long checkpointId)
            throws Exception {
        log.append(0, new byte[2 * THRESHOLD]);
        return log.persist(START, checkpointId);
    }

    private static boolean isInline(ChangelogStateHandleStreamImpl handle) {
        return handle.getHandlesAndOffsets().stream()
                .anyMatch(part -> part.f0 instanceof ByteStreamStateHandle);
    }

    private void append(String change) throws Exception {
        writer.append(0, change.getBytes(StandardCharsets.ISO_8859_1));
    }

    private CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist(
            long checkpointId) throws Exception {
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                writer.persist(START, checkpointId);
        rig.advance(UploadRig.PERSIST_DELAY);
        return future;
    }

    private static ChangelogStateHandleStreamImpl stored(
            CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future)
            throws Exception {
        assertThat(future).isCompleted();
        return future.get().getJobManagerOwnedSnapshot();
    }

    private static List<String> read(ChangelogStateHandleStreamImpl handle) throws Exception {
        Map<Integer, List<String>> changes =
                ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)).changes();
        return changes.getOrDefault(0, List.of());
    }
}
