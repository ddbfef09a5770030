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

import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Checkpoints end, one way or the other, though something beside them breaks. */
final class UploadIsolationTest {

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();

    @Test
    void checkpointFailsThoughTheUploaderThreadsHaveEnded() throws Exception {
        ManualExecutor uploaders = new ManualExecutor();
        ExecutorThatEnds ending = new ExecutorThatEnds(uploaders);
        plan.failAll(Step.COMMIT);
        try (UploadRig rig = UploadRig.withThreads(new FaultySegmentStore(store, plan), ending)) {
            CompletableFuture<?> future = persist(rig);
            uploaders.runAll();
            ending.refuseWith(
                    () -> {
                        throw new RejectedExecutionException("injected");
                    });
            rig.exhaustAttempts();

            assertThat(future).isCompletedExceptionally();
            assertThat(store.openBatches()).isZero();
        }
    }

    @Test
    void checkpointFailsIfNoThreadCanBeStarted() throws Exception {
        ExecutorThatEnds ending = new ExecutorThatEnds(new ManualExecutor());
        ending.refuseWith(
                () -> {
                    throw new OutOfMemoryError("unable to create native thread");
                });
        try (UploadRig rig = UploadRig.withThreads(store, ending)) {
            CompletableFuture<?> future = persist(rig);
            rig.exhaustAttempts();

            assertThatThrownBy(future::get)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class)
                    .hasStackTraceContaining("native thread");
        }
    }

    @Test
    void batchOfAnotherNumberOfSegmentsIsAFailedAttempt() throws Exception {
        AtomicInteger miscounted = new AtomicInteger(1);
        UploadRig rig = UploadRig.on(new MiscountingStore(store, miscounted));
        CompletableFuture<?> future = persist(rig);
        rig.exhaustAttempts();

        assertThat(future).isCompleted().isNotCompletedExceptionally();
        assertThat(miscounted).hasValueLessThan(0);
        assertThat(store.storedBatches()).isOne();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
    }

    /** P22: in stock the retry came after the tasks had failed, and could only write an orphan. */
    @Test
    void nobodyHearsOfAFailureThatARetryMakesGood() throws Exception {
        plan.fail(Step.COMMIT, 1);
        UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));
        CompletableFuture<?> future = persist(rig);
        assertThat(plan.count(Step.COMMIT)).isOne();
        assertThat(future).isNotDone();

        rig.advance(UploadRig.RETRY_DELAY_WITH_JITTER);
        assertThat(future).isCompleted();
        assertThat(store.storedBatches()).isOne();
        rig.close();
    }

    /** P26: with the scheduler's lock held, the other thread would wait for ever. */
    @Test
    @Timeout(60)
    void listenerMayWaitForAnotherThreadThatNeedsTheScheduler() throws Exception {
        UploadRig rig = UploadRig.on(store);
        DurableChangelogWriter writer = rig.writer();
        writer.append(0, new byte[10]);
        CompletableFuture<Boolean> otherThreadCameBack =
                writer.persist(writer.initialSequenceNumber(), 1L)
                        .thenApply(
                                stored ->
                                        CompletableFuture.supplyAsync(
                                                        () -> {
                                                            rig.scheduler().commit(List.of());
                                                            return true;
                                                        })
                                                .join());
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(otherThreadCameBack).isCompletedWithValue(true);
        writer.close();
        rig.close();
    }

    private static CompletableFuture<?> persist(UploadRig rig) throws IOException {
        DurableChangelogWriter writer = rig.writer();
        writer.append(0, new byte[10]);
        CompletableFuture<?> future = writer.persist(writer.initialSequenceNumber(), 1L);
        rig.advance(UploadRig.PERSIST_DELAY);
        return future;
    }

    private static final class ExecutorThatEnds implements Executor {

        private final Executor executor;
        private Runnable refusal = () -> {};

        ExecutorThatEnds(Executor executor) {
            this.executor = executor;
        }

        void refuseWith(Runnable thrower) {
            refusal = thrower;
        }

        @Override
        public void execute(Runnable command) {
            refusal.run();
            executor.execute(command);
        }
    }

    /** Says of its first batches that they have a segment more than they have. */
    private static final class MiscountingStore implements SegmentStore {

        private final SegmentStore store;
        private final AtomicInteger miscounted;

        MiscountingStore(SegmentStore store, AtomicInteger miscounted) {
            this.store = store;
            this.miscounted = miscounted;
        }

        @Override
        public PendingBatch begin() throws IOException {
            PendingBatch batch = store.begin();
            return new PendingBatch() {
                @Override
                public void append(SealedSegment segment) throws IOException {
                    batch.append(segment);
                }

                @Override
                public StoredBatch commit() throws IOException {
                    return miscount(batch.commit());
                }

                @Override
                public void close() throws IOException {
                    batch.close();
                }
            };
        }

        private StoredBatch miscount(StoredBatch stored) {
            if (miscounted.getAndDecrement() <= 0) {
                return stored;
            }
            List<SegmentLocation> segments = new ArrayList<>(stored.segments());
            segments.add(segments.get(0));
            return new StoredBatch(stored::handle, segments, stored.sizeBytes());
        }

        @Override
        public void delete(StoredBatch batch) throws IOException {
            store.delete(batch);
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }
}
