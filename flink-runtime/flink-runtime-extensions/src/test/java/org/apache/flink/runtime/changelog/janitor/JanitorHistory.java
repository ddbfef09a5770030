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
import org.apache.flink.runtime.changelog.reference.ReferenceCollector;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One simulated history of a job and its janitors, and in some of another run of the same job id
 * with checkpoints elsewhere and the same log: some hours in which all kinds of things fail, some
 * in which nothing does, and the end of one run after the other. Throws as soon as a checkpoint is
 * complete or restored that refers to a file which a janitor has deleted.
 */
final class JanitorHistory {

    /** After hours without failures. */
    private static final long OLD = 150 * SimWorld.MINUTE;

    private static final Path CHECKPOINTS = new Path("sim://checkpoints");
    private static final Path OTHER_CHECKPOINTS = new Path("sim://elsewhere");

    private final SimWorld world;
    private final SimStore store;
    private final SimMarkers markers;
    private final JobID jobId = new JobID(1, 1);
    private final JobID earlierId = new JobID(2, 2);
    private final SimRun run;
    private final List<SimRun> others = new ArrayList<>();

    /** Of which somebody else decides. */
    private final List<Path> foreign = new ArrayList<>();

    private JanitorHistory(long seed) {
        world = new SimWorld(seed);
        store = new SimStore(world, SimRun.skew(world));
        markers = new SimMarkers(world);
        SimJob job = new SimJob(world, store, jobId, CHECKPOINTS);
        run = new SimRun(world, store, markers, jobId, job, earlierRuns(job));
    }

    static JanitorHistory run(long seed) {
        JanitorHistory history = new JanitorHistory(seed);
        history.live();
        return history;
    }

    long completedCheckpoints() {
        return run.job.completed();
    }

    long deletedFiles() {
        return store.deletedByJanitor();
    }

    boolean hasOther() {
        return !others.isEmpty();
    }

    long events() {
        return world.eventCount();
    }

    private void live() {
        world.runFor(2 * SimWorld.HOUR);
        run.live();
        if (world.chance(0.3)) {
            world.later(world.between(0, 3 * SimWorld.HOUR), this::beginOther);
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
            boolean logIsShared = stays || hasCheckpoints(CHECKPOINTS);
            assertNothingUnneededIsOld(
                    folder ->
                            !folder.equals(taskOwned(jobId)) // stored after the end of its run
                                    && !(logIsShared && folder.equals(logFolder(jobId))));
            others.get(0).end(world.chance(0.5));
        } else {
            assertNothingUnneededIsLeftOf(logFolder(jobId), endedMs);
        }
        world.runFor(SimWorld.HOUR);
        assertThat(store.all().stream().map(StoredFile::path)).as("foreign").containsAll(foreign);
    }

    private void beginOther() {
        SimJob job = new SimJob(world, store, jobId, OTHER_CHECKPOINTS);
        SimRun other = new SimRun(world, store, markers, jobId, job, Optional.empty());
        others.add(other);
        other.live();
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
                                        && !needed.contains(file.path()));
    }

    /** By any complete checkpoint. */
    private Set<Path> needed() {
        Set<Path> needed = run.job.needed();
        others.forEach(other -> needed.addAll(other.job.needed()));
        needed.addAll(foreign);
        for (CheckpointFacts checkpoint : store.allCheckpoints()) {
            ReferencedFiles files = ReferenceCollector.filesOf(checkpoint.states());
            store.all().stream().map(StoredFile::path).filter(files::contain).forEach(needed::add);
        }
        return needed;
    }

    /**
     * Complete checkpoints, and garbage, of runs under another id and under the same.
     *
     * @return the one that is claimed
     */
    private Optional<Path> earlierRuns(SimJob job) {
        Optional<Path> claimed = Optional.empty();
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
                claimed = Optional.of(start.folder);
            } else {
                foreign.addAll(start.files());
                foreign.addAll(garbage(earlierId));
            }
            job.startFrom(start, claims);
        }
        garbage(jobId);
        claimed.ifPresent(any -> garbage(earlierId));
        return claimed;
    }

    private List<Path> garbage(JobID ofRun) {
        return List.of(
                store.begin(logFolder(ofRun)).complete(), store.begin(taskOwned(ofRun)).complete());
    }

    private SimCheckpoint earlierCheckpoint(long id, JobID ofRun) {
        SimCheckpoint checkpoint =
                new SimCheckpoint(
                        id,
                        world.nowMs(),
                        2,
                        new Path(new Path(CHECKPOINTS, ofRun.toHexString()), "chk-" + id));
        for (int subtask = 0; subtask < 2; subtask++) {
            checkpoint.acknowledge(
                    subtask,
                    new SimHandle(
                            SimCheckpoint.keyGroups(subtask, 2),
                            4 + subtask,
                            List.of(store.begin(taskOwned(ofRun)).complete()),
                            List.of(store.begin(logFolder(ofRun)).complete()),
                            false));
        }
        checkpoint.end();
        store.putCheckpoint(checkpoint.folder, checkpoint.facts());
        return checkpoint;
    }

    private static Path taskOwned(JobID ofRun) {
        return new Path(new Path(CHECKPOINTS, ofRun.toHexString()), "taskowned");
    }

    private static Path logFolder(JobID ofRun) {
        return new Path(new Path(SimJob.LOG, ofRun.toHexString()), "dstl");
    }
}
