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

import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writers on one thread, with manual time and a store that fails as planned. */
final class DurableChangelogWriterTest {

    private static final SequenceNumber START = SequenceNumber.of(0L);

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));
    private final DurableChangelogWriter writer = rig.writer();
    private final DurableChangelogWriter other = rig.writer();

    /** Whatever a test did: no memory is counted and no batch is open in the end. */
    @AfterEach
    void nothingIsLeft() {
        writer.close();
        other.close();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void outageLongerThanAllAttemptsFailsOneCheckpointAndLosesNothing() throws Exception {
        append(writer, "a");
        plan.failAll(Step.COMMIT);
        CompletableFuture<?> failed = writer.persist(START, 1L);
        rig.exhaustAttempts();
        assertThatThrownBy(failed::get)
                .hasMessageContaining("checkpoint 1")
                .hasRootCauseMessage("injected outage: COMMIT");
        append(writer, "b");
        plan.heal();

        assertThat(read(persist(writer, START, 2L))).isEqualTo(Map.of(0, List.of("a", "b")));
    }

    @Test
    void outageIsOvercomeByHowManyCheckpointsItTakes() throws Exception {
        plan.failAll(Step.BEGIN);
        for (long checkpoint = 1; checkpoint <= 5; checkpoint++) {
            append(writer, "c" + checkpoint);
            CompletableFuture<?> failed = writer.persist(START, checkpoint);
            rig.exhaustAttempts();
            assertThat(failed).isCompletedExceptionally();
        }
        plan.heal();

        assertThat(read(persist(writer, START, 6L)))
                .isEqualTo(Map.of(0, List.of("c1", "c2", "c3", "c4", "c5")));
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void oneFileForAllWritersOfACheckpoint() throws Exception {
        List<DurableChangelogWriter> writers = new ArrayList<>();
        List<CompletableFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            DurableChangelogWriter each = rig.writer();
            writers.add(each);
            append(each, "change");
            futures.add(each.persist(START, 1L));
            rig.settle();
        }
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(futures).allMatch(CompletableFuture::isDone);
        assertThat(store.storedBatches()).isOne();
        writers.forEach(DurableChangelogWriter::close);
    }

    @Test
    void segmentsOfAWriterInOneFileHaveEqualHandlesOfDifferentInstances() throws Exception {
        append(writer, "a");
        writer.nextSequenceNumber();
        append(writer, "b");
        ChangelogStateHandleStreamImpl handle = persist(writer, START, 1L);

        assertThat(handle.getHandlesAndOffsets()).hasSize(2);
        assertThat(handle.getHandlesAndOffsets().get(0).f0)
                .isEqualTo(handle.getHandlesAndOffsets().get(1).f0)
                .isNotSameAs(handle.getHandlesAndOffsets().get(1).f0);
        assertThat(handle.getHandlesAndOffsets().get(0).f1)
                .isLessThan(handle.getHandlesAndOffsets().get(1).f1);
    }

    @Test
    void largeChangesAreUploadedBeforeAnyCheckpoint() throws IOException {
        writer.append(0, new byte[(int) UploadRig.PREEMPTIVE_THRESHOLD_BYTES]);
        rig.settle();

        assertThat(plan.count(Step.APPEND)).isOne();
        assertThat(plan.count(Step.COMMIT)).isZero();
    }

    @Test
    void fileStaysWhileOneOfItsWritersNeedsItAndGoesWithTheLast() throws Exception {
        persistBothAndAbort();
        writer.truncate(writer.nextSequenceNumber());
        rig.settle();
        assertThat(store.storedBatches()).isOne();

        other.truncate(other.nextSequenceNumber());
        rig.settle();
        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void fileOfAConfirmedCheckpointIsNeverDeletedHere() throws Exception {
        append(writer, "a");
        append(other, "b");
        persist(writer, START, 1L);
        SequenceNumber to = writer.nextSequenceNumber();
        writer.confirm(START, to, 1L);

        writer.truncate(to);
        writer.close();
        other.close();
        rig.settle();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void fileOfAPendingCheckpointIsKeptUntilTheCheckpointIsAborted() throws Exception {
        append(writer, "a");
        persist(writer, START, 1L);
        SequenceNumber to = writer.nextSequenceNumber();
        writer.truncate(to);
        rig.settle();
        assertThat(store.storedBatches()).isOne();

        writer.reset(START, to, 1L);
        rig.settle();
        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void truncatedSegmentThatACheckpointConfirmsLaterIsKept() throws Exception {
        append(writer, "a");
        persist(writer, START, 1L);
        SequenceNumber to = writer.nextSequenceNumber();
        writer.truncate(to);
        writer.confirm(START, to, 1L);
        rig.settle();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void laterConfirmedCheckpointSaysNothingAboutAnEarlierOne() throws Exception {
        append(writer, "a");
        persist(writer, START, 1L);
        SequenceNumber to = writer.nextSequenceNumber();
        writer.truncate(to);
        append(writer, "b");
        persist(writer, to, 2L);
        assertThat(store.storedBatches()).isEqualTo(2);

        writer.confirm(to, writer.nextSequenceNumber(), 2L);
        rig.settle();
        assertThat(store.storedBatches()).isEqualTo(2);

        writer.reset(START, to, 1L);
        rig.settle();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void closeDeletesWhatNoCheckpointHas() throws Exception {
        persistBothAndAbort();

        writer.close();
        other.close();
        rig.settle();

        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void closeKeepsWhatAPendingCheckpointMayHave() throws Exception {
        append(writer, "a");
        persist(writer, START, 1L);

        writer.close();
        rig.settle();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void truncateAndCloseLeavesWhatIsBeforeItsBound() throws Exception {
        append(writer, "a");
        persist(writer, START, 1L);
        SequenceNumber bound = writer.nextSequenceNumber();
        writer.reset(START, bound, 1L);
        append(writer, "b");
        persist(writer, bound, 2L);
        writer.reset(bound, writer.nextSequenceNumber(), 2L);

        writer.truncateAndClose(bound);
        rig.settle();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void truncationDoesNotAffectAPersistThatIsUnderWay() throws Exception {
        append(writer, "a");
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                writer.persist(START, 1L);
        writer.truncate(writer.nextSequenceNumber());
        rig.advance(UploadRig.PERSIST_DELAY);

        ChangelogStateHandleStreamImpl handle = future.get().getJobManagerOwnedSnapshot();
        assertThat(read(handle)).isEqualTo(Map.of(0, List.of("a")));
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void failedPersistOfATruncatedSegmentReleasesItsMemory() throws Exception {
        plan.failAll(Step.COMMIT);
        append(writer, "a");
        CompletableFuture<?> future = writer.persist(START, 1L);
        writer.truncate(writer.nextSequenceNumber());
        rig.exhaustAttempts();

        assertThat(future).isCompletedExceptionally();
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void concurrentCheckpointsEachGetWhatTheyAskedFor() throws Exception {
        append(writer, "a");
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> first =
                writer.persist(START, 1L);
        append(writer, "b");
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> second =
                writer.persist(START, 2L);
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(read(first.get().getJobManagerOwnedSnapshot()))
                .isEqualTo(Map.of(0, List.of("a")));
        assertThat(read(second.get().getJobManagerOwnedSnapshot()))
                .isEqualTo(Map.of(0, List.of("a", "b")));
    }

    @Test
    void continuationThatThrowsDoesNotStarveTheOtherWriter() throws Exception {
        append(writer, "a");
        append(other, "b");
        CompletableFuture<?> broken =
                writer.persist(START, 1L)
                        .thenAccept(
                                result -> {
                                    throw new IllegalStateException("the task is gone");
                                });
        CompletableFuture<?> fine = other.persist(START, 1L);
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(broken).isCompletedExceptionally();
        assertThat(fine).isCompleted();
    }

    @Test
    void errorReachesTheCheckpoint() throws Exception {
        Error error = new NoClassDefFoundError("injected");
        plan.fail(Step.COMMIT, 1, () -> error);
        append(writer, "a");
        CompletableFuture<?> future = writer.persist(START, 1L);
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThatThrownBy(future::get).hasCause(error);
    }

    @Test
    void failedDeletionIsNobodysProblem() throws Exception {
        plan.fail(Step.DELETE, 1);
        persistBothAndAbort();
        writer.close();
        other.close();
        rig.settle();

        assertThat(plan.count(Step.DELETE)).isOne();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void checkpointCompletesAfterADeletionHasDiedOfAnError() throws Exception {
        plan.fail(Step.DELETE, 1, () -> new NoClassDefFoundError("injected"));
        persistBothAndAbort();
        writer.truncate(writer.nextSequenceNumber());
        other.truncate(other.nextSequenceNumber());
        rig.settle();
        assertThat(plan.count(Step.DELETE)).isOne();

        append(writer, "c");
        CompletableFuture<?> future = writer.persist(SequenceNumber.of(1L), 2L);
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(future).isCompleted();
    }

    private void persistBothAndAbort() throws Exception {
        append(writer, "a");
        append(other, "b");
        CompletableFuture<?> first = writer.persist(START, 1L);
        CompletableFuture<?> second = other.persist(START, 1L);
        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        writer.reset(START, writer.nextSequenceNumber(), 1L);
        other.reset(START, other.nextSequenceNumber(), 1L);
        assertThat(store.storedBatches()).isOne();
    }

    private static void append(DurableChangelogWriter to, String change) throws IOException {
        to.append(0, change.getBytes(StandardCharsets.ISO_8859_1));
    }

    private ChangelogStateHandleStreamImpl persist(
            DurableChangelogWriter of, SequenceNumber from, long checkpointId) throws Exception {
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                of.persist(from, checkpointId);
        rig.advance(UploadRig.PERSIST_DELAY);
        return future.get().getJobManagerOwnedSnapshot();
    }

    private static Map<Integer, List<String>> read(ChangelogStateHandleStreamImpl handle)
            throws Exception {
        return ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)).changes();
    }
}
