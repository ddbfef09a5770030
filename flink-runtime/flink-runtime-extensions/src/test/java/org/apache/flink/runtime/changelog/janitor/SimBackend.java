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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The changelog backend of one attempt of a subtask, as far as files go: what it stores, and what
 * its checkpoints refer to. A second model, apart from the product, of the rules by which
 * materializations start and become a baseline.
 */
final class SimBackend {

    private final SimWorld world;
    private final SimStore store;
    private final Path taskOwned;
    private final SimTaskManager taskManager;
    private final KeyGroupRange keyGroups;
    private boolean alive = true;

    private long nextChange;
    private long sealedTo;
    private final List<SimTaskManager.Segment> segments = new ArrayList<>();
    private long epoch;
    private final List<Waiting> waiting = new ArrayList<>();

    private Baseline baseline;
    private long lastId;
    private long lastConfirmed;
    private boolean materializing;
    private final Map<Long, Baseline> pending = new HashMap<>();
    private final NavigableMap<Long, ForCheckpoint> awaited = new TreeMap<>();
    private final NavigableMap<Long, ForCheckpoint> overtaken = new TreeMap<>();

    /**
     * @param restored of earlier attempts, each of some of the key groups
     */
    SimBackend(
            SimWorld world,
            SimStore store,
            Path taskOwned,
            SimTaskManager taskManager,
            KeyGroupRange keyGroups,
            Collection<SimHandle> restored) {
        this.world = world;
        this.store = store;
        this.taskOwned = taskOwned;
        this.taskManager = taskManager;
        this.keyGroups = keyGroups;
        Set<Path> materialized = new LinkedHashSet<>();
        Set<Path> log = new LinkedHashSet<>();
        boolean inline = false;
        boolean divided = false;
        for (SimHandle handle : restored) {
            materialized.addAll(handle.materialized);
            log.addAll(handle.log);
            inline |= handle.inline;
            divided |= !handle.keyGroups.equals(keyGroups);
            lastId = Math.max(lastId, handle.materializationId);
        }
        lastConfirmed = lastId;
        baseline =
                new Baseline(lastId, materialized, 0, log, inline, !(divided && world.chance(0.5)));
    }

    boolean isAlive() {
        return alive;
    }

    void kill() {
        alive = false;
    }

    long epoch() {
        return epoch;
    }

    KeyGroupRange keyGroups() {
        return keyGroups;
    }

    void change() {
        nextChange++;
        if (world.chance(0.3)) {
            seal();
        }
    }

    private void seal() {
        if (sealedTo < nextChange) {
            segments.add(taskManager.submit(this, sealedTo, nextChange));
            sealedTo = nextChange;
        }
    }

    /** Whether a segment is neither truncated nor of an attempt that has ended. */
    boolean wants(SimTaskManager.Segment segment) {
        return alive && (segment.toExclusive > sealedTo || segments.contains(segment));
    }

    // ------------------------------------------------------------ checkpoints

    void snapshot(long checkpointId, boolean full, Consumer<SimHandle> acknowledge) {
        boolean mustBeFree = full || !baseline.referable || !awaited.isEmpty();
        if (mustBeFree || buildsOnUnstored()) {
            materializeFor(checkpointId, mustBeFree, acknowledge);
        } else {
            snapshotLog(checkpointId, acknowledge);
        }
        epoch = Math.max(epoch, checkpointId);
    }

    private boolean buildsOnUnstored() {
        return overtaken.values().stream().anyMatch(each -> each.id > baseline.id);
    }

    private void snapshotLog(long checkpointId, Consumer<SimHandle> acknowledge) {
        Baseline base = baseline;
        pending.put(checkpointId, base);
        boolean inline =
                sealedTo < nextChange && allStored(segmentsFrom(base)) && world.chance(0.5);
        if (!inline) {
            seal();
        }
        List<SimTaskManager.Segment> needed = segmentsFrom(base);
        waiting.add(new Waiting(base, needed, inline, acknowledge));
        taskManager.commit(needed);
        logStored();
    }

    private List<SimTaskManager.Segment> segmentsFrom(Baseline base) {
        List<SimTaskManager.Segment> needed = new ArrayList<>(segments);
        needed.removeIf(segment -> segment.toExclusive <= base.reaches);
        return needed;
    }

    private static boolean allStored(List<SimTaskManager.Segment> segments) {
        return segments.stream().allMatch(segment -> segment.stored().isPresent());
    }

    void logStored() {
        if (!alive) {
            return;
        }
        for (Waiting each : List.copyOf(waiting)) {
            if (allStored(each.needed)) {
                waiting.remove(each);
                each.acknowledge.accept(each.toHandle(keyGroups));
            }
        }
    }

    /**
     * Checkpoints that wait for it have failed, though it is going to be stored: with what comes
     * later, so that a file which they would refer to is needed again after they are subsumed.
     */
    void logFailed(SimTaskManager.Segment segment) {
        waiting.removeIf(each -> each.needed.contains(segment));
    }

    private void materializeFor(
            long checkpointId, boolean mustBeFree, Consumer<SimHandle> acknowledge) {
        seal();
        ForCheckpoint taken = new ForCheckpoint(++lastId);
        long reaches = nextChange;
        (mustBeFree ? awaited : overtaken).put(checkpointId, taken);
        pending.put(checkpointId, Baseline.of(taken.id, List.of(), reaches));
        boolean empty = reaches == 0 && baseline.materialized.isEmpty() && baseline.isLogFree();
        upload(
                empty ? 0 : 1 + world.upTo(2),
                world.between(SimWorld.SECOND, 5 * SimWorld.MINUTE),
                files -> {
                    if (!taken.aborted) {
                        taken.adopted = true;
                        adopt(Baseline.of(taken.id, files, reaches));
                        acknowledge.accept(
                                new SimHandle(keyGroups, taken.id, files, List.of(), false));
                    }
                });
    }

    private void adopt(Baseline younger) {
        if (younger.id > baseline.id) {
            baseline = younger;
        }
    }

    void completed(long checkpointId) {
        Baseline confirmed = pending.remove(checkpointId);
        if (confirmed != null && confirmed.id > lastConfirmed) {
            lastConfirmed = confirmed.id;
            segments.removeIf(segment -> segment.toExclusive <= confirmed.reaches);
        }
        boolean expected = awaited.containsKey(checkpointId);
        awaited.headMap(checkpointId, true).clear();
        overtaken.headMap(checkpointId, true).clear();
        if (expected) {
            overtaken.putAll(awaited);
            awaited.clear();
        }
    }

    void aborted(long checkpointId) {
        pending.remove(checkpointId);
        Optional<ForCheckpoint> ended =
                Optional.ofNullable(awaited.remove(checkpointId))
                        .or(() -> Optional.ofNullable(overtaken.remove(checkpointId)));
        ended.filter(each -> !each.adopted).ifPresent(each -> each.aborted = true);
    }

    // ------------------------------------------------------------ in the background

    void materialize(long durationMs) {
        boolean nothingNew =
                nextChange == baseline.reaches && baseline.isLogFree() && baseline.referable;
        if (materializing
                || nothingNew
                || !awaited.isEmpty()
                || buildsOnUnstored()
                || baseline.id > lastConfirmed) {
            return;
        }
        seal();
        materializing = true;
        long id = ++lastId;
        long reaches = nextChange;
        Set<Path> shared = new LinkedHashSet<>(baseline.materialized);
        shared.removeIf(file -> world.chance(0.4));
        if (world.mishap(0.1)) {
            world.later(durationMs, () -> materializing = false);
            upload(1 + world.upTo(3), durationMs, files -> {});
            return;
        }
        upload(
                1 + world.upTo(3),
                durationMs,
                files -> {
                    materializing = false;
                    shared.addAll(files);
                    adopt(Baseline.of(id, shared, reaches));
                });
    }

    /** Files that are begun and completed at any time within the duration. */
    private void upload(int count, long durationMs, Consumer<List<Path>> stored) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begunMs = world.between(0, durationMs);
            world.later(
                    begunMs,
                    () -> {
                        SimStore.Upload upload = store.begin(taskOwned);
                        world.later(
                                world.between(0, durationMs - begunMs),
                                () -> files.add(upload.complete()));
                    });
        }
        world.later(
                durationMs + 1,
                () -> {
                    if (alive) {
                        stored.accept(files);
                    }
                });
    }

    /** A materialization that a checkpoint waits for. */
    private static final class ForCheckpoint {

        private final long id;
        private boolean adopted;
        private boolean aborted;

        ForCheckpoint(long id) {
            this.id = id;
        }
    }

    /** A checkpoint that waits for its log. */
    private static final class Waiting {

        private final Baseline base;
        private final List<SimTaskManager.Segment> needed;
        private final boolean inline;
        private final Consumer<SimHandle> acknowledge;

        Waiting(
                Baseline base,
                List<SimTaskManager.Segment> needed,
                boolean inline,
                Consumer<SimHandle> acknowledge) {
            this.base = base;
            this.needed = needed;
            this.inline = inline;
            this.acknowledge = acknowledge;
        }

        SimHandle toHandle(KeyGroupRange keyGroups) {
            Set<Path> log = new LinkedHashSet<>(base.restoredLog);
            needed.forEach(segment -> log.add(segment.stored().orElseThrow()));
            return new SimHandle(
                    keyGroups, base.id, base.materialized, log, inline || base.restoredInline);
        }
    }

    /** What a checkpoint builds on. Immutable. */
    private static final class Baseline {

        private final long id;
        private final Set<Path> materialized;
        private final long reaches;
        private final Set<Path> restoredLog;
        private final boolean restoredInline;
        private final boolean referable;

        Baseline(
                long id,
                Set<Path> materialized,
                long reaches,
                Set<Path> restoredLog,
                boolean restoredInline,
                boolean referable) {
            this.id = id;
            this.materialized = materialized;
            this.reaches = reaches;
            this.restoredLog = restoredLog;
            this.restoredInline = restoredInline;
            this.referable = referable;
        }

        static Baseline of(long id, Collection<Path> files, long reaches) {
            return new Baseline(id, new LinkedHashSet<>(files), reaches, Set.of(), false, true);
        }

        boolean isLogFree() {
            return restoredLog.isEmpty() && !restoredInline;
        }
    }
}
