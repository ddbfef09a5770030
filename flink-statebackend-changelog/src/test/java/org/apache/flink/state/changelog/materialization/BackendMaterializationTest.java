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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.InternalKeyContextImpl;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.TestingStreamStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.state.changelog.ManualMailbox;
import org.apache.flink.state.changelog.checkpoint.Baseline;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the wrapped backend hears of its snapshots (P19), under the ids that it knows. */
class BackendMaterializationTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 7);
    private static final long RESTORED_ID = 40;

    private final StateChangelogWriter<?> writer =
            new InMemoryStateChangelogStorage().createWriter("op", RANGE, new ManualMailbox());
    private final CurrentBaseline baseline =
            new CurrentBaseline(
                    Baseline.restored(
                            Collections.emptyList(),
                            Collections.emptyList(),
                            writer.initialSequenceNumber(),
                            RESTORED_ID));
    private final WrappedSnapshots wrapped = new WrappedSnapshots();
    private Runnable whileStored = () -> {};
    private final BackendMaterialization materialization =
            new BackendMaterialization(
                    materializer(), baseline, wrapped, Runnable::run, new ManualClock());

    @Test
    void abortOfACheckpointThatIsAMaterializationReachesTheWrappedBackend() throws Exception {
        CheckpointMaterialization taken = take(5);
        materialization.checkpointAborted(5);

        assertThat(wrapped.heard).containsExactly("aborted " + taken.id());
        assertThat(taken.id()).isEqualTo(RESTORED_ID + 1);
    }

    @Test
    void abortDoesNotIfLaterCheckpointsReferToTheMaterialization() throws Exception {
        CheckpointMaterialization taken = take(5);
        taken.stored().run();
        materialization.checkpointAborted(5);
        assertThat(wrapped.heard).isEmpty();

        materialization.confirmed(taken.id());
        assertThat(wrapped.heard).containsExactly("completed " + taken.id());
    }

    /** The wrapped backend would build on one that the JobManager may delete meanwhile. */
    @Test
    void materializationWaitsUntilTheBaselineIsThatOfACompleteCheckpoint() throws Exception {
        append();
        CheckpointMaterialization taken = take(5);
        taken.stored().run();
        materialization.checkpointAborted(5);
        append();
        assertThat(materialization.propose())
                .contains(MaterializationStart.Outcome.PREVIOUS_PENDING);

        materialization.confirmed(taken.id());
        assertThat(materialization.propose()).isEmpty();
    }

    @Test
    void abortDoesNotIfAnOlderCheckpointRefersToTheMaterialization() throws Exception {
        take(4).stored().run();
        CheckpointMaterialization overtaken = take(5);
        materialization.checkpointCompleted(4);
        overtaken.stored().run();
        take(6).stored().run();
        materialization.checkpointAborted(5);

        assertThat(wrapped.heard).isEmpty();
    }

    @Test
    void abortOfACheckpointWithALogMeansNothingToTheWrappedBackend() throws Exception {
        take(5);
        materialization.checkpointAborted(4);

        assertThat(wrapped.heard).isEmpty();
    }

    @Test
    void materializationThatFailedOrWasOvertakenWillNeverBeUsed() throws Exception {
        append();
        Materialization failed = begin();
        materialization.materializationFailed(failed);
        Materialization overtaken = begin();
        take(5).stored().run();
        materialization.materialized(overtaken, SnapshotResult.empty());

        assertThat(wrapped.heard)
                .containsExactly("aborted " + failed.id(), "aborted " + overtaken.id());
    }

    @Test
    void oneThatACheckpointOvertookIsDeletedUnlessAnotherRefersToIt() throws Exception {
        append();
        TestingStreamStateHandle file = new TestingStreamStateHandle();
        Materialization overtaken = begin();
        assertThat(materialization.materialized(overtaken, stored(file))).isTrue();
        materialization.releaseUnneeded(id -> false);
        assertThat(file.isDisposed()).as("it is the baseline").isFalse();

        take(5).stored().run();
        materialization.releaseUnneeded(id -> id == overtaken.id());
        assertThat(file.isDisposed()).isFalse();
        materialization.releaseUnneeded(id -> false);
        assertThat(file.isDisposed()).isTrue();
    }

    @Test
    void theEndDeletesOneThatNoCheckpointRefersTo() throws Exception {
        append();
        TestingStreamStateHandle file = new TestingStreamStateHandle();
        assertThat(materialization.materialized(begin(), stored(file))).isTrue();
        materialization.end(id -> false);
        assertThat(file.isDisposed()).isTrue();
    }

    private static SnapshotResult<KeyedStateHandle> stored(TestingStreamStateHandle file) {
        return SnapshotResult.of(new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 0), file));
    }

    /** Its files are deleted, so nothing may come to refer to them. */
    @Test
    void whatIsStoredAfterTheAbortOfItsCheckpointIsNoBase() throws Exception {
        append();
        CheckpointMaterialization taken = take(5);
        materialization.checkpointAborted(5);
        taken.stored().run();

        assertThat(baseline.get().materializationId()).isEqualTo(RESTORED_ID);
        assertThatThrownBy(() -> taken.stored().get())
                .hasCauseInstanceOf(CancellationException.class);
    }

    /** As when its task is cancelled while a local copy is read. */
    @Test
    void whatIsStoredAlthoughItWasCancelledIsNoBase() throws Exception {
        append();
        CheckpointMaterialization taken = take(5);
        whileStored = () -> assertThat(taken.stored().cancel(false)).isTrue();
        taken.stored().run();

        assertThat(baseline.get().materializationId()).isEqualTo(RESTORED_ID);
        assertThat(taken.abort()).as("can still be given up").isTrue();
    }

    /** The two messages come on different ways. */
    @Test
    void abortAfterAYoungerCheckpointIsCompleteStillGivesUpWhatWasWritten() throws Exception {
        CheckpointMaterialization older = take(5);
        take(6).stored().run();
        materialization.checkpointCompleted(6);
        materialization.checkpointAborted(5);

        older.stored().run();
        assertThatThrownBy(() -> older.stored().get())
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void theEndGivesUpWhatIsNotStored() throws Exception {
        CheckpointMaterialization overtaken = take(5);
        take(6).stored().run();
        materialization.checkpointCompleted(6);
        CheckpointMaterialization last = take(7);
        materialization.end(id -> false);

        for (CheckpointMaterialization each : List.of(overtaken, last)) {
            each.stored().run();
            assertThatThrownBy(() -> each.stored().get())
                    .hasCauseInstanceOf(CancellationException.class);
        }
    }

    private Materialization begin() throws Exception {
        assertThat(materialization.propose()).isEmpty();
        assertThat(materialization.prepare()).isEmpty();
        return materialization.begin().materialization().orElseThrow();
    }

    private CheckpointMaterialization take(long checkpointId) throws Exception {
        return materialization.takeForCheckpoint(
                checkpointId, 0, CheckpointOptions.forCheckpointWithDefaultLocation());
    }

    private void append() throws IOException {
        writer.append(1, new byte[] {1});
    }

    private StateMaterializer materializer() {
        ChangeRecorder<Integer> recorder =
                new ChangeRecorder<>(
                        new InternalKeyContextImpl<>(RANGE, RANGE.getNumberOfKeyGroups()),
                        IntSerializer.INSTANCE,
                        writer);
        return new StateMaterializer(
                (id, timestamp, streams, options) -> snapshot(),
                writer,
                new StateRegistry(IntSerializer.INSTANCE, recorder),
                new MemCheckpointStreamFactory(1),
                new MemCheckpointStreamFactory(1),
                Optional::empty,
                RESTORED_ID);
    }

    /** Does not let itself be cancelled. */
    private FutureTask<SnapshotResult<KeyedStateHandle>> snapshot() {
        return new FutureTask<>(
                () -> {
                    whileStored.run();
                    return SnapshotResult.empty();
                }) {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
    }

    /** Keeps what it heard. */
    private static final class WrappedSnapshots implements CheckpointListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public void notifyCheckpointComplete(long id) {
            heard.add("completed " + id);
        }

        @Override
        public void notifyCheckpointAborted(long id) {
            heard.add("aborted " + id);
        }
    }
}
