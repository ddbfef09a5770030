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

import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.testkit.FaultPlan.Hang;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A slow attempt is overtaken by a second one, the first to end wins, and the loser is deleted. */
@Timeout(60)
final class HedgedUploadTest {

    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration HUNG = Duration.ofSeconds(30);

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final ExecutorService uploaders = Executors.newCachedThreadPool();
    private final UploadRig rig =
            UploadRig.withThreads(
                    new FaultySegmentStore(store, plan),
                    uploaders,
                    new UploadRig.Options()
                            .policy(
                                    RetryPolicy.adaptive(
                                            3,
                                            new RetryPolicy.Hedging(
                                                    Duration.ofMillis(100), HUNG, SLOW),
                                            UploadRig.RETRY_DELAY)));
    private final DurableChangelogWriter writer = rig.writer();
    private long lastCheckpoint;

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
    void secondAttemptWinsAndTheFirstIsDeleted() throws Exception {
        Hang slow = plan.hang(Step.COMMIT, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        slow.awaitReached();
        rig.clock().advance(SLOW);

        ChangelogStateHandleStreamImpl handle = future.get().getJobManagerOwnedSnapshot();
        slow.release();
        endUploads();
        assertThat(store.storedBatches()).isOne();
        assertThat(store.has(handle.getHandlesAndOffsets().get(0).f0)).isTrue();
    }

    @Test
    void firstAttemptStillWinsIfItEndsFirst() throws Exception {
        Hang slow = plan.hang(Step.COMMIT, 1);
        Hang slower = plan.hang(Step.COMMIT, 2);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        slow.awaitReached();
        rig.clock().advance(SLOW);
        slower.awaitReached();
        slow.release();

        assertThat(future.get()).isNotNull();
        slower.release();
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void slowStoreIsNotGivenUpAndGetsNoThirdAttempt() throws Exception {
        Hang slow = plan.hang(Step.COMMIT, 1);
        Hang slower = plan.hang(Step.COMMIT, 2);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        slow.awaitReached();
        rig.clock().advance(SLOW);
        slower.awaitReached();
        rig.clock().advance(SLOW.multipliedBy(10));
        assertThat(plan.count(Step.BEGIN)).isEqualTo(2);
        assertThat(future).isNotDone();

        slower.release();
        assertThat(future.get()).isNotNull();
        slow.release();
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void failureOfTheHedgeIsNotThatOfTheBatch() throws Exception {
        Hang slow = plan.hang(Step.COMMIT, 1);
        plan.fail(Step.COMMIT, 2);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        slow.awaitReached();
        rig.clock().advance(SLOW);
        slow.release();

        assertThat(future.get()).isNotNull();
        endUploads();
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void storeThatHangsForGoodFailsTheCheckpoint() throws Exception {
        Hang[] hangs = new Hang[3];
        for (int i = 0; i < hangs.length; i++) {
            hangs[i] = plan.hang(Step.COMMIT, i + 1);
        }
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future = persist();
        hangs[0].awaitReached();
        rig.clock().advance(SLOW);
        hangs[1].awaitReached();
        rig.clock().advance(SLOW.plus(HUNG));
        hangs[2].awaitReached();
        rig.clock().advance(SLOW.plus(HUNG));

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("takes too long");
        for (Hang hang : hangs) {
            hang.release();
        }
        endUploads();
    }

    @Test
    void losersThatHangHoldNoSlot() throws Exception {
        Hang[] hangs = new Hang[UploadRig.CONCURRENT_UPLOADS];
        for (int i = 0; i < hangs.length; i++) {
            hangs[i] = plan.hang(Step.COMMIT, plan.count(Step.COMMIT) + 1);
            CompletableFuture<?> future = persist();
            hangs[i].awaitReached();
            rig.clock().advance(SLOW);
            future.get();
        }

        // as many as there are slots hang, and nobody waits for them
        assertThat(persist().get()).isNotNull();
        for (Hang hang : hangs) {
            hang.release();
        }
        endUploads();
    }

    @Test
    void stepThatIsSlowBeforeAnybodyWaitsIsNotHedged() throws Exception {
        Hang slow = plan.hang(Step.APPEND, 1);
        writer.append(0, new byte[10]);
        writer.nextSequenceNumber();
        slow.awaitReached();
        rig.clock().advance(SLOW.multipliedBy(5));
        assertThat(plan.count(Step.BEGIN)).isOne();

        CompletableFuture<?> future = persist();
        rig.clock().advance(SLOW);
        assertThat(future.get()).isNotNull();
        assertThat(plan.count(Step.BEGIN)).as("now somebody waits").isEqualTo(2);
        slow.release();
        endUploads();
    }

    private CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist()
            throws Exception {
        writer.append(0, new byte[10]);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                writer.persist(writer.initialSequenceNumber(), ++lastCheckpoint);
        rig.clock().advance(UploadRig.PERSIST_DELAY);
        return future;
    }

    private void endUploads() throws InterruptedException {
        uploaders.shutdown();
        assertThat(uploaders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
}
