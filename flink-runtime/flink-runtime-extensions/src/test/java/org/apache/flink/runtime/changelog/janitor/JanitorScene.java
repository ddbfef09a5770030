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
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.util.clock.ManualClock;

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
    static final Path TASK_OWNED = taskOwnedOf(JOB);

    final InMemoryJanitorStore store = new InMemoryJanitorStore();
    final ManualClock clock = new ManualClock(Duration.ofMinutes(1000).toNanos());
    final List<Duration> pauses = new ArrayList<>();

    List<CheckpointFacts> retained = List.of();
    List<CheckpointFacts> restored = List.of();
    Collection<StateObject> pending = List.of();

    Janitor janitor = janitor(JanitorMode.ON, Optional.empty());

    JanitorReport run() {
        return janitor.run(this::known);
    }

    void runAfterEnd() {
        janitor.runAfterEnd(this::known);
    }

    JobCheckpoints known() {
        return new JobCheckpoints(JOB, retained, restored, pending);
    }

    void completed(long id, long triggerMinute, Path... log) {
        long aheadMs = at(triggerMinute) - clock.absoluteTimeMillis();
        clock.advanceTime(Duration.ofMillis(Math.max(0, aheadMs)));
        retained = List.of(facts(id, triggerMinute, log));
    }

    static CheckpointFacts facts(long id, long triggerMinute, Path... log) {
        OperatorState operator = new OperatorState(SimCheckpoint.OPERATOR, 1, 12);
        operator.putState(0, handle(log).toState(id));
        return new CheckpointFacts(id, at(triggerMinute), List.of(operator));
    }

    static SimHandle handle(Path... log) {
        return new SimHandle(SimCheckpoint.keyGroups(0, 1), 5, List.of(), List.of(log), false);
    }

    Janitor janitor(JanitorMode mode, Optional<Path> claimed) {
        return janitor(mode, claimed, pauses::add);
    }

    Janitor janitor(JanitorMode mode, Optional<Path> claimed, Pause pause) {
        return new Janitor(
                new JanitorSettings(mode, Duration.ofMinutes(1), Duration.ofMinutes(30), 10),
                JanitorFolders.of(JOB, CHECKPOINTS, Optional.of(BASE), claimed),
                store,
                clock,
                pause);
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
