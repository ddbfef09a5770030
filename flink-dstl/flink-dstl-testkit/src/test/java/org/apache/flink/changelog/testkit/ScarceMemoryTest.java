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

import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.upload.LogEpoch;
import org.apache.flink.changelog.upload.SegmentUpload;
import org.apache.flink.changelog.writer.DurableChangelogWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the scheduler does without being asked when the budget is exhausted. */
final class ScarceMemoryTest {

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final LogEpoch epoch = new LogEpoch();
    private final UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));

    @AfterEach
    void nothingIsLeft() {
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
    }

    @Test
    void exhaustedMemoryCommitsUnasked() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        submit(recorder);
        rig.settle();
        rig.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES);
        rig.settle();

        assertThat(recorder.stored).hasSize(1);
        rig.budget().adjustOpen(-UploadRig.IN_FLIGHT_LIMIT_BYTES);
    }

    @Test
    void exhaustedMemoryRetriesParkedSegmentsUnasked() throws IOException {
        plan.failAll(Step.COMMIT);
        UploadRecorder recorder = new UploadRecorder();
        rig.scheduler().commit(List.of(submit(recorder)));
        rig.exhaustAttempts();
        plan.heal();
        rig.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES);
        assertThat(rig.budget().isAvailable()).isFalse();

        rig.advance(UploadRig.RETRY_DELAY_WITH_JITTER);

        assertThat(recorder.stored).hasSize(1);
        assertThat(rig.budget().isAvailable()).isTrue();
        rig.budget().adjustOpen(-UploadRig.IN_FLIGHT_LIMIT_BYTES);
    }

    @Test
    void exhaustedMemoryIsRetriedUnaskedThroughAnOutageOfAnyLength() throws IOException {
        plan.failAll(Step.COMMIT);
        rig.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES);
        UploadRecorder recorder = new UploadRecorder();
        submit(recorder);
        for (int i = 0; i < 5; i++) {
            rig.exhaustAttempts();
        }
        assertThat(recorder.failures).hasSizeGreaterThan(1);
        plan.heal();

        rig.exhaustAttempts();

        assertThat(recorder.stored).hasSize(1);
        assertThat(rig.budget().isAvailable()).isTrue();
        rig.budget().adjustOpen(-UploadRig.IN_FLIGHT_LIMIT_BYTES);
    }

    @Test
    void exhaustedMemoryCommitsAlsoWhatIsTriedAgainUnasked() throws IOException {
        plan.failAll(Step.BEGIN);
        UploadRecorder recorder = new UploadRecorder();
        SegmentUpload large = submit(recorder, new byte[(int) UploadRig.BATCH_THRESHOLD_BYTES]);
        submit(recorder);
        rig.exhaustAttempts();
        plan.heal();
        rig.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES);

        rig.scheduler().commit(List.of(large));
        rig.settle();

        assertThat(recorder.stored).hasSize(2);
        rig.budget().adjustOpen(-UploadRig.IN_FLIGHT_LIMIT_BYTES);
    }

    /** Each in a file of its own would be no sooner, and many requests. */
    @Test
    void whileAllUploadsAreBusyWhatComesSharesABatch() throws IOException {
        UploadRecorder recorder = new UploadRecorder();
        rig.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES);
        for (int i = 0; i < 10; i++) {
            submit(recorder); // and no upload moves meanwhile
        }
        rig.settle();

        assertThat(recorder.stored).hasSize(10);
        assertThat(store.storedBatches()).isEqualTo(UploadRig.CONCURRENT_UPLOADS + 1);
        rig.budget().adjustOpen(-UploadRig.IN_FLIGHT_LIMIT_BYTES);
    }

    @Test
    void anIdleWriterSealsWhatItHas() throws Exception {
        int bytes = (int) UploadRig.IN_FLIGHT_LIMIT_BYTES / 10;
        DrainedMailbox mailbox = new DrainedMailbox();
        try (UploadRig patient =
                        UploadRig.on(
                                store,
                                new UploadRig.Options()
                                        .preemptiveThreshold(UploadRig.IN_FLIGHT_LIMIT_BYTES));
                DurableChangelogWriter idle = patient.writer(mailbox.executor())) {
            idle.append(0, new byte[bytes]);
            patient.budget().adjustOpen(UploadRig.IN_FLIGHT_LIMIT_BYTES - bytes);
            assertThat(patient.budget().overLimit()).isTrue();
            assertThat(patient.budget().sealedBytes()).as("only its thread seals").isZero();

            mailbox.drain();
            assertThat(patient.budget().sealedBytes()).isPositive();
            patient.settle();

            assertThat(store.storedBatches()).isOne();
            assertThat(patient.budget().overLimit()).isFalse();
            patient.budget().adjustOpen(bytes - UploadRig.IN_FLIGHT_LIMIT_BYTES);
        }
    }

    private SegmentUpload submit(UploadRecorder recorder) throws IOException {
        return submit(recorder, new byte[100]);
    }

    private SegmentUpload submit(UploadRecorder recorder, byte[] change) throws IOException {
        return rig.scheduler().submit(rig.segment(change), epoch, recorder);
    }
}
