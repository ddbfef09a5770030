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

import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.upload.LogEpoch;
import org.apache.flink.changelog.upload.SegmentUpload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The scheduler on one thread, with manual time. */
final class UploadSchedulerTest {

    private static final byte[] CHANGE = new byte[100];

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final LogEpoch epoch = new LogEpoch();
    private final UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));

    /** Whatever a test did: no memory is counted and no batch is open in the end. */
    @AfterEach
    void nothingIsLeft() {
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void segmentIsWrittenAtOnceAndCommittedAfterTheDelay() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        SegmentUpload upload = submit(recorder);
        rig.settle();
        assertThat(plan.count(Step.APPEND)).isOne();

        rig.scheduler().commit(List.of(upload));
        rig.settle();
        assertThat(recorder.stored).isEmpty();

        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(recorder.stored).hasSize(1);
    }

    @Test
    void requestsWithinTheDelayShareABatch() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        for (int i = 0; i < 4; i++) {
            rig.scheduler().commit(List.of(submit(recorder)));
            rig.advance(UploadRig.PERSIST_DELAY.dividedBy(5));
        }
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(recorder.stored).hasSize(4);
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void nothingIsCommittedUnasked() throws IOException {
        submit(new UploadRecorder());
        rig.exhaustAttempts();

        assertThat(plan.count(Step.COMMIT)).isZero();
    }

    @Test
    void batchAtTheThresholdIsCommittedUnaskedAndTheNextOneOpens() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        submit(recorder, new byte[(int) UploadRig.BATCH_THRESHOLD_BYTES]);
        submit(recorder);
        rig.settle();

        assertThat(recorder.stored).hasSize(1);
        assertThat(store.openBatches()).isOne();
    }

    @Test
    void batchThatIsOpenForFiveMinutesTakesNoMoreSegments() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        submit(recorder);
        rig.advance(Duration.ofSeconds(299));
        submit(recorder);
        rig.advance(Duration.ofSeconds(1));
        assertThat(recorder.stored).as("nothing is committed by time alone").isEmpty();

        submit(recorder);
        rig.settle();
        assertThat(recorder.stored).hasSize(2);
        assertThat(store.openBatches()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEGIN", "APPEND", "COMMIT", "COMMIT_ANSWER"})
    void stepThatFailsOnceIsOvercomeByTheNextAttempt(Step step) throws IOException {
        plan.fail(step, 1);
        UploadRecorder recorder = new UploadRecorder();
        commit(submit(recorder));
        rig.advance(UploadRig.RETRY_DELAY_WITH_JITTER);

        assertThat(recorder.stored).hasSize(1);
        assertThat(recorder.failures).isEmpty();
        assertThat(store.storedBatches()).isOne();
        assertThat(plan.count(Step.BEGIN)).isEqualTo(2);
    }

    @Test
    void nextAttemptWaitsForItsDelay() throws IOException {
        plan.fail(Step.COMMIT, 1);
        commit(submit(new UploadRecorder()));
        rig.advance(UploadRig.RETRY_DELAY.dividedBy(2));

        assertThat(plan.count(Step.BEGIN)).isOne();
    }

    @Test
    void attemptsThatAreUsedUpFailTheSegmentWithTheLastCause() throws IOException {
        plan.failAll(Step.COMMIT);
        UploadRecorder recorder = new UploadRecorder();
        rig.scheduler().commit(List.of(submit(recorder)));
        rig.exhaustAttempts();

        assertThat(plan.count(Step.COMMIT)).isEqualTo(UploadRig.ATTEMPTS);
        assertThat(recorder.failures).hasSize(1);
        assertThat(recorder.failures.get(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3 attempts")
                .hasRootCauseMessage("injected outage: COMMIT");
    }

    @Test
    void segmentThatFailedIsStoredWhenAskedForAgain() throws IOException {
        plan.failAll(Step.BEGIN);
        UploadRecorder recorder = new UploadRecorder();
        SegmentUpload upload = submit(recorder);
        rig.scheduler().commit(List.of(upload));
        rig.exhaustAttempts();
        plan.heal();
        assertThat(rig.budget().usedBytes()).isPositive();

        commit(upload);

        assertThat(recorder.stored).hasSize(1);
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void listenerThatThrowsDoesNotStarveTheOthers() throws IOException {
        UploadRecorder before = new UploadRecorder();
        UploadRecorder after = new UploadRecorder();
        SegmentUpload first = submit(before);
        submit(
                new UploadRecorder() {
                    @Override
                    public void stored(StoredSegment segment) {
                        throw new IllegalStateException("the task is gone");
                    }
                });
        submit(after);
        commit(first);

        assertThat(before.stored).hasSize(1);
        assertThat(after.stored).hasSize(1);
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"BEGIN", "APPEND", "COMMIT"})
    void errorReachesAllWhoWaitWithoutARetry(Step step) throws IOException {
        Error error = new NoClassDefFoundError("injected");
        plan.fail(step, 1, () -> error);
        UploadRecorder one = new UploadRecorder();
        UploadRecorder two = new UploadRecorder();
        SegmentUpload first = submit(one);
        submit(two);
        commit(first);

        assertThat(one.failures).containsExactly(error);
        assertThat(two.failures).containsExactly(error);
        assertThat(plan.count(Step.BEGIN)).isOne();
    }

    @Test
    void failureReachesWhoeverWaitsThoughTheDropDiesOfAnError() throws IOException {
        plan.failAll(Step.COMMIT);
        for (int i = 1; i <= UploadRig.ATTEMPTS; i++) {
            plan.fail(Step.CLOSE, i, () -> new NoClassDefFoundError("injected: CLOSE"));
        }
        UploadRecorder recorder = new UploadRecorder();
        rig.scheduler().commit(List.of(submit(recorder)));
        rig.exhaustAttempts();

        assertThat(recorder.failures).hasSize(1);
        assertThat(recorder.failures.get(0)).hasRootCauseMessage("injected outage: COMMIT");
    }

    @Test
    void uncheckedExceptionOfAStoreIsRetriedLikeAnyOther() throws IOException {
        plan.fail(Step.COMMIT, 1, () -> new IllegalStateException("injected"));
        UploadRecorder recorder = new UploadRecorder();
        commit(submit(recorder));
        rig.advance(UploadRig.RETRY_DELAY_WITH_JITTER);

        assertThat(recorder.stored).hasSize(1);
    }

    @Test
    void batchThatNobodyWantsIsDropped() throws IOException {
        SegmentUpload one = submit(new UploadRecorder());
        SegmentUpload two = submit(new UploadRecorder());
        rig.settle();
        rig.scheduler().cancel(List.of(one));
        rig.settle();
        assertThat(store.openBatches()).isOne();

        rig.scheduler().cancel(List.of(two));
        rig.settle();

        assertThat(store.openBatches()).isZero();
        assertThat(store.storedBatches()).isZero();
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void cancelledSegmentIsLeftOutIfItIsNotWrittenYet() throws IOException {
        UploadRecorder wanted = new UploadRecorder();
        UploadRecorder unwanted = new UploadRecorder();
        SegmentUpload upload = submit(wanted);
        rig.scheduler().cancel(List.of(submit(unwanted)));
        commit(upload);

        assertThat(plan.count(Step.APPEND)).isOne();
        assertThat(wanted.stored).hasSize(1);
        assertThat(unwanted.stored).isEmpty();
        assertThat(unwanted.failures).isEmpty();
    }

    @Test
    void cancellingAParkedSegmentReleasesItsMemory() throws IOException {
        plan.failAll(Step.APPEND);
        SegmentUpload upload = submit(new UploadRecorder());
        rig.exhaustAttempts();

        rig.scheduler().cancel(List.of(upload));

        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void closeFailsWhoeverWaitsAndDropsWhatIsOpen() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        SegmentUpload upload = submit(recorder);
        rig.settle();
        rig.scheduler().commit(List.of(upload));
        rig.scheduler().close();
        rig.advance(UploadRig.PERSIST_DELAY);

        assertThat(recorder.failures).hasSize(1);
        assertThat(recorder.failures.get(0)).hasMessageContaining("closed");
        assertThat(store.storedBatches()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void closedSchedulerRefusesSegments() throws IOException {
        rig.scheduler().close();
        rig.scheduler().close();
        SealedSegment segment = rig.segment(CHANGE);

        assertThatThrownBy(() -> rig.scheduler().submit(segment, epoch, new UploadRecorder()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rig.scheduler().commit(List.of()))
                .isInstanceOf(IllegalStateException.class);
        rig.budget().releaseSealed(segment.retainedBytes());
    }

    private SegmentUpload submit(UploadRecorder recorder) throws IOException {
        return submit(recorder, CHANGE);
    }

    private SegmentUpload submit(UploadRecorder recorder, byte[] change) throws IOException {
        return rig.scheduler().submit(rig.segment(change), epoch, recorder);
    }

    private void commit(SegmentUpload upload) {
        rig.scheduler().commit(List.of(upload));
        rig.advance(UploadRig.PERSIST_DELAY);
    }
}
