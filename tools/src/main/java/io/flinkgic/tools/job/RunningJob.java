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
package io.flinkgic.tools.job;

import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.CheckpointRecord;
import io.flinkgic.tools.rest.CheckpointSnapshot;
import io.flinkgic.tools.rest.FlinkRest;
import io.flinkgic.tools.rest.JobProgress;
import io.flinkgic.tools.rest.Restore;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Waiting;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A job on a cluster whose processes may be killed.
 *
 * <p>While it is waited for, each process that should run is demanded to run. A JobManager that
 * does not answer, or does not know the job yet, is asked again; a job that has ended is an error
 * at once.
 */
public final class RunningJob {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String id;
    private final LocalCluster cluster;
    private final Waiting waiting;
    private final Consumer<CheckpointRecord> completed;
    private final CheckpointHistory history = new CheckpointHistory();

    /**
     * @param completed is told of each checkpoint that completes, once
     */
    public RunningJob(
            String id,
            LocalCluster cluster,
            Waiting waiting,
            Consumer<CheckpointRecord> completed) {
        this.id = id;
        this.cluster = cluster;
        this.waiting = waiting;
        this.completed = completed;
    }

    public String id() {
        return id;
    }

    /** All checkpoints that were seen. */
    public CheckpointHistory history() {
        return history;
    }

    /** Returns when all tasks run, as many as there can be. */
    public void awaitRunning() throws IOException, InterruptedException {
        untilOrExplain("all tasks to run", this::fullyRunning);
    }

    /** Lets the job run for some time; its checkpoints are noted. */
    public void watch(Duration length) throws IOException, InterruptedException {
        long endMs = waiting.nowMs() + length.toMillis();
        waiting.until(
                "time to pass",
                length.plus(LIMIT),
                () -> {
                    observe();
                    return waiting.nowMs() >= endMs ? Optional.of(true) : Optional.empty();
                });
    }

    /** Returns when all tasks run again, with the checkpoint they were restored from. */
    public Restore awaitRecovery(long failedAtMs) throws IOException, InterruptedException {
        return untilOrExplain("the job to recover", () -> recovered(failedAtMs));
    }

    /** The checkpoint that it was restored from last, also when it has ended. */
    public long restoredFrom() throws IOException, InterruptedException {
        return cluster.rest()
                .checkpoints(id)
                .latestRestore()
                .orElseThrow(() -> new IOException("job " + id + " was never restored"))
                .checkpointId();
    }

    /** Returns when so many checkpoints are complete that were triggered later. */
    public void awaitCheckpoints(int number, long afterMs)
            throws IOException, InterruptedException {
        untilOrExplain(
                "checkpoints to complete",
                () -> {
                    observe();
                    return completedSince(afterMs) >= number ? Optional.of(true) : Optional.empty();
                });
    }

    /** How many checkpoints that were triggered later are complete, as far as was seen. */
    public long completedSince(long afterMs) {
        return history.completed().stream()
                .filter(checkpoint -> checkpoint.triggeredAtMs() >= afterMs)
                .count();
    }

    /** Stops the job with a savepoint and returns where that is. */
    public String stop(Path savepoints) throws IOException, InterruptedException {
        FlinkRest rest = cluster.rest();
        String request = rest.stop(id, savepoints.toUri());
        String savepoint = waiting.until("the savepoint", LIMIT, () -> rest.savepoint(id, request));
        waiting.until(
                "the job to end",
                LIMIT,
                () -> Optional.of(rest.progress(id)).filter(JobProgress::ended));
        observe();
        return savepoint;
    }

    private Optional<Restore> recovered(long failedAtMs) throws IOException, InterruptedException {
        Optional<Restore> restore =
                observe().latestRestore().filter(it -> it.restoredAtMs() >= failedAtMs);
        return restore.isPresent() && fullyRunning().isPresent() ? restore : Optional.empty();
    }

    private Optional<Boolean> fullyRunning() throws IOException, InterruptedException {
        cluster.requireAllRunning();
        JobProgress job = cluster.rest().progress(id);
        if (job.ended()) {
            throw new JobEndedException("the job ended: " + job);
        }
        return cluster.runsWhole(job) ? Optional.of(true) : Optional.empty();
    }

    private CheckpointSnapshot observe() throws IOException, InterruptedException {
        cluster.requireAllRunning();
        CheckpointSnapshot snapshot = cluster.rest().checkpoints(id);
        history.add(snapshot).forEach(completed);
        return snapshot;
    }

    /** Waits; if that fails, the error also says why the job failed last. */
    private <T> T untilOrExplain(String what, Waiting.Question<T> question)
            throws IOException, InterruptedException {
        try {
            return waiting.until(what, LIMIT, () -> patiently(question));
        } catch (IOException e) {
            cluster.requireAllRunning();
            FlinkRest rest = cluster.rest();
            throw new IOException(
                    String.format(
                            "%s: %s%n%s",
                            e.getMessage(), rest.progress(id), rest.latestFailure(id)),
                    e);
        }
    }

    private <T> Optional<T> patiently(Waiting.Question<T> question)
            throws IOException, InterruptedException {
        try {
            return question.ask();
        } catch (JobEndedException e) {
            throw e;
        } catch (IOException noAnswer) {
            cluster.requireAllRunning();
            return Optional.empty();
        }
    }
}
