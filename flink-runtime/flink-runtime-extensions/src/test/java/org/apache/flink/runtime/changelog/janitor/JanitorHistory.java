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
import org.apache.flink.util.clock.Clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One simulated history of a job and its janitors: some hours in which all kinds of things fail,
 * some in which nothing does, and the end. Throws as soon as a checkpoint is complete or restored
 * that refers to a file which a janitor has deleted.
 */
final class JanitorHistory {

    private static final Duration MIN_AGE = Duration.ofMinutes(30);

    /** Of JobManager and store together less than the minimum age. */
    private static final long MAX_SKEW = 14 * SimWorld.MINUTE;

    /** After hours without failures. */
    private static final long OLD = 150 * SimWorld.MINUTE;

    private final SimWorld world;
    private final SimStore store;
    private final JobID jobId = new JobID(1, 1);
    private final JobID earlierId = new JobID(2, 2);
    private final SimJob job;

    /** Of which somebody else decides. */
    private final List<Path> foreign = new ArrayList<>();

    private Optional<Path> claimed = Optional.empty();
    private Term term;

    private JanitorHistory(long seed) {
        world = new SimWorld(seed);
        store = new SimStore(world, skew());
        job = new SimJob(world, store, jobId);
    }

    static JanitorHistory run(long seed) {
        JanitorHistory history = new JanitorHistory(seed);
        history.live();
        return history;
    }

    long completedCheckpoints() {
        return job.completed();
    }

    long deletedFiles() {
        return store.deletedByJanitor();
    }

    long events() {
        return world.eventCount();
    }

    private void live() {
        earlierRuns();
        world.runFor(2 * SimWorld.HOUR);
        takeOver();
        every(10, 40, () -> job.change(0.3));
        every(30, 180, job::trigger);
        every(30, 180, () -> job.materialize(0.2));
        every(10, 120, () -> term.publish());
        every(120, 900, () -> term.clean());
        every(60, 3600, this::somethingFails);
        world.runFor(world.between(3 * SimWorld.HOUR, 10 * SimWorld.HOUR));
        world.calmDown();
        world.runFor(5 * SimWorld.HOUR);
        term.publish();
        term.clean();
        Set<Path> needed = needed();
        assertThat(store.all())
                .as("unneeded and old")
                .noneMatch(
                        file ->
                                file.modifiedMs().getAsLong() < store.nowMs() - OLD
                                        && !needed.contains(file.path()));
        end();
    }

    private void end() {
        job.end(world.chance(0.5));
        world.runFor(SimWorld.HOUR);
        term.publish();
        term.janitor.runAfterEnd(() -> term.published);
        Set<Path> needed = needed();
        assertThat(store.all()).as("the end").allMatch(file -> needed.contains(file.path()));
        assertThat(store.all().stream().map(StoredFile::path)).as("foreign").containsAll(foreign);
    }

    /** By any complete checkpoint. */
    private Set<Path> needed() {
        Set<Path> needed = job.needed();
        needed.addAll(foreign);
        for (CheckpointFacts checkpoint : store.allCheckpoints()) {
            ReferencedFiles files = ReferenceCollector.filesOf(checkpoint.states());
            store.all().stream().map(StoredFile::path).filter(files::contain).forEach(needed::add);
        }
        return needed;
    }

    /** Complete checkpoints, and garbage, of runs under another id and under the same. */
    private void earlierRuns() {
        if (world.chance(0.2)) {
            SimCheckpoint same = earlierCheckpoint(1_000_000, jobId);
            foreign.addAll(same.files());
        }
        if (world.chance(0.5)) {
            boolean claims = world.chance(0.5);
            SimCheckpoint other = earlierCheckpoint(6, earlierId);
            SimCheckpoint start = earlierCheckpoint(7, earlierId);
            foreign.addAll(other.files());
            if (claims) {
                claimed = Optional.of(folder(earlierId, 7));
            } else {
                foreign.addAll(start.files());
                foreign.addAll(garbage(earlierId));
            }
            job.startFrom(start, claims);
        }
        garbage(jobId);
        claimed.ifPresent(any -> garbage(earlierId));
    }

    private List<Path> garbage(JobID run) {
        return List.of(
                store.begin(logFolder(run)).complete(), store.begin(taskOwned(run)).complete());
    }

    private SimCheckpoint earlierCheckpoint(long id, JobID run) {
        SimCheckpoint checkpoint = new SimCheckpoint(id, world.nowMs(), 2);
        for (int subtask = 0; subtask < 2; subtask++) {
            checkpoint.acknowledge(
                    subtask,
                    new SimHandle(
                            SimCheckpoint.keyGroups(subtask, 2),
                            4 + subtask,
                            List.of(store.begin(taskOwned(run)).complete()),
                            List.of(store.begin(logFolder(run)).complete()),
                            false));
        }
        checkpoint.end();
        store.putCheckpoint(folder(run, id), checkpoint.facts());
        return checkpoint;
    }

    private static Path folder(JobID run, long checkpointId) {
        return new Path(new Path(SimJob.CHECKPOINTS, run.toHexString()), "chk-" + checkpointId);
    }

    private static Path taskOwned(JobID run) {
        return new Path(new Path(SimJob.CHECKPOINTS, run.toHexString()), "taskowned");
    }

    private static Path logFolder(JobID run) {
        return new Path(new Path(SimJob.LOG, run.toHexString()), "dstl");
    }

    private long skew() {
        return (world.chance(0.5) ? 1 : -1) * world.between(0, MAX_SKEW);
    }

    private void takeOver() {
        long skewMs = skew();
        term = new Term(skewMs);
        job.takeOver(skewMs);
    }

    private void somethingFails() {
        if (world.isCalm()) {
            return;
        }
        switch (world.upTo(6)) {
            case 0:
                takeOver();
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
                    what.run();
                    every(fromSeconds, toSeconds, what);
                });
    }

    /** A JobManager, and what its janitor has been told. One that was replaced may still clean. */
    private final class Term {

        private final long skewMs;
        private final Janitor janitor;
        private JobCheckpoints published;
        private boolean cleaning;

        Term(long skewMs) {
            this.skewMs = skewMs;
            this.published = job.known();
            this.janitor =
                    new Janitor(
                            new JanitorSettings(JanitorMode.ON, Duration.ofMinutes(1), MIN_AGE, 3),
                            JanitorFolders.of(
                                    jobId, SimJob.CHECKPOINTS, Optional.of(SimJob.LOG), claimed),
                            store,
                            new TermClock(this),
                            pause -> world.runFor(pause.toMillis()));
        }

        void publish() {
            published = job.known();
        }

        void clean() {
            if (!cleaning) {
                cleaning = true;
                Supplier<JobCheckpoints> known = () -> published;
                janitor.run(known);
                cleaning = false;
            }
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
