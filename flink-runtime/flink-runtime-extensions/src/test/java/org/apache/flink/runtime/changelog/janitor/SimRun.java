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

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.util.clock.Clock;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A run of a job, through all terms of its JobManagers, each with a janitor. */
final class SimRun {

    private static final Duration MIN_AGE = Duration.ofMinutes(30);

    /** Of JobManager and store together less than the minimum age. */
    private static final long MAX_SKEW = 14 * SimWorld.MINUTE;

    private final SimWorld world;
    private final SimStore store;
    private final SimMarkers markers;
    private final JobID jobId;
    private final Optional<Path> claimed;
    final SimJob job;

    private Term term;
    private Optional<Term> replaced = Optional.empty();
    private boolean ended;

    SimRun(
            SimWorld world,
            SimStore store,
            SimMarkers markers,
            JobID jobId,
            SimJob job,
            Optional<Path> claimed) {
        this.world = world;
        this.store = store;
        this.markers = markers;
        this.jobId = jobId;
        this.job = job;
        this.claimed = claimed;
    }

    static long skew(SimWorld world) {
        return (world.chance(0.5) ? 1 : -1) * world.between(0, MAX_SKEW);
    }

    /** After an earlier life that left its marker. */
    void leaveMarkers() {
        for (int attempt = 0; attempt < 9; attempt++) {
            try {
                new Term(0).owners.keep();
                return;
            } catch (IOException e) {
                // Tried again.
            }
        }
        throw new IllegalStateException("too often");
    }

    /** Begins, or goes on under another JobManager. */
    void takeOver() {
        long skewMs = skew(world);
        replaced = Optional.ofNullable(term);
        term = new Term(skewMs);
        keepMarkers(term, 5);
        job.takeOver(skewMs);
    }

    void live() {
        takeOver();
        every(30, 30, () -> keepMarkers(term, 0));
        every(10, 40, () -> job.change(0.3));
        every(30, 180, job::trigger);
        every(30, 180, () -> job.materialize(0.2));
        every(10, 120, () -> term.published = job.known());
        every(120, 900, this::clean);
        every(5, 60, this::clearUp);
        every(60, 3600, this::somethingFails);
    }

    /** At an unknown moment right after it has begun, and if that fails again. */
    private void keepMarkers(Term of, int attempts) {
        world.later(
                world.between(0, 10 * SimWorld.SECOND),
                () -> {
                    try {
                        if (of == term && !ended) {
                            of.owners.keep();
                        }
                    } catch (IOException e) {
                        if (attempts > 0) {
                            keepMarkers(of, attempts - 1);
                        }
                    }
                });
    }

    void clean() {
        if (!term.cleaning) {
            Term of = term;
            of.cleaning = true;
            of.janitor.run(() -> of.published);
            of.cleaning = false;
        }
    }

    /** One that was replaced may not know it. */
    private void clearUp() {
        Term of = world.mishap(0.1) ? replaced.orElse(term) : term;
        of.clearedUp =
                of.clearedUp
                        || of.janitor.clearUpAfterPredecessor(
                                of.published, OptionalLong.of(of.firstOwn));
    }

    void publishAndClean() {
        term.published = job.known();
        clean();
    }

    /** Ends for good. */
    void end(boolean keepsCheckpoints) {
        ended = true;
        long endedMs = world.nowMs();
        JobCheckpoints kept = job.known();
        job.end(keepsCheckpoints);
        term.janitor.runAfterEnd(
                new JobCheckpoints(jobId, kept.retained(), kept.restored(), List.of()),
                term.janitor.timesAtEnd(endedMs),
                term.fresh);
        List<CheckpointFacts> discarded = keepsCheckpoints ? List.of() : kept.retained();
        boolean stays = keepsCheckpoints && !kept.retained().isEmpty();
        if (!stays && term.janitor.isNothingLeft(discarded)) {
            try {
                term.owners.remove();
            } catch (IOException e) {
                throw new IllegalStateException("in a calm world", e);
            }
        }
    }

    private void somethingFails() {
        if (world.isCalm()) {
            return;
        }
        switch (world.upTo(6)) {
            case 0:
                if (world.chance(0.5)) {
                    takeOver();
                } else {
                    job.crashAtNextCompletion(this::takeOver);
                }
                break;
            case 1:
                store.fail(world.between(SimWorld.MINUTE, 2 * SimWorld.HOUR));
                break;
            case 2:
                job.failCheckpointsFor(world.between(SimWorld.MINUTE, 3 * SimWorld.HOUR));
                break;
            case 3:
                job.failTaskManager();
                break;
            default:
                job.failSubtask();
        }
    }

    private void every(long fromSeconds, long toSeconds, Runnable what) {
        world.later(
                world.between(fromSeconds * SimWorld.SECOND, toSeconds * SimWorld.SECOND),
                () -> {
                    if (!ended) {
                        what.run();
                        every(fromSeconds, toSeconds, what);
                    }
                });
    }

    /** A JobManager, and what its janitor has been told. One that was replaced may still clean. */
    private final class Term {

        private final long skewMs;
        private final OwnerMarkers owners;
        private final Janitor janitor;
        private final boolean fresh;
        private JobCheckpoints published;
        private final long firstOwn = job.nextId();
        private boolean cleaning;
        private boolean clearedUp;

        Term(long skewMs) {
            this.skewMs = skewMs;
            this.published = job.known();
            this.fresh = published.retained().isEmpty();
            JanitorFolders folders =
                    JanitorFolders.of(jobId, job.folder(), Optional.of(SimJob.LOG), claimed);
            Clock clock = new TermClock(this);
            this.owners =
                    new OwnerMarkers(
                            markers,
                            clock,
                            job.folder(),
                            claimed.flatMap(JanitorFolders::runFolderOf),
                            folders.toBeMarked(),
                            false,
                            "term " + world.eventCount() + skewMs);
            this.janitor =
                    new Janitor(
                            new JanitorSettings(JanitorMode.ON, Duration.ofMinutes(1), MIN_AGE, 3),
                            folders,
                            job.resumed(),
                            owners,
                            store,
                            clock,
                            pause -> world.runFor(pause.toMillis()));
        }
    }

    private final class TermClock extends Clock {

        private final Term owner;

        TermClock(Term owner) {
            this.owner = owner;
        }

        @Override
        public long absoluteTimeMillis() {
            return world.nowMs() + owner.skewMs;
        }

        @Override
        public long relativeTimeMillis() {
            return world.nowMs();
        }

        @Override
        public long relativeTimeNanos() {
            return world.nowMs() * 1_000_000;
        }
    }
}
