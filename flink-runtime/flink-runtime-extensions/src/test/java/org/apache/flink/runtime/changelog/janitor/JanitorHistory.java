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
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.changelog.reference.ReferenceCollector;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One simulated history of a job and its janitors, in some of another run of the same job id with
 * checkpoints elsewhere and the same log, and in some of the run whose checkpoint the job has
 * claimed, which is started again: some hours in which all kinds of things fail, some in which
 * nothing does, and the end of one run after the other. Throws as soon as a checkpoint is complete
 * or restored that refers to a file which a janitor has deleted.
 */
final class JanitorHistory {

    /** After hours without failures. */
    private static final long OLD = 150 * SimWorld.MINUTE;

    private static final Path CHECKPOINTS = new Path("sim://checkpoints");

    /** In which a run that has begun has left its markers. */
    private static final long MARKED = 5 * SimWorld.MINUTE;

    private static final Path OLD_CHECKPOINTS = new Path("sim://old");
    private static final Path OTHER_CHECKPOINTS = new Path("sim://elsewhere");

    private final SimWorld world;
    private final SimStore store;
    private final SimMarkers markers;
    private final JobID jobId = new JobID(1, 1);
    private final JobID earlierId = new JobID(2, 2);
    private final SimRun run;
    private final List<SimRun> others = new ArrayList<>();
    private final List<SimRun> startedAgain = new ArrayList<>();
    private Optional<Path> claimed = Optional.empty();

    /** From when on all runs have left their markers, on the store's clock. */
    private long markedMs;

    /** Of which somebody else decides. */
    private final List<Path> foreign = new ArrayList<>();

    private final List<Path> foreignCheckpoints = new ArrayList<>();

    private JanitorHistory(long seed) {
        world = new SimWorld(seed);
        store = new SimStore(world, SimRun.skew(world));
        markers = new SimMarkers(world, store);
        SimJob job = new SimJob(world, store, jobId, CHECKPOINTS);
        earlierRuns(job);
        run = new SimRun(world, store, markers, jobId, job, claimed);
    }

    static JanitorHistory run(long seed) {
        JanitorHistory history = new JanitorHistory(seed);
        history.live();
        return history;
    }

    long completedCheckpoints() {
        return run.job.completed();
    }

    /** Checkpoints that a JobManager has stored and its successor does not know. */
    long abandoned() {
        return run.job.abandoned().size();
    }

    /** Of these the ones that are still there. */
    long abandonedAndLeft() {
        return run.job.abandoned().stream().filter(store::hasCheckpoint).count();
    }

    long deletedFiles() {
        return store.deletedByJanitor();
    }

    boolean hasOther() {
        return !others.isEmpty();
    }

    boolean hasStartedAgain() {
        return !startedAgain.isEmpty();
    }

    long events() {
        return world.eventCount();
    }

    private void live() {
        world.runFor(2 * SimWorld.HOUR);
        begin(run);
        if (world.chance(0.3)) {
            world.later(world.between(0, 3 * SimWorld.HOUR), this::beginOther);
        }
        if (claimed.isPresent() && world.chance(0.5)) {
            world.later(world.between(0, 3 * SimWorld.HOUR), this::startClaimedAgain);
        }
        world.runFor(world.between(3 * SimWorld.HOUR, 10 * SimWorld.HOUR));
        world.calmDown();
        world.runFor(5 * SimWorld.HOUR);
        run.publishAndClean();
        others.forEach(SimRun::publishAndClean);
        assertNothingUnneededIsOld(folder -> !(hasOther() && folder.equals(logFolder(jobId))));
        boolean stays = world.chance(0.5);
        long endedMs = world.nowMs();
        run.end(stays);
        assertNothingUnneededIsLeftOf(taskOwned(jobId), endedMs);
        if (!others.isEmpty()) {
            world.runFor(3 * SimWorld.HOUR);
            others.get(0).publishAndClean();
            boolean logIsShared =
                    stays
                            || hasCheckpoints(CHECKPOINTS)
                            || claimed.map(Path::getParent)
                                    .filter(store::hasCheckpoints)
                                    .isPresent();
            assertNothingUnneededIsOld(
                    folder ->
                            !folder.equals(taskOwned(jobId)) // stored after the end of its run
                                    && !(logIsShared && folder.equals(logFolder(jobId))));
            others.get(0).end(world.chance(0.5));
        } else {
            assertNothingUnneededIsLeftOf(logFolder(jobId), endedMs);
        }
        world.runFor(SimWorld.HOUR);
        startedAgain.forEach(again -> again.end(world.chance(0.5)));
        assertThat(store.all().stream().map(StoredFile::path)).as("foreign").containsAll(foreign);
        assertThat(foreignCheckpoints).as("foreign checkpoints").allMatch(store::hasCheckpoint);
    }

    private void beginOther() {
        SimJob job = new SimJob(world, store, jobId, OTHER_CHECKPOINTS);
        SimRun other = new SimRun(world, store, markers, jobId, job, Optional.empty());
        others.add(other);
        begin(other);
    }

    private void startClaimedAgain() {
        SimJob job = new SimJob(world, store, earlierId, CHECKPOINTS);
        job.countFrom(1_000);
        SimRun again = new SimRun(world, store, markers, earlierId, job, Optional.empty());
        startedAgain.add(again);
        begin(again);
    }

    private void begin(SimRun each) {
        each.live();
        markedMs = store.nowMs() + MARKED;
    }

    private boolean isOfStartedAgain(Path folder) {
        return hasStartedAgain()
                && (folder.equals(logFolder(earlierId)) || folder.equals(taskOwned(earlierId)));
    }

    private boolean hasCheckpoints(Path directory) {
        return store.hasCheckpoints(new Path(directory, jobId.toHexString()));
    }

    private void assertNothingUnneededIsOld(Predicate<Path> inFolder) {
        Set<Path> needed = needed();
        assertThat(store.all())
                .as("unneeded and old")
                .noneMatch(
                        file ->
                                file.modifiedMs().getAsLong() < store.nowMs() - OLD
                                        && isAfterMarkers(file)
                                        && !isOfStartedAgain(file.path().getParent())
                                        && !needed.contains(file.path())
                                        && inFolder.test(file.path().getParent()));
    }

    private void assertNothingUnneededIsLeftOf(Path folder, long endedMs) {
        Set<Path> needed = needed();
        assertThat(store.all())
                .as("the end")
                .noneMatch(
                        file ->
                                file.path().getParent().equals(folder)
                                        && store.arrivedMs(file.path()) < endedMs
                                        && isAfterMarkers(file)
                                        && !needed.contains(file.path()));
    }

    /** A log from before the markers may be of runs that left none. */
    private boolean isAfterMarkers(StoredFile file) {
        Path folder = file.path().getParent();
        return !folder.equals(logFolder(jobId)) || file.modifiedMs().getAsLong() > markedMs;
    }

    /** By any complete checkpoint. */
    private Set<Path> needed() {
        Set<Path> needed = run.job.needed();
        others.forEach(other -> needed.addAll(other.job.needed()));
        startedAgain.forEach(again -> needed.addAll(again.job.needed()));
        needed.addAll(foreign);
        for (CheckpointFacts checkpoint : store.allCheckpoints()) {
            ReferencedFiles files = ReferenceCollector.filesOf(checkpoint.states());
            store.all().stream().map(StoredFile::path).filter(files::contain).forEach(needed::add);
        }
        return needed;
    }

    /**
     * Complete checkpoints, and garbage, of runs under another id and under the same; and, of
     * builds that left no markers, under the same id elsewhere.
     */
    private void earlierRuns(SimJob job) {
        if (world.chance(0.2)) {
            SimCheckpoint same = earlierCheckpoint(1_000_000, jobId, CHECKPOINTS);
            foreign.addAll(same.files());
        }
        if (world.chance(0.3)) { // with a number that the run will come to
            SimCheckpoint same = earlierCheckpoint(world.between(10, 60), jobId, CHECKPOINTS);
            foreign.addAll(same.files());
            foreignCheckpoints.add(same.folder);
        }
        if (world.chance(0.2)) {
            foreign.addAll(earlierCheckpoint(500, jobId, OLD_CHECKPOINTS).files());
        }
        if (world.chance(0.5)) {
            boolean claims = world.chance(0.5);
            if (world.chance(0.3)) {
                foreign.addAll(earlierCheckpoint(500, earlierId, OLD_CHECKPOINTS).files());
            }
            new SimRun(
                            world,
                            store,
                            markers,
                            earlierId,
                            new SimJob(world, store, earlierId, CHECKPOINTS),
                            Optional.empty())
                    .leaveMarkers();
            world.runFor(SimWorld.MINUTE);
            SimCheckpoint other = earlierCheckpoint(6, earlierId, CHECKPOINTS);
            SimCheckpoint start = earlierCheckpoint(7, earlierId, CHECKPOINTS);
            foreign.addAll(other.files());
            if (claims) {
                claimed = Optional.of(start.folder);
            } else {
                foreign.addAll(start.files());
                foreign.addAll(garbage(earlierId));
            }
            job.startFrom(start, claims);
        }
        garbage(jobId);
        claimed.ifPresent(any -> garbage(earlierId));
    }

    private List<Path> garbage(JobID ofRun) {
        return List.of(
                store.begin(logFolder(ofRun)).complete(), store.begin(taskOwned(ofRun)).complete());
    }

    private SimCheckpoint earlierCheckpoint(long id, JobID ofRun, Path directory) {
        SimCheckpoint checkpoint =
                new SimCheckpoint(
                        id,
                        world.nowMs(),
                        2,
                        new Path(new Path(directory, ofRun.toHexString()), "chk-" + id));
        for (int subtask = 0; subtask < 2; subtask++) {
            checkpoint.acknowledge(
                    subtask,
                    new SimHandle(
                            SimCheckpoint.keyGroups(subtask, 2),
                            4 + subtask,
                            List.of(store.begin(taskOwned(ofRun, directory)).complete()),
                            List.of(store.begin(logFolder(ofRun)).complete()),
                            false));
        }
        checkpoint.end();
        store.putCheckpoint(checkpoint.folder, checkpoint.facts());
        return checkpoint;
    }

    private static Path taskOwned(JobID ofRun) {
        return taskOwned(ofRun, CHECKPOINTS);
    }

    private static Path taskOwned(JobID ofRun, Path directory) {
        return new Path(new Path(directory, ofRun.toHexString()), "taskowned");
    }

    private static Path logFolder(JobID ofRun) {
        return new Path(new Path(SimJob.LOG, ofRun.toHexString()), "dstl");
    }
}
