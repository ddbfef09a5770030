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
package org.apache.flink.state.changelog.checkpoint;

import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogCheckpointsTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 3);

    private static final StateChange CHANGE = StateChange.ofDataChange(1, new byte[] {1, 2, 3});

    private final Log log = new Log();
    private final List<Error> errors = new ArrayList<>();
    private final CurrentBaseline baseline =
            new CurrentBaseline(
                    Baseline.restored(
                            Collections.emptyList(),
                            Collections.emptyList(),
                            SequenceNumber.of(0),
                            0));
    private final LogLength length = new LogLength(0);
    private final Traffic traffic = new Traffic();
    private final LogCheckpoints<InMemoryChangelogStateHandle> checkpoints =
            new LogCheckpoints<>(
                    log,
                    RANGE,
                    baseline,
                    length,
                    traffic,
                    new ChangelogMetrics(new UnregisteredMetricsGroup()),
                    errors::add);

    @Test
    void aCheckpointCompletesWhenTheLogIsStoredAndNotBefore() throws Exception {
        log.end = 5;
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        snapshot.run();
        assertThat(snapshot).isNotDone();
        log.store(0);
        ChangelogStateBackendHandle handle =
                (ChangelogStateBackendHandle) snapshot.get().getJobManagerOwnedSnapshot();
        assertThat(handle.getCheckpointId()).isEqualTo(1);
        assertThat(handle.getNonMaterializedStateHandles()).hasSize(1);
        assertThat(snapshot.get().getTaskLocalSnapshot()).as("complete or left out").isNull();
    }

    @Test
    void roomIsMadeForTheLogFromTheRequestUntilItIsStored() throws Exception {
        log.end = 5;
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        assertThat(traffic.told).containsExactly("started");
        log.store(0);
        assertThat(snapshot.get()).isNotNull();
        assertThat(traffic.told).containsExactly("started", "ended, stored: true");
        assertThat(length.bytes()).isEqualTo(CHANGE.getChange().length);
    }

    @Test
    void noRoomIsMadeForALogThatIsThereAtOnceOrAnyMoreWhenItFailed() throws Exception {
        log.end = 5;
        log.storesAtOnce = true;
        assertThat(checkpoints.take(1)).isNotNull();
        assertThat(traffic.told).isEmpty();

        log.storesAtOnce = false;
        assertThat(checkpoints.take(2)).isNotNull();
        log.stored.get(1).completeExceptionally(new IOException("store is down"));
        assertThat(traffic.told).containsExactly("started", "ended, stored: false");
    }

    @Test
    void aLogThatCannotBeStoredFailsTheCheckpointWithTheCause() throws Exception {
        log.end = 5;
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        log.stored.get(0).completeExceptionally(new IOException("store is down"));
        assertThatThrownBy(snapshot::get).hasRootCauseMessage("store is down");
        assertThat(errors).as("an outage fails no task").isEmpty();
    }

    @Test
    void anErrorFailsTheCheckpointAndTheTask() throws Exception {
        log.end = 5;
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        Error error = new NoClassDefFoundError("injected");
        log.stored.get(0).completeExceptionally(error);
        assertThatThrownBy(snapshot::get).hasRootCause(error);
        assertThat(errors).containsExactly(error);
    }

    @Test
    void aCheckpointWithoutChangesIsEmptyThoughTheLogHearsOfIt() throws Exception {
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        log.store(0);
        assertThat(snapshot.get()).isEqualTo(SnapshotResult.empty());
        checkpoints.confirm(1);
        assertThat(log.calls).containsExactly("persist 0 for 1", "truncate 0");
    }

    @Test
    void whatAnAbortedCheckpointReferredToIsStoredAgainForALaterOne() throws Exception {
        log.end = 5;
        assertThat(checkpoints.take(1)).isNotDone();
        checkpoints.abort(1);
        assertThat(log.calls).containsExactly("persist 0 for 1", "reset 0 to 5 of 1");
    }

    @Test
    void theAbortOfAnEarlierCheckpointReachesTheLogAfterALaterOneCompleted() throws Exception {
        log.end = 5;
        assertThat(checkpoints.take(1)).isNotDone();
        log.end = 7;
        assertThat(checkpoints.take(2)).isNotDone();
        log.calls.clear();
        checkpoints.confirm(2);
        checkpoints.abort(1);
        assertThat(log.calls)
                .containsExactly("confirm 0 to 7 of 2", "truncate 0", "reset 0 to 5 of 1");
    }

    @Test
    void oneThatIsSubsumedBeforeAWordOfItsEndReachesTheLog() throws Exception {
        log.end = 5;
        assertThat(checkpoints.take(1)).isNotDone();
        log.end = 7;
        assertThat(checkpoints.take(2)).isNotDone();
        log.calls.clear();
        checkpoints.confirm(2);
        checkpoints.subsumed(1);
        checkpoints.abort(1);
        assertThat(log.calls)
                .containsExactly("confirm 0 to 7 of 2", "truncate 0", "reset 0 to 5 of 1");
    }

    /** It may be complete: Flink says the same if it cannot tell. */
    @Test
    void anAbortOfWhatWasAcknowledgedCountsWhenAYoungerOneIsComplete() throws Exception {
        log.end = 5;
        RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot = checkpoints.take(1);
        log.store(0);
        assertThat(snapshot.get()).isNotNull();
        checkpoints.abort(1);
        assertThat(log.calls).containsExactly("persist 0 for 1");
        assertThat(checkpoints.refersTo(0)).isTrue();

        assertThat(checkpoints.take(2)).isNotDone();
        log.calls.clear();
        assertThat(checkpoints.confirm(2)).hasValue(0);
        assertThat(log.calls)
                .containsExactly("confirm 0 to 5 of 2", "reset 0 to 5 of 1", "truncate 0");
        assertThat(checkpoints.refersTo(0)).isFalse();
    }

    @Test
    void theFirstCheckpointOfAMaterializationTruncatesTheLogBeforeIt() throws Exception {
        log.end = 5;
        assertThat(checkpoints.take(1)).isNotDone();
        baseline.advanceTo(Baseline.materialized(Collections.emptyList(), SequenceNumber.of(5), 1));
        log.end = 8;
        assertThat(checkpoints.take(2)).isNotDone();
        assertThat(checkpoints.take(3)).isNotDone();
        log.calls.clear();
        assertThat(checkpoints.confirm(2)).hasValue(1);
        assertThat(checkpoints.confirm(3)).isEmpty();
        assertThat(log.calls)
                .containsExactly("confirm 5 to 8 of 2", "truncate 5", "confirm 5 to 8 of 3");
    }

    @Test
    void aLateConfirmationOfAnOlderMaterializationTruncatesNothing() throws Exception {
        log.end = 5;
        assertThat(checkpoints.take(1)).isNotDone();
        baseline.advanceTo(Baseline.materialized(Collections.emptyList(), SequenceNumber.of(5), 1));
        log.end = 8;
        assertThat(checkpoints.take(2)).isNotDone();
        checkpoints.confirm(2);
        log.calls.clear();
        assertThat(checkpoints.confirm(1)).isEmpty();
        assertThat(log.calls).containsExactly("confirm 0 to 5 of 1");
    }

    @Test
    void aCheckpointThatIsUnknownChangesNothing() {
        assertThat(checkpoints.confirm(9)).isEmpty();
        checkpoints.abort(9);
        assertThat(log.calls).isEmpty();
    }

    @Test
    void anOlderMaterializationNeverReplacesAYoungerOne() {
        Baseline younger = Baseline.materialized(Collections.emptyList(), SequenceNumber.of(9), 2);
        assertThat(baseline.advanceTo(younger)).isTrue();
        assertThat(
                        baseline.advanceTo(
                                Baseline.materialized(
                                        Collections.emptyList(), SequenceNumber.of(5), 1)))
                .isFalse();
        assertThat(baseline.get()).isSameAs(younger);
    }

    /** Writes down what is asked of it. */
    private static final class Log implements StateChangelogWriter<InMemoryChangelogStateHandle> {

        private final List<String> calls = new ArrayList<>();
        private final List<CompletableFuture<SnapshotResult<InMemoryChangelogStateHandle>>> stored =
                new ArrayList<>();
        private long end;
        private boolean storesAtOnce;

        private void store(int request) {
            stored.get(request)
                    .complete(
                            SnapshotResult.of(
                                    new InMemoryChangelogStateHandle(
                                            Collections.singletonList(CHANGE),
                                            SequenceNumber.of(0),
                                            SequenceNumber.of(end),
                                            RANGE)));
        }

        @Override
        public SequenceNumber initialSequenceNumber() {
            return SequenceNumber.of(0);
        }

        @Override
        public SequenceNumber nextSequenceNumber() {
            return SequenceNumber.of(end);
        }

        @Override
        public void appendMeta(byte[] value) {}

        @Override
        public void append(int keyGroup, byte[] value) {}

        @Override
        public CompletableFuture<SnapshotResult<InMemoryChangelogStateHandle>> persist(
                SequenceNumber from, long checkpointId) {
            calls.add("persist " + from + " for " + checkpointId);
            stored.add(new CompletableFuture<>());
            if (storesAtOnce) {
                store(stored.size() - 1);
            }
            return stored.get(stored.size() - 1);
        }

        @Override
        public void truncate(SequenceNumber to) {
            calls.add("truncate " + to);
        }

        @Override
        public void confirm(SequenceNumber from, SequenceNumber to, long checkpointId) {
            calls.add("confirm " + from + " to " + to + " of " + checkpointId);
        }

        @Override
        public void reset(SequenceNumber from, SequenceNumber to, long checkpointId) {
            calls.add("reset " + from + " to " + to + " of " + checkpointId);
        }

        @Override
        public void truncateAndClose(SequenceNumber from) {}

        @Override
        public void close() {}
    }

    /** Remembers what it was told. */
    private static final class Traffic implements LogTraffic {

        private final List<String> told = new ArrayList<>();

        @Override
        public Commit commitStarted() {
            told.add("started");
            return stored -> told.add("ended, stored: " + stored);
        }
    }
}
