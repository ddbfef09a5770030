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
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Segments share a file only if no checkpoint can delete it that another one still needs. */
final class BatchEpochTest {

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));
    private final DurableChangelogWriter slow = rig.writer();
    private final DurableChangelogWriter fast = rig.writer();

    @AfterEach
    void close() {
        slow.close();
        fast.close();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
    }

    /**
     * Two checkpoints are under way when the fast task writes on. It must not share a file with
     * what the slow task writes for the first one: that file is deleted when the second completes.
     */
    @Test
    void fileOfAnEarlierCheckpointHasNoChangesOfALaterOne() throws Exception {
        CompletableFuture<?> firstOfFast = persist(fast, 1);
        CompletableFuture<?> secondOfFast = persist(fast, 2);
        append(fast);
        fast.nextSequenceNumber(); // seals, as a full buffer does
        append(slow);
        ChangelogStateHandleStreamImpl first = get(persist(slow, 1));
        ChangelogStateHandleStreamImpl third = get(persist(fast, 3));

        assertThat(firstOfFast).isCompleted();
        assertThat(secondOfFast).isCompleted();
        assertThat(files(third)).doesNotContainAnyElementsOf(files(first));
    }

    /** A checkpoint of a task that is a materialization does not ask its log. */
    @Test
    void fullCheckpointOfATaskIsACheckpointForItsLogToo() throws Exception {
        fast.passed(1);
        fast.passed(2);
        append(fast);
        fast.nextSequenceNumber();
        append(slow);
        ChangelogStateHandleStreamImpl first = get(persist(slow, 1));
        ChangelogStateHandleStreamImpl third = get(persist(fast, 3));

        assertThat(files(third)).doesNotContainAnyElementsOf(files(first));
    }

    @Test
    void tasksThatAreEquallyFarShareAFile() throws Exception {
        append(fast);
        append(slow);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> one = persist(fast, 1);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> two = persist(slow, 1);

        assertThat(files(get(one))).isEqualTo(files(get(two)));
    }

    @Test
    void changesOfFailedCheckpointsShareAFileAgainWhenTheirTasksAreEquallyFar() throws Exception {
        plan.failAll(Step.COMMIT);
        append(fast);
        CompletableFuture<?> failing = persist(fast, 1);
        rig.exhaustAttempts();
        assertThatThrownBy(failing::get).hasStackTraceContaining("injected");
        append(slow);
        CompletableFuture<?> failingToo = persist(slow, 1);
        rig.exhaustAttempts();
        assertThatThrownBy(failingToo::get).hasStackTraceContaining("injected");
        plan.heal();

        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> one = persist(fast, 2);
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> two = persist(slow, 2);
        assertThat(files(get(one))).isEqualTo(files(get(two)));
    }

    private static void append(DurableChangelogWriter writer) throws IOException {
        writer.append(0, new byte[10]);
    }

    private static CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist(
            DurableChangelogWriter writer, long checkpointId) throws IOException {
        return writer.persist(SequenceNumber.of(0L), checkpointId);
    }

    private ChangelogStateHandleStreamImpl get(
            CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future)
            throws Exception {
        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(future).isDone();
        return future.get().getJobManagerOwnedSnapshot();
    }

    private static Set<StreamStateHandle> files(ChangelogStateHandleStreamImpl handle) {
        Set<StreamStateHandle> files = new HashSet<>();
        handle.getHandlesAndOffsets().forEach(part -> files.add(part.f0));
        return files;
    }
}
