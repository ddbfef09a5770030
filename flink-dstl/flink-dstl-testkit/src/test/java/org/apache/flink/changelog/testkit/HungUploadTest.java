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

import org.apache.flink.changelog.testkit.FaultPlan.Hang;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Steps that do not return, on real uploader threads; time is still manual. */
@Timeout(60)
final class HungUploadTest {

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final ExecutorService uploaders = Executors.newCachedThreadPool();
    private final FailureCount failures = new FailureCount();
    private final UploadRig rig =
            UploadRig.withThreads(
                    new FaultySegmentStore(store, plan),
                    uploaders,
                    new UploadRig.Options().metrics(failures));
    private final DurableChangelogWriter writer = rig.writer();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        writer.close();
        rig.close();
        uploaders.shutdown();
        assertThat(uploaders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void hungCommitIsOvertakenAndItsFileDeleted() throws Exception {
        Hang hang = plan.hang(Step.COMMIT, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        hang.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);

        ChangelogStateHandleStreamImpl handle = future.get().getJobManagerOwnedSnapshot();
        hang.release();
        endUploads();

        assertThat(store.storedBatches()).isOne();
        assertThat(store.has(handle.getHandlesAndOffsets().get(0).f0)).isTrue();
    }

    @Test
    void hungAppendIsOvertakenToo() throws Exception {
        Hang hang = plan.hang(Step.APPEND, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        hang.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);

        future.get();
        hang.release();
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void overdueAttemptThatEndsFirstStillWins() throws Exception {
        Hang first = plan.hang(Step.COMMIT, 1);
        Hang second = plan.hang(Step.COMMIT, 2);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        first.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);
        second.awaitReached();

        first.release();
        future.get();
        second.release();
        endUploads();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void hangingOfAllAttemptsFailsTheCheckpointAndNotTheNextOne() throws Exception {
        Hang[] hangs = new Hang[UploadRig.ATTEMPTS];
        for (int i = 0; i < hangs.length; i++) {
            hangs[i] = plan.hang(Step.COMMIT, i + 1);
        }
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        for (Hang hang : hangs) {
            hang.awaitReached();
            rig.clock().advance(UploadRig.TIMEOUT);
        }
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("COMMIT of attempt 3 takes too long");

        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> next =
                writer.persist(writer.initialSequenceNumber(), 2L);
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        next.get();
        for (Hang hang : hangs) {
            hang.release();
        }
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void storeThatIsSlowerThanTheTimeoutButMovesOnIsWaitedFor() throws Exception {
        Hang[] begins = new Hang[UploadRig.ATTEMPTS];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = plan.hang(Step.BEGIN, i + 1);
        }
        Hang append = plan.hang(Step.APPEND, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        for (int i = 0; i < begins.length; i++) {
            begins[i].awaitReached();
            if (i < begins.length - 1) {
                rig.clock().advance(UploadRig.TIMEOUT);
            }
        }
        begins[0].release();
        append.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);
        assertThat(future).isNotDone();

        append.release();
        future.get();
        begins[1].release();
        begins[2].release();
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void anAttemptThatTakesTooLongTwiceIsOneFailure() throws Exception {
        Hang first = plan.hang(Step.BEGIN, 1);
        Hang second = plan.hang(Step.BEGIN, 2);
        Hang append = plan.hang(Step.APPEND, 1);
        CompletableFuture<?> future = persist();
        first.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);
        second.awaitReached();
        first.release();
        append.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);
        assertThat(failures.counter.getCount()).isEqualTo(2);

        future.get(); // of the third attempt
        append.release();
        second.release();
        endUploads();
    }

    @Test
    void storeThatHangsForLongHoldsABoundedNumberOfThreads() throws Exception {
        int bound = 2 * UploadRig.CONCURRENT_UPLOADS;
        Hang[] hangs = new Hang[bound];
        for (int i = 0; i < bound; i++) {
            hangs[i] = plan.hang(Step.BEGIN, i + 1);
        }
        writer.append(0, new byte[10]);
        CompletableFuture<?> first = writer.persist(writer.initialSequenceNumber(), 1L);
        for (int i = 0; i < UploadRig.ATTEMPTS; i++) {
            hangs[i].awaitReached();
            rig.clock().advance(UploadRig.TIMEOUT);
        }
        CompletableFuture<?> second = writer.persist(writer.initialSequenceNumber(), 2L);
        hangs[bound - 1].awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT.plus(UploadRig.RETRY_DELAY));
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(second::get).hasStackTraceContaining("hang");
        for (long checkpoint = 3; checkpoint < 10; checkpoint++) {
            CompletableFuture<?> future =
                    writer.persist(writer.initialSequenceNumber(), checkpoint);
            rig.clock().advance(UploadRig.RETRY_DELAY);
            assertThatThrownBy(future::get).hasStackTraceContaining("hang");
        }
        assertThat(plan.count(Step.BEGIN)).isEqualTo(bound);

        CompletableFuture<?> last = writer.persist(writer.initialSequenceNumber(), 10L);
        for (Hang hang : hangs) {
            hang.release();
        }
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        last.get();
        endUploads();
    }

    @Test
    void nextBatchIsStoredWhileOneIsBeingCommitted() throws Exception {
        Hang hang = plan.hang(Step.COMMIT, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> first = persist();
        hang.awaitReached();

        DurableChangelogWriter other = rig.writer();
        other.append(0, new byte[10]);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> second =
                other.persist(other.initialSequenceNumber(), 2L);
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        second.get();

        assertThat(first).isNotDone();
        hang.release();
        first.get();
        other.close();
    }

    @Test
    void persistCompletesOnAnUploaderThreadThoughTheTaskThreadIsBusy() throws Exception {
        Hang hang = plan.hang(Step.COMMIT, 1);
        writer.append(0, new byte[10]);
        CompletableFuture<Thread> completer =
                writer.persist(writer.initialSequenceNumber(), 1L)
                        .thenApply(result -> Thread.currentThread());
        hang.release();

        assertThat(completer.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void closingTheSchedulerDuringACommitFailsTheCheckpointAndLeavesNoFile() throws Exception {
        Hang hang = plan.hang(Step.COMMIT, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        hang.awaitReached();
        rig.scheduler().close();

        assertThatThrownBy(future::get).hasStackTraceContaining("closed");
        hang.release();
        endUploads();
        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void closingTheWriterDuringACommitFailsTheCheckpointAndLeavesNoFile() throws Exception {
        Hang hang = plan.hang(Step.COMMIT, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        hang.awaitReached();
        writer.close();

        assertThatThrownBy(future::get).hasStackTraceContaining("closed");
        hang.release();
        endUploads();
        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void failureIsReportedThoughTheDropHangs() throws Exception {
        plan.failAll(Step.COMMIT);
        Hang[] hangs = new Hang[UploadRig.ATTEMPTS];
        for (int i = 0; i < hangs.length; i++) {
            hangs[i] = plan.hang(Step.CLOSE, i + 1);
        }
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        for (Hang hang : hangs) {
            hang.awaitReached();
            rig.clock().advance(UploadRig.RETRY_DELAY_WITH_JITTER);
        }

        assertThatThrownBy(future::get).hasRootCauseMessage("injected outage: COMMIT");
        for (Hang hang : hangs) {
            hang.release();
        }
        endUploads();
    }

    @Test
    void batchIsStoredThoughClosingItHangs() throws Exception {
        Hang hang = plan.hang(Step.CLOSE, 1);
        persist().get();
        hang.release();
        endUploads();

        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void lateAttemptWhoseDeletionHangsHarmsNobody() throws Exception {
        Hang commit = plan.hang(Step.COMMIT, 1);
        Hang delete = plan.hang(Step.DELETE, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        commit.awaitReached();
        rig.clock().advance(UploadRig.TIMEOUT);
        future.get();
        commit.release();
        delete.awaitReached();

        writer.append(0, new byte[10]);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> next =
                writer.persist(writer.initialSequenceNumber(), 2L);
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        next.get();
        delete.release();
        endUploads();
        assertThat(store.storedBatches()).isEqualTo(2);
    }

    private CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist()
            throws IOException, InterruptedException {
        writer.append(0, new byte[10]);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                writer.persist(writer.initialSequenceNumber(), 1L);
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        return future;
    }

    /** Waits until all that was released has come to its end. */
    private void endUploads() throws InterruptedException {
        uploaders.shutdown();
        assertThat(uploaders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        rig.settle();
    }

    /** The only metric that is looked at. */
    private static final class FailureCount extends UnregisteredMetricsGroup {

        private Counter counter = new SimpleCounter();

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public <C extends Counter> C counter(String name, C added) {
            if (name.equals("numberOfUploadFailures")) {
                counter = added;
            }
            return added;
        }
    }
}
