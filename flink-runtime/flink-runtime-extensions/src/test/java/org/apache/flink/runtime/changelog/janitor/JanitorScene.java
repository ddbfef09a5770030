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
import org.apache.flink.runtime.changelog.owner.InMemoryMarkerStore;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.ManualClock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A janitor, its store and what it is told of checkpoints. Times are minutes; the JobManager starts
 * at minute 1000, the minimum age is 30 minutes.
 */
final class JanitorScene {

    private static final long MINUTE = 60_000;
    static final JobID JOB = new JobID(1, 1);
    static final JobID OTHER_JOB = new JobID(2, 2);
    private static final Path BASE = new Path("test://log");
    static final Path CHECKPOINTS = new Path("test://checkpoints");
    static final Path LOG = logOf(JOB);
    static final Path RUN = new Path(CHECKPOINTS, JOB.toHexString());
    static final Path TASK_OWNED = taskOwnedOf(JOB);

    final InMemoryJanitorStore store = new InMemoryJanitorStore();
    final ManualClock clock = new ManualClock(Duration.ofMinutes(1000).toNanos());
    final List<Duration> pauses = new ArrayList<>();

    List<CheckpointFacts> retained = List.of();
    List<CheckpointFacts> restored = List.of();
    Collection<StateObject> pending = List.of();

    final InMemoryMarkerStore markers = new InMemoryMarkerStore();

    /** The latest checkpoint of the run when its JobManager took over. */
    Optional<CheckpointFacts> resumed = Optional.empty();

    Janitor janitor = janitor(JanitorMode.ON, Optional.empty());

    JanitorReport run() {
        return janitor.run(this::known);
    }

    JanitorReport runAfterEnd() {
        store.setTime(clock.absoluteTimeMillis());
        return janitor.runAfterEnd(known(), end(), true);
    }

    /** It is heard of at once. */
    StoreTimes end() {
        return janitor.timesAtEnd(clock.relativeTimeMillis());
    }

    JobCheckpoints known() {
        return new JobCheckpoints(JOB, retained, restored, pending);
    }

    void completed(long id, long triggerMinute, Path... log) {
        long aheadMs = at(triggerMinute) - clock.absoluteTimeMillis();
        clock.advanceTime(Duration.ofMillis(Math.max(0, aheadMs)));
        CheckpointFacts facts = facts(id, triggerMinute, log);
        retained.forEach(old -> store.removeCheckpoint(checkpoint(JOB, old.id())));
        retained = List.of(facts);
        store.putCheckpoint(checkpoint(JOB, id), facts.states());
    }

    static CheckpointFacts facts(long id, long triggerMinute, Path... log) {
        OperatorState operator = new OperatorState(SimCheckpoint.OPERATOR, 1, 12);
        operator.putState(0, handle(log).toState(id));
        return new CheckpointFacts(
                id, at(triggerMinute), List.of(operator), Optional.of(checkpoint(JOB, id)));
    }

    static SimHandle handle(Path... log) {
        return new SimHandle(SimCheckpoint.keyGroups(0, 1), 5, List.of(), List.of(log), false);
    }

    Janitor janitor(JanitorMode mode, Optional<Path> claimed) {
        return janitor(mode, claimed, pauses::add);
    }

    Janitor janitor(JanitorMode mode, Optional<Path> claimed, Janitor.Pause pause) {
        return janitor(mode, claimed, new ManualClock(), pause);
    }

    /** Its markers are written now, not long before. */
    Janitor janitorThatMarksNow(Optional<Path> claimed) {
        return janitor(JanitorMode.ON, claimed, clock, pauses::add);
    }

    private Janitor janitor(
            JanitorMode mode, Optional<Path> claimed, Clock ofMarkers, Janitor.Pause pause) {
        JanitorFolders folders = JanitorFolders.of(JOB, RUN, Optional.of(BASE), claimed);
        OwnerMarkers owners = markersOf(RUN, claimed, folders.toBeMarked(), ofMarkers);
        keep(owners);
        return new Janitor(
                new JanitorSettings(mode, Duration.ofMinutes(1), Duration.ofMinutes(30), 10),
                folders,
                resumed,
                owners,
                store,
                clock,
                pause);
    }

    /** Another run of the job's id marks the log. */
    void markFor(Path otherRun) {
        keep(markersOf(otherRun, Optional.empty(), List.of(LOG.getParent())));
    }

    /** They were written long before the history begins. */
    OwnerMarkers markersOf(Path run, Optional<Path> claimed, List<Path> folders) {
        return markersOf(run, claimed, folders, new ManualClock());
    }

    private OwnerMarkers markersOf(
            Path run, Optional<Path> claimed, List<Path> folders, Clock ofMarkers) {
        return new OwnerMarkers(
                markers,
                ofMarkers,
                run,
                claimed.flatMap(JanitorFolders::runFolderOf),
                folders,
                false,
                "token of " + run);
    }

    static void keep(OwnerMarkers owners) {
        try {
            owners.keep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long at(long minute) {
        return minute * MINUTE;
    }

    static Path logOf(JobID job) {
        return new Path(new Path(BASE, job.toHexString()), "dstl");
    }

    static Path taskOwnedOf(JobID job) {
        return new Path(new Path(CHECKPOINTS, job.toHexString()), "taskowned");
    }

    static Path checkpoint(JobID job, long id) {
        return new Path(new Path(CHECKPOINTS, job.toHexString()), "chk-" + id);
    }
}
