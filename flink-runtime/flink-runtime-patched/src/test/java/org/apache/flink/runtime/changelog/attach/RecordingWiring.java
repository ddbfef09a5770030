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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.runtime.changelog.ChangelogCoordinator;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.CheckpointListener;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.util.clock.SystemClock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import static java.util.stream.Collectors.joining;

/** Wires a job as in production, and a listener that records what it hears. */
final class RecordingWiring implements JobWiring, CheckpointListener, JobLife {

    /** What was heard, in order. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    /** Of the latest job. */
    volatile ChangelogCoordinator coordinator;

    /** Called before anything is heard. */
    volatile Runnable obstacle = () -> {};

    @Override
    public AttachedJob wire(ChangelogJob job, JobSurroundings around) {
        FailureCount failures = FailureCount.ofReports("test");
        ChangelogAccounts accounts =
                ChangelogAccounts.of(
                        job, around.configuration(), SystemClock.getInstance(), failures);
        coordinator =
                new ChangelogCoordinator(
                        job.id(),
                        Executors.newSingleThreadScheduledExecutor(),
                        around.retained(),
                        List.of(this, accounts),
                        failures);
        return new AttachedJob(coordinator, accounts, this);
    }

    private void hear(String event) {
        obstacle.run();
        heard.add(event);
    }

    @Override
    public void triggered(long checkpointId, long triggerTimestampMs) {
        hear("triggered " + checkpointId);
    }

    @Override
    public void acknowledged(long checkpointId, StateObject part) {
        hear("acknowledged " + checkpointId + " with " + part.getStateSize() + " bytes");
    }

    @Override
    public void completed(CheckpointFacts checkpoint) {
        hear("completed " + checkpoint.id());
    }

    @Override
    public void savepointTaken(long checkpointId) {
        hear("savepoint " + checkpointId);
    }

    @Override
    public void aborted(long checkpointId) {
        hear("aborted " + checkpointId);
    }

    @Override
    public void subsumed(long checkpointId) {
        hear("subsumed " + checkpointId);
    }

    @Override
    public void restored(CheckpointFacts checkpoint, boolean owned) {
        hear("restored " + checkpoint.id() + (owned ? " owned" : " not owned"));
    }

    @Override
    public void begun(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {}

    @Override
    public void endedForGood(List<CheckpointFacts> staying, List<CheckpointFacts> discarded) {
        heard.add(
                "ended without "
                        + discarded.stream().map(CheckpointFacts::toString).collect(joining(", ")));
    }

    @Override
    public void stopped() {
        hear("stopped");
    }
}
