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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * One attempt of one task. Calls its writer as the state backend does: a checkpoint is a baseline
 * and the log from there on; the log before a baseline is truncated when a checkpoint with it is
 * confirmed; a checkpoint that is aborted is reset.
 *
 * <p>Everything happens on the thread of the simulation, except that futures complete in commands.
 */
final class SimulatedTask {

    private enum Materialization {
        IDLE,
        UPLOADING,
        UPLOADED
    }

    private final String name;
    private final KeyGroupRange range;
    private final SimulatedTaskManager taskManager;
    private final SimulatedStorage storage;
    private final DurableChangelogWriter writer;
    private final SeededScheduler scheduler;
    private final Random random;

    /** Everything that ever happened to the state, in earlier attempts, too. */
    private final List<Change> history;

    private TaskBaseline baseline;
    private Materialization materialization = Materialization.IDLE;
    private TaskBaseline uploading;
    private long lastMaterialization;
    private long confirmedMaterialization;

    /** Taken, with an outcome that is not known yet. */
    private final TreeMap<Long, Pending> ledger = new TreeMap<>();

    /** Full ones among them: no other materialization begins meanwhile. */
    private final TreeSet<Long> awaited = new TreeSet<>();

    /** Whose abort came before their barrier. */
    private final Set<Long> abortedBefore = new HashSet<>();

    /** Files in the new log of each checkpoint whose outcome never came to the writer's ears. */
    private final Map<Long, Set<String>> unresolved = new HashMap<>();

    private final List<CompletableFuture<?>> persists = new ArrayList<>();
    private boolean ended;

    SimulatedTask(
            String name,
            SimulatedTaskManager taskManager,
            TaskSnapshot restored,
            SeededScheduler scheduler,
            Random random) {
        this.name = name;
        this.range = restored.range();
        this.taskManager = taskManager;
        this.storage = taskManager.storage();
        this.writer = storage.writer(range);
        this.scheduler = scheduler;
        this.random = random;
        this.history = new ArrayList<>(restored.history());
        this.baseline =
                new TaskBaseline(
                        restored.materializedTo(),
                        restored.log(),
                        writer.initialSequenceNumber(),
                        restored.materializationId());
        this.uploading = baseline;
        this.lastMaterialization = restored.materializationId();
        this.confirmedMaterialization = restored.materializationId();
    }

    // ------------------------------------------------------------ the job's own work

    /** Some changes, unless back-pressured. */
    void work() throws IOException {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && !storage.exhausted(); i++) {
            change();
        }
    }

    private void change() throws IOException {
        int length = random.nextInt(30) == 0 ? random.nextInt(2_500) : random.nextInt(80);
        String text = name + ":" + history.size() + ":" + "x".repeat(length);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int keyGroup = range.getStartKeyGroup() + random.nextInt(range.getNumberOfKeyGroups());
        switch (random.nextInt(12)) {
            case 0:
                writer.appendMeta(bytes);
                history.add(Change.metadata(range, text));
                return;
            case 1:
                writer.beginChange(keyGroup).write(new byte[random.nextInt(600)]);
                writer.rollbackChange();
                break;
            default:
                // nothing is rolled back
        }
        writer.append(keyGroup, bytes);
        history.add(Change.of(keyGroup, text));
    }

    boolean canMaterialize() {
        return materialization == Materialization.IDLE && awaited.isEmpty();
    }

    /** The snapshot of the table is taken; storing it takes its time. */
    void beginMaterialization() {
        SequenceNumber now = writer.nextSequenceNumber();
        if (now.equals(baseline.reaches()) && baseline.restoredLog().isEmpty()) {
            return;
        }
        uploading = new TaskBaseline(history.size(), List.of(), now, ++lastMaterialization);
        materialization = Materialization.UPLOADING;
    }

    boolean isMaterializing() {
        return materialization == Materialization.UPLOADING;
    }

    void endMaterialization(boolean success) {
        if (success && uploading.isYoungerThan(baseline)) {
            baseline = uploading;
            materialization = Materialization.UPLOADED;
        } else {
            materialization = Materialization.IDLE;
        }
    }

    // ------------------------------------------------------------ checkpoints

    /**
     * The barrier of a checkpoint has come.
     *
     * @param full whether it is to be a materialization; so are those that come before it is known
     *     to be complete
     * @param answer takes the snapshot or the failure, on any thread
     */
    void checkpoint(
            long checkpointId,
            boolean full,
            BiConsumer<Optional<TaskSnapshot>, Optional<Throwable>> answer) {
        if (abortedBefore.remove(checkpointId)) {
            return;
        }
        try {
            if (full || !awaited.isEmpty()) {
                takeMaterialized(checkpointId, answer);
            } else {
                take(checkpointId, answer);
            }
        } catch (IOException | RuntimeException e) {
            answer.accept(Optional.empty(), Optional.of(e));
        }
    }

    private void take(
            long checkpointId, BiConsumer<Optional<TaskSnapshot>, Optional<Throwable>> answer)
            throws IOException {
        TaskBaseline base = baseline;
        SequenceNumber now = writer.reaches();
        List<Change> state = List.copyOf(history);
        boolean hasLog = base.reaches().compareTo(now) < 0;
        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist =
                writer.persist(base.reaches(), checkpointId);
        persists.add(persist);
        CompletableFuture<Optional<ChangelogStateHandleStreamImpl>> log =
                persist.thenApply(
                        result ->
                                Optional.of(result.getJobManagerOwnedSnapshot())
                                        .filter(stored -> hasLog));
        ledger.put(checkpointId, new Pending(base.reaches(), now, base.materializationId()));
        unresolved.put(checkpointId, Set.of());
        // nobody asks for the result: it is given to the answer
        CompletableFuture<?> unused =
                log.handle(
                        (stored, failure) -> {
                            if (failure != null) {
                                unresolved.remove(checkpointId);
                                answer.accept(Optional.empty(), Optional.of(failure));
                                return stored;
                            }
                            stored.ifPresent(
                                    handle ->
                                            unresolved.computeIfPresent(
                                                    checkpointId,
                                                    (id, files) -> TaskSnapshot.filesOf(handle)));
                            answer.accept(
                                    Optional.of(base.snapshot(range, state, stored)),
                                    Optional.empty());
                            return stored;
                        });
    }

    /** A full checkpoint: nothing but a materialization. Storing it takes its time. */
    private void takeMaterialized(
            long checkpointId, BiConsumer<Optional<TaskSnapshot>, Optional<Throwable>> answer) {
        SequenceNumber now = writer.nextSequenceNumber();
        writer.passed(checkpointId);
        TaskBaseline taken =
                new TaskBaseline(history.size(), List.of(), now, ++lastMaterialization);
        TaskSnapshot snapshot = taken.snapshot(range, List.copyOf(history), Optional.empty());
        ledger.put(checkpointId, new Pending(now, now, taken.materializationId()));
        awaited.add(checkpointId);
        scheduler.send(
                () -> {
                    if (!ended) {
                        baseline = taken.isYoungerThan(baseline) ? taken : baseline;
                        answer.accept(Optional.of(snapshot), Optional.empty());
                    }
                });
    }

    void confirm(long checkpointId) {
        Optional<Pending> confirmed = Optional.ofNullable(ledger.remove(checkpointId));
        if (confirmed.isEmpty()) {
            return;
        }
        Pending checkpoint = confirmed.get();
        unresolved.remove(checkpointId);
        if (awaited.contains(checkpointId)) {
            awaited.clear();
        } else {
            awaited.headSet(checkpointId).clear();
        }
        if (checkpoint.hasLog()) {
            writer.confirm(checkpoint.from, checkpoint.to, checkpointId);
        }
        if (confirmedMaterialization < checkpoint.materializationId) {
            confirmedMaterialization = checkpoint.materializationId;
            writer.truncate(checkpoint.from);
            if (materialization == Materialization.UPLOADED
                    && uploading.materializationId() <= checkpoint.materializationId) {
                materialization = Materialization.IDLE;
            }
        }
    }

    void abort(long checkpointId) {
        awaited.remove(checkpointId);
        Optional<Pending> aborted = Optional.ofNullable(ledger.remove(checkpointId));
        if (aborted.isEmpty()) {
            abortedBefore.add(checkpointId);
            return;
        }
        reset(checkpointId, aborted.get());
    }

    void subsumed(long checkpointId) {
        SortedMap<Long, Pending> gone = ledger.headMap(checkpointId, true);
        gone.forEach(this::reset);
        gone.clear();
    }

    private void reset(long checkpointId, Pending checkpoint) {
        unresolved.remove(checkpointId);
        if (checkpoint.hasLog()) {
            writer.reset(checkpoint.from, checkpoint.to, checkpointId);
        }
    }

    // ------------------------------------------------------------ its end

    /** Closed by the task thread. */
    void close() {
        ended = true;
        writer.close();
    }

    /** Closed by a canceller, and later by the task thread, too. */
    void closeByAnother() {
        ended = true;
        scheduler.start(writer::close);
        scheduler.send(writer::close);
    }

    /** Its TaskManager has crashed. */
    void vanish() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    SimulatedTaskManager taskManager() {
        return taskManager;
    }

    /** Every request to persist is over, one way or the other. */
    boolean nothingHangs() {
        return persists.stream().allMatch(CompletableFuture::isDone);
    }

    /** Files that are kept because the outcome of a checkpoint did not come through. */
    Set<String> filesOfUnknownOutcome() {
        Set<String> files = new LinkedHashSet<>();
        unresolved.values().forEach(files::addAll);
        return files;
    }

    @Override
    public String toString() {
        return name + " on " + taskManager;
    }

    /** A checkpoint under way. Immutable. */
    private static final class Pending {

        private final SequenceNumber from;
        private final SequenceNumber to;
        private final long materializationId;

        Pending(SequenceNumber from, SequenceNumber to, long materializationId) {
            this.from = from;
            this.to = to;
            this.materializationId = materializationId;
        }

        boolean hasLog() {
            return from.compareTo(to) < 0;
        }
    }
}
