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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores the log of its backends: one open batch for each epoch, in a file that is begun at once.
 */
final class SimTaskManager {

    private final SimWorld world;
    private final SimStore store;
    private final Path logFolder;
    private final Map<Long, Batch> open = new HashMap<>();
    private final List<Segment> parked = new ArrayList<>();
    private boolean alive = true;

    SimTaskManager(SimWorld world, SimStore store, Path logFolder) {
        this.world = world;
        this.store = store;
        this.logFolder = logFolder;
    }

    /** What is being stored may still arrive, but nobody will hear of it. */
    void kill() {
        alive = false;
    }

    Segment submit(SimBackend owner, long fromInclusive, long toExclusive) {
        Segment segment = new Segment(owner, fromInclusive, toExclusive);
        join(segment);
        return segment;
    }

    /** A checkpoint waits for these. */
    void commit(List<Segment> awaited) {
        List<Segment> again = new ArrayList<>(parked);
        parked.clear();
        again.forEach(this::join);
        for (Segment segment : awaited) {
            Batch batch = segment.batch;
            if (!segment.stored.isPresent() && open.get(batch.epoch) == batch) {
                open.remove(batch.epoch);
                world.later(world.between(10, 20 * SimWorld.SECOND), () -> finish(batch));
            }
        }
    }

    private void join(Segment segment) {
        open.values().removeIf(Batch::isUnwanted);
        segment.batch = open.computeIfAbsent(segment.owner.epoch(), Batch::new);
        segment.batch.segments.add(segment);
        if (segment.batch.segments.size() >= 5) {
            Batch full = segment.batch;
            open.remove(full.epoch);
            world.later(world.between(10, 20 * SimWorld.SECOND), () -> finish(full));
        }
    }

    private void finish(Batch batch) {
        if (store.isDown() || world.mishap(0.03)) {
            parkWanted(batch);
            return;
        }
        Path file = batch.upload.complete();
        if (alive) {
            batch.segments.forEach(segment -> segment.stored = Optional.of(file));
            batch.segments.forEach(segment -> segment.owner.logStored());
        }
    }

    private void parkWanted(Batch batch) {
        if (world.chance(0.3)) {
            batch.upload.complete(); // it is there all the same, and nobody deletes it
        }
        batch.segments.forEach(segment -> segment.owner.logFailed(segment));
        batch.segments.stream()
                .filter(segment -> segment.owner.wants(segment))
                .forEach(parked::add);
    }

    private final class Batch {

        private final long epoch;
        private final SimStore.Upload upload = store.begin(logFolder);
        private final List<Segment> segments = new ArrayList<>();

        Batch(long epoch) {
            this.epoch = epoch;
        }

        /** All was truncated, or its task has ended: the batch is dropped. */
        private boolean isUnwanted() {
            return segments.stream().noneMatch(segment -> segment.owner.wants(segment));
        }
    }

    /** A sealed part of the log of a backend. Identity counts. */
    static final class Segment {

        private final SimBackend owner;
        final long fromInclusive;
        final long toExclusive;
        private Batch batch;
        private Optional<Path> stored = Optional.empty();

        Segment(SimBackend owner, long fromInclusive, long toExclusive) {
            this.owner = owner;
            this.fromInclusive = fromInclusive;
            this.toExclusive = toExclusive;
        }

        Optional<Path> stored() {
            return stored;
        }
    }
}
