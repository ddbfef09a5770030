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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
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
import org.apache.flink.state.changelog.checkpoint.Baseline;
import org.apache.flink.state.changelog.checkpoint.CurrentBaseline;
import org.apache.flink.state.changelog.checkpoint.LogCheckpoints;
import org.apache.flink.state.changelog.checkpoint.LogLength;
import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.StateMaterializer;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the files of a materialization are deleted: neither as long as a checkpoint can come to
 * refer to them, nor once one that is complete does.
 */
class ReleasedMaterializationsTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 7);

    private final StateChangelogWriter<?> writer =
            new InMemoryStateChangelogStorage().createWriter("op", RANGE, new ManualMailbox());
    private final CurrentBaseline baseline =
            new CurrentBaseline(
                    Baseline.restored(
                            Collections.emptyList(),
                            Collections.emptyList(),
                            writer.initialSequenceNumber(),
                            0));
    private final ChangeRecorder<Integer> recorder =
            new ChangeRecorder<>(
                    new InternalKeyContextImpl<>(RANGE, RANGE.getNumberOfKeyGroups()),
                    IntSerializer.INSTANCE,
                    writer);

    /** Of the materializations, in the order of their ids, from 1. */
    private final List<TestingStreamStateHandle> files = new ArrayList<>();

    private final StateMaterializer materializer =
            new StateMaterializer(
                    (id, timestamp, streams, options) -> {
                        files.add(new TestingStreamStateHandle());
                        return new FutureTask<>(() -> stored(id));
                    },
                    writer,
                    new StateRegistry(IntSerializer.INSTANCE, recorder),
                    new MemCheckpointStreamFactory(1),
                    new MemCheckpointStreamFactory(1),
                    Optional::empty,
                    0);
    private final BackendMaterialization materialization =
            new BackendMaterialization(
                    materializer, baseline, new Deaf(), Runnable::run, new ManualClock());
    private final BackendSnapshots snapshots =
            new BackendSnapshots(
                    new LogCheckpoints<>(
                            writer,
                            RANGE,
                            baseline,
                            new LogLength(0),
                            () -> stored -> {},
                            new ChangelogMetrics(new UnregisteredMetricsGroup()),
                            error -> {}),
                    materialization,
                    Optional.empty(),
                    materializer,
                    recorder);

    @Test
    void oneThatIsOvertakenIsDeletedIfNoCheckpointRefersToIt() throws Exception {
        materialize();
        full(1);
        snapshots.complete(1);
        assertThat(deleted(1)).isTrue();
        assertThat(deleted(2)).isFalse();
    }

    @Test
    void theOneThatOvertakesIsDeletedIfItsCheckpointIsAbortedAndAnotherOvertakesIt()
            throws Exception {
        full(1);
        snapshots.abort(1);
        assertThat(deleted(1)).as("it is the baseline").isFalse();
        full(2);
        snapshots.complete(2);
        assertThat(deleted(1)).isTrue();
        assertThat(deleted(2)).isFalse();
    }

    @Test
    void theBaselineOfAnAbortedFullCheckpointBelongsToTheNextCompleteOne() throws Exception {
        full(1);
        snapshots.abort(1);
        checkpoint(2);
        snapshots.complete(2);
        full(3);
        snapshots.complete(3);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    @Test
    void oneThatIsOvertakenStaysUntilEachCheckpointThatRefersToItHasEnded() throws Exception {
        materialize();
        checkpoint(1);
        checkpoint(2);
        full(3);
        snapshots.complete(3);
        assertThat(deleted(1)).isFalse();
        snapshots.abort(1);
        assertThat(deleted(1)).isFalse();
        snapshots.abort(2);
        assertThat(deleted(1)).isTrue();
    }

    /** Several checkpoints may be retained, so the older one still needs its files. */
    @Test
    void oneIsNotDeletedIfItsCheckpointIsKnownToBeCompleteAfterAYoungerOne() throws Exception {
        materialize();
        checkpoint(1);
        full(2);
        snapshots.complete(2);
        snapshots.complete(1);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    @Test
    void oneIsNotDeletedIfTheNotificationOfItsCheckpointIsLost() throws Exception {
        materialize();
        checkpoint(1);
        full(2);
        snapshots.complete(2);
        checkpoint(3);
        snapshots.complete(3);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    @Test
    void oneThatWasConfirmedIsNotDeletedWhenAnotherCheckpointOnItIsAborted() throws Exception {
        materialize();
        checkpoint(1);
        checkpoint(2);
        snapshots.complete(1);
        full(3);
        snapshots.complete(3);
        snapshots.abort(2);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    /** Whether it was complete nobody said, but nothing of it is kept any more. */
    @Test
    void oneThatIsOvertakenIsDeletedWhenTheCheckpointThatRefersToItIsSubsumed() throws Exception {
        materialize();
        checkpoint(1);
        full(2);
        snapshots.complete(2);
        snapshots.subsumed(1);
        assertThat(deleted(1)).isTrue();
        assertThat(deleted(2)).isFalse();
    }

    @Test
    void theEndDeletesTheBaselineIfNoCheckpointEverReferredToIt() throws Exception {
        materialize();
        snapshots.end();
        assertThat(deleted(1)).isTrue();
    }

    /** Flink calls a checkpoint aborted, too, that may have reached its highly available store. */
    @Test
    void theEndLeavesTheBaselineOfACheckpointThatWasAcknowledgedAndAborted() throws Exception {
        materialize();
        checkpoint(1);
        snapshots.abort(1);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    @Test
    void anAbortedCheckpointKeepsNothingOnceAYoungerOneIsComplete() throws Exception {
        materialize();
        checkpoint(1);
        snapshots.abort(1);
        full(2);
        assertThat(deleted(1)).isFalse();
        snapshots.complete(2);
        assertThat(deleted(1)).isTrue();
    }

    /** The acknowledgement may be under way. */
    @Test
    void theEndLeavesWhatACheckpointRefersToThatHasNotEnded() throws Exception {
        materialize();
        checkpoint(1);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    @Test
    void theEndLeavesWhatIsStoredForACheckpointThatHasNotEnded() throws Exception {
        full(1);
        snapshots.end();
        assertThat(deleted(1)).isFalse();
    }

    /** Flink's savepoints are whole: they refer to no materialization. */
    @Test
    void aSavepointNeitherKeepsNorConfirmsOne() throws Exception {
        materialize();
        begin(1, SavepointType.savepoint(SavepointFormatType.NATIVE)).run();
        snapshots.complete(1);
        snapshots.end();
        assertThat(deleted(1)).isTrue();
    }

    /** Stored, the baseline, and no checkpoint refers to it. */
    private void materialize() throws Exception {
        materialization
                .takeForCheckpoint(0, 0, options(CheckpointType.FULL_CHECKPOINT))
                .stored()
                .run();
        materialization.checkpointAborted(0);
    }

    private void checkpoint(long id) throws Exception {
        begin(id, CheckpointType.CHECKPOINT).run();
    }

    private void full(long id) throws Exception {
        begin(id, CheckpointType.FULL_CHECKPOINT).run();
    }

    private Runnable begin(long id, SnapshotType type) throws Exception {
        return snapshots.snapshot(id, id, new MemCheckpointStreamFactory(1), options(type));
    }

    private static CheckpointOptions options(SnapshotType type) {
        return CheckpointOptions.alignedNoTimeout(
                type, CheckpointStorageLocationReference.getDefault());
    }

    private SnapshotResult<KeyedStateHandle> stored(long id) {
        return SnapshotResult.of(
                new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 0), files.get((int) id - 1)));
    }

    private boolean deleted(int id) {
        return files.get(id - 1).isDisposed();
    }

    private static final class Deaf implements CheckpointListener {

        @Override
        public void notifyCheckpointComplete(long id) {}
    }
}
