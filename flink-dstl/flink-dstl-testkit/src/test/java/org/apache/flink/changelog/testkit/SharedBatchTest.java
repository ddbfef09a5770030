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

import org.apache.flink.changelog.upload.LogEpoch;
import org.apache.flink.changelog.upload.SegmentUpload;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.changelog.writer.DurableChangelogWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** The tasks of a checkpoint share a file, and none waits longer for that than it has to. */
class SharedBatchTest {

    private static final Duration NEARLY_THE_DELAY =
            UploadRig.PERSIST_DELAY.multipliedBy(9).dividedBy(10);

    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig = UploadRig.on(store);
    private final UploadScheduler scheduler = rig.scheduler();
    private final LogEpoch one = new LogEpoch();
    private final LogEpoch other = new LogEpoch();
    private final UploadRecorder recorder = new UploadRecorder();

    @AfterEach
    void nothingIsLeft() {
        assertThat(recorder.failures).isEmpty();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void whenAllLogsHaveBeenAskedNobodyWaitsForTheDelay() throws IOException {
        scheduler.opened(one);
        scheduler.opened(other);
        SegmentUpload last = submit(other);

        ask(one, 1, submit(one));
        rig.settle();
        assertThat(recorder.stored).as("the other log can still join").isEmpty();

        ask(other, 1, last);
        rig.settle();
        assertThat(recorder.stored).hasSize(2);
        assertThat(store.storedBatches()).isOne();
    }

    @Test
    void aLogWithoutChangesIsNotWaitedForEither() throws IOException {
        scheduler.opened(one);
        scheduler.opened(other);

        ask(one, 1, submit(one));
        rig.settle();
        assertThat(recorder.stored).isEmpty();
        scheduler.passed(other, 1);
        rig.settle();

        assertThat(recorder.stored).hasSize(1);
    }

    @Test
    void norIsALogThatIsClosed() throws IOException {
        scheduler.opened(one);
        scheduler.opened(other);

        ask(one, 1, submit(one));
        rig.settle();
        assertThat(recorder.stored).isEmpty();
        scheduler.closed(other);
        rig.settle();

        assertThat(recorder.stored).hasSize(1);
    }

    @Test
    void aLogThatNoCheckpointHasAskedYetDoesNotHoldUpLaterEpochs() throws IOException {
        scheduler.opened(one);
        ask(one, 1, submit(one));
        scheduler.opened(other);

        ask(one, 2, submit(one));
        rig.settle();

        assertThat(recorder.stored).hasSize(2);
    }

    @Test
    void withoutARequestNothingIsCommittedHoweverFarLogsHaveCome() throws IOException {
        scheduler.opened(one);
        submit(one);

        scheduler.passed(one, 1);
        rig.advance(UploadRig.PERSIST_DELAY.multipliedBy(20));

        assertThat(recorder.stored).isEmpty();
    }

    @Test
    void aLogThatDoesNotComeIsWaitedForNoLongerThanTheDelay() throws IOException {
        scheduler.opened(one);
        scheduler.opened(other);

        ask(one, 1, submit(one));
        rig.advance(NEARLY_THE_DELAY);
        assertThat(recorder.stored).isEmpty();

        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(recorder.stored).hasSize(1);
    }

    @Test
    void aWriterIsWaitedForUntilItIsClosed() throws Exception {
        DurableChangelogWriter idle = rig.writer();
        try (DurableChangelogWriter writer = rig.writer()) {
            writer.append(0, new byte[10]);
            CompletableFuture<?> persisted = writer.persist(writer.initialSequenceNumber(), 1);
            rig.settle();
            assertThat(persisted).isNotDone();

            idle.close();
            rig.settle();
            assertThat(persisted).isCompleted();
        }
    }

    private SegmentUpload submit(LogEpoch log) throws IOException {
        return scheduler.submit(rig.segment(new byte[10]), log, recorder);
    }

    /** As a writer does. */
    private void ask(LogEpoch log, long checkpointId, SegmentUpload upload) {
        scheduler.commit(List.of(upload), log, checkpointId);
    }
}
