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
package io.flinkgic.tools.demo;

import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.demo.review.CheckpointHistory;
import io.flinkgic.tools.demo.review.Sizes;
import io.flinkgic.tools.demo.review.Timeline;
import io.flinkgic.tools.output.CommittedRows;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.OutputVerifier;
import io.flinkgic.tools.rest.CheckpointRecord;
import io.flinkgic.tools.rest.CheckpointSnapshot;
import io.flinkgic.tools.rest.JobProgress;
import io.flinkgic.tools.rest.Restore;
import io.flinkgic.tools.rest.SourceAttempt;
import io.flinkgic.tools.rest.StateSetup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plays the script on a running cluster and notes what is seen. */
final class Demo {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SOURCE_VERTEX = "Source: words";

    /** Of so many completed checkpoints one is told. */
    private static final int TELL_EVERY = 5;

    private final Script script;
    private final DemoCluster cluster;
    private final WorkDirectory work;
    private final Waiting waiting;
    private final Narrator narrator;
    private final CheckpointHistory history = new CheckpointHistory();

    /** Before the kill; when the job has ended, none need be left. */
    private long changelogFilesSeen;

    Demo(
            Script script,
            DemoCluster cluster,
            WorkDirectory work,
            Waiting waiting,
            Narrator narrator) {
        this.script = script;
        this.cluster = cluster;
        this.work = work;
        this.waiting = waiting;
        this.narrator = narrator;
    }

    /** Submits WordCount, and returns its id when all its tasks run. */
    String submit(Path jobs) throws IOException, InterruptedException {
        narrator.tell(
                "submitting WordCount: %s, %d records/s",
                script.input(), script.recordsPerSecond());
        String jobId =
                cluster.submit(
                        List.of(
                                "--parallelism",
                                Integer.toString(DemoCluster.TASK_MANAGERS),
                                "--class",
                                "io.flinkgic.examples.WordCount",
                                jobs.toString(),
                                "--input",
                                script.input().toString(),
                                "--rate",
                                Integer.toString(script.recordsPerSecond()),
                                "--output",
                                work.output().toUri().toString()));
        untilOrExplain(jobId, "all tasks to run", () -> fullyRunning(jobId));
        narrator.tell("job %s runs", jobId);
        return jobId;
    }

    StateSetup stateSetup(String jobId) throws IOException, InterruptedException {
        return cluster.rest().stateSetup(jobId);
    }

    /** The play: from a running job to one that was stopped with a savepoint. */
    Timeline play(String jobId) throws IOException, InterruptedException {
        long runningAtMs = waiting.nowMs();
        watch(jobId, script.untilKill());
        Timeline.Kill kill = kill();
        Restore restore =
                untilOrExplain(jobId, "the job to recover", () -> recovered(jobId, kill.atMs()));
        long recoveredAtMs = waiting.nowMs();
        narrator.tell(
                "all tasks run again, restored from checkpoint %d, %.1f s after the kill",
                restore.checkpointId(), (recoveredAtMs - kill.atMs()) / 1000.0);
        watch(jobId, script.afterRecovery());
        long stoppedAtMs = waiting.nowMs();
        stop(jobId);
        return new Timeline(runningAtMs, kill, recoveredAtMs, stoppedAtMs, restore);
    }

    /** Judges what the stopped job committed. */
    OutputReport verify(String jobId) throws IOException, InterruptedException {
        SourceAttempt last = cluster.rest().lastAttempt(jobId, SOURCE_VERTEX);
        OutputVerifier verifier =
                new OutputVerifier(
                        TextWords.ofFile(script.input()),
                        SplitRanges.unbounded(DemoCluster.TASK_MANAGERS));
        return verifier.verify(
                CommittedRows.in(work.output()),
                new LastAttempt(last.number(), last.emittedRecords()));
    }

    long changelogFilesSeen() {
        return changelogFilesSeen;
    }

    CheckpointHistory history() {
        return history;
    }

    private Timeline.Kill kill() throws IOException, InterruptedException {
        changelogFilesSeen = work.changelogFiles();
        long atMs = waiting.nowMs();
        FlinkProcess victim = cluster.kill(script.victim());
        narrator.tell("killed %s (pid %d) with SIGKILL", victim.name(), victim.pid());
        FlinkProcess successor = cluster.addTaskManager();
        narrator.tell("started %s (pid %d)", successor.name(), successor.pid());
        return new Timeline.Kill(victim.name(), atMs);
    }

    private void stop(String jobId) throws IOException, InterruptedException {
        narrator.tell("stopping the job with a savepoint");
        String request = cluster.rest().stop(jobId, work.savepoints().toUri());
        String savepoint =
                waiting.until(
                        "the savepoint", LIMIT, () -> cluster.rest().savepoint(jobId, request));
        waiting.until(
                "the job to end",
                LIMIT,
                () -> Optional.of(cluster.rest().progress(jobId)).filter(job -> job.ended()));
        observe(jobId);
        narrator.tell("stopped, savepoint %s", savepoint);
    }

    /** Lets the job run for some time; its checkpoints are noted. */
    private void watch(String jobId, Duration length) throws IOException, InterruptedException {
        long endMs = waiting.nowMs() + length.toMillis();
        waiting.until(
                "time to pass",
                length.plus(LIMIT),
                () -> {
                    observe(jobId);
                    return waiting.nowMs() >= endMs ? Optional.of(true) : Optional.empty();
                });
    }

    private Optional<Restore> recovered(String jobId, long killedAtMs)
            throws IOException, InterruptedException {
        Optional<Restore> restore =
                observe(jobId).latestRestore().filter(it -> it.restoredAtMs() >= killedAtMs);
        return restore.isPresent() && fullyRunning(jobId).isPresent() ? restore : Optional.empty();
    }

    private Optional<Boolean> fullyRunning(String jobId) throws IOException, InterruptedException {
        cluster.requireAllRunning();
        JobProgress job = cluster.rest().progress(jobId);
        if (job.ended()) {
            throw new IOException("the job ended: " + job);
        }
        return job.fullyRunning() ? Optional.of(true) : Optional.empty();
    }

    /** Waits; if that fails, the error also says why the job failed last. */
    private <T> T untilOrExplain(String jobId, String what, Waiting.Question<T> question)
            throws IOException, InterruptedException {
        try {
            return waiting.until(what, LIMIT, question);
        } catch (IOException e) {
            cluster.requireAllRunning();
            throw new IOException(e.getMessage() + "\n" + cluster.rest().latestFailure(jobId), e);
        }
    }

    private CheckpointSnapshot observe(String jobId) throws IOException, InterruptedException {
        cluster.requireAllRunning();
        CheckpointSnapshot snapshot = cluster.rest().checkpoints(jobId);
        for (CheckpointRecord checkpoint : history.add(snapshot)) {
            if (checkpoint.id() % TELL_EVERY == 0) {
                narrator.tell(
                        "checkpoint %d completed in %d ms: %s written, %s in all",
                        checkpoint.id(),
                        checkpoint.costs().durationMs(),
                        Sizes.format(checkpoint.costs().incrementalBytes()),
                        Sizes.format(checkpoint.costs().fullBytes()));
            }
        }
        return snapshot;
    }
}
