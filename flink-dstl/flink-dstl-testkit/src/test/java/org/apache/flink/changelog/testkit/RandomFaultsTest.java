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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of three backends on a store with random faults, on one thread. After every
 * step: handles that a checkpoint has or may get are readable and equal the model; in the end: no
 * memory is counted, nothing is open, and exactly the files of confirmed checkpoints are left.
 */
final class RandomFaultsTest {

    private static final int HISTORIES = 60;
    private static final int STEPS = 250;

    /** All but the deletion: a file whose deletion failed is left to others. */
    private static final List<Step> FAULTY =
            List.of(Step.BEGIN, Step.APPEND, Step.COMMIT, Step.COMMIT_ANSWER, Step.CLOSE);

    @Test
    void handlesEqualTheModelWhateverFails() {
        long seed = Seed.value();
        int completed = 0;
        for (int i = 0; i < HISTORIES; i++) {
            try {
                completed += new History(new Random(seed + i)).run();
            } catch (Throwable t) {
                throw new AssertionError("history " + i + "; replay with -Dseed=" + seed, t);
            }
        }
        assertThat(completed).as("checkpoints completed, seed %s", seed).isPositive();
    }

    private static final class History {

        private final Random random;
        private final FaultPlan plan = new FaultPlan();
        private final InMemorySegmentStore store = new InMemorySegmentStore();
        private final UploadRig rig = UploadRig.on(new FaultySegmentStore(store, plan));
        private final List<Backend> backends = new ArrayList<>();
        private int completed;

        History(Random random) {
            this.random = random;
        }

        /** How many checkpoints completed. */
        int run() throws Exception {
            for (int i = 0; i < 3; i++) {
                backends.add(new Backend(this));
            }
            for (int i = 0; i < STEPS; i++) {
                step();
                for (Backend backend : backends) {
                    backend.check();
                }
            }
            plan.heal();
            for (Backend backend : backends) {
                backend.persist();
            }
            rig.exhaustAttempts();
            for (Backend backend : backends) {
                backend.check();
                assertThat(backend.lastPersist()).isCompleted();
            }
            end();
            return completed;
        }

        private void step() throws Exception {
            Backend backend = backends.get(random.nextInt(backends.size()));
            switch (random.nextInt(10)) {
                case 0:
                    backend.persist();
                    break;
                case 1:
                    backend.resolve();
                    break;
                case 2:
                    backend.materialize();
                    break;
                case 3:
                    rig.advance(Duration.ofMillis(random.nextInt(800)));
                    break;
                case 4:
                    breakOrHeal();
                    break;
                case 5:
                    rig.settle();
                    break;
                default:
                    backend.append();
            }
        }

        private void breakOrHeal() {
            Step step = FAULTY.get(random.nextInt(FAULTY.size()));
            switch (random.nextInt(4)) {
                case 0:
                    plan.failAll(step);
                    break;
                case 1:
                    plan.fail(step, plan.count(step) + 1);
                    break;
                default:
                    plan.heal();
            }
        }

        /** Every checkpoint is confirmed or aborted: what is left is what confirmed ones need. */
        private void end() throws Exception {
            Set<StreamStateHandle> needed = new HashSet<>();
            for (Backend backend : backends) {
                backend.resolveAll();
                for (Checkpoint checkpoint : backend.checkpoints) {
                    checkpoint.addFilesTo(needed);
                }
                backend.writer.close();
            }
            rig.settle();
            rig.close();
            assertThat(rig.budget().usedBytes()).isZero();
            assertThat(store.openBatches()).isZero();
            assertThat(needed).allMatch(store::has);
            assertThat(store.storedBatches()).isEqualTo(needed.size());
        }
    }

    /** A writer, the model of its log, and the checkpoints that need it. */
    private static final class Backend {

        private final History history;
        private final DurableChangelogWriter writer;
        private final List<String> model = new ArrayList<>();

        /** Pending and confirmed ones. */
        private final List<Checkpoint> checkpoints = new ArrayList<>();

        /** Where the next checkpoint begins: what is before is materialized. */
        private long materializedTo;

        private long nextCheckpoint = 1;

        Backend(History history) {
            this.history = history;
            this.writer = history.rig.writer();
        }

        void append() throws IOException {
            int length = history.random.nextInt(history.random.nextInt(10) == 0 ? 8_000 : 50);
            String change = model.size() + ":" + "x".repeat(length);
            model.add(change);
            byte[] bytes = change.getBytes(StandardCharsets.ISO_8859_1);
            if (history.random.nextInt(5) == 0) {
                writer.beginChange(1).write(new byte[history.random.nextInt(3_000)]);
                writer.rollbackChange();
            }
            writer.append(0, bytes);
        }

        void persist() throws IOException {
            long id = nextCheckpoint++;
            SequenceNumber from = SequenceNumber.of(materializedTo);
            checkpoints.add(
                    new Checkpoint(
                            id,
                            materializedTo,
                            List.copyOf(model.subList((int) materializedTo, model.size())),
                            writer.persist(from, id)));
        }

        CompletableFuture<?> lastPersist() {
            return checkpoints.get(checkpoints.size() - 1).future;
        }

        /** Confirms or aborts a pending checkpoint. */
        void resolve() {
            if (!checkpoints.isEmpty()) {
                resolve(history.random.nextInt(checkpoints.size()));
            }
        }

        void resolveAll() {
            for (int i = checkpoints.size() - 1; i >= 0; i--) {
                resolve(i);
            }
        }

        private void resolve(int index) {
            Checkpoint checkpoint = checkpoints.get(index);
            SequenceNumber from = SequenceNumber.of(checkpoint.from);
            SequenceNumber to = SequenceNumber.of(checkpoint.from + checkpoint.changes.size());
            boolean done = checkpoint.future.isDone();
            boolean confirm = history.random.nextBoolean();
            if (!checkpoint.confirmed
                    && done
                    && !checkpoint.future.isCompletedExceptionally()
                    && confirm) {
                writer.confirm(from, to, checkpoint.id);
                checkpoint.confirmed = true;
                history.completed++;
            } else if (!checkpoint.confirmed) {
                writer.reset(from, to, checkpoint.id);
                checkpoints.remove(index);
            }
        }

        /** Everything so far is materialized; the log before is not needed for new checkpoints. */
        void materialize() {
            materializedTo = model.size();
            writer.nextSequenceNumber();
            writer.truncate(SequenceNumber.of(materializedTo));
        }

        void check() throws Exception {
            for (Checkpoint checkpoint : checkpoints) {
                if (checkpoint.future.isDone() && !checkpoint.future.isCompletedExceptionally()) {
                    checkpoint.check(history.store);
                }
            }
        }
    }

    private static final class Checkpoint {

        private final long id;
        private final long from;
        private final List<String> changes;
        private final CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future;
        private boolean confirmed;
        private boolean read;

        Checkpoint(
                long id,
                long from,
                List<String> changes,
                CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future) {
            this.id = id;
            this.from = from;
            this.changes = changes;
            this.future = future;
        }

        void addFilesTo(Set<StreamStateHandle> files) throws Exception {
            for (Tuple2<StreamStateHandle, Long> part :
                    future.get().getJobManagerOwnedSnapshot().getHandlesAndOffsets()) {
                files.add(part.f0);
            }
        }

        void check(InMemorySegmentStore store) throws Exception {
            ChangelogStateHandleStreamImpl handle = future.get().getJobManagerOwnedSnapshot();
            for (Tuple2<StreamStateHandle, Long> part : handle.getHandlesAndOffsets()) {
                assertThat(store.has(part.f0)).as("file of checkpoint %s", id).isTrue();
            }
            if (!read) {
                read = true;
                Map<Integer, List<String>> expected =
                        changes.isEmpty() ? Map.of() : Map.of(0, changes);
                assertThat(ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)))
                        .extracting(ModelLog::changes)
                        .isEqualTo(expected);
            }
        }
    }
}
