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

import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.demo.review.Sizes;
import io.flinkgic.tools.demo.review.Timeline;
import io.flinkgic.tools.job.RunningJob;
import io.flinkgic.tools.job.WordCountWorkload;
import io.flinkgic.tools.job.Workload;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.rest.CheckpointRecord;
import io.flinkgic.tools.rest.Restore;
import io.flinkgic.tools.rest.SourceAttempt;
import io.flinkgic.tools.rest.StateSetup;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Narrator;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Plays the script on a running cluster and notes what is seen. */
final class Demo {

    /** Of so many completed checkpoints one is told. */
    private static final int TELL_EVERY = 5;

    private final Script script;
    private final LocalCluster cluster;
    private final WorkDirectory work;
    private final Waiting waiting;
    private final Narrator narrator;
    private final Workload workload;

    /** Before the kill; when the job has ended, none need be left. */
    private long changelogFilesSeen;

    Demo(
            Script script,
            LocalCluster cluster,
            WorkDirectory work,
            Waiting waiting,
            Narrator narrator) {
        this.script = script;
        this.cluster = cluster;
        this.work = work;
        this.waiting = waiting;
        this.narrator = narrator;
        this.workload =
                WordCountWorkload.ofText(
                        script.input(), script.recordsPerSecond(), LocalCluster.TASK_MANAGERS);
    }

    /** Submits WordCount, and returns it when all its tasks run. */
    RunningJob submit(Path jobs) throws IOException, InterruptedException {
        narrator.tell("submitting %s", workload.name());
        String jobId = cluster.submit(List.of(), workload.program(jobs, work.output()));
        RunningJob job = new RunningJob(jobId, cluster, waiting, this::tell);
        job.awaitRunning();
        narrator.tell("job %s runs", jobId);
        return job;
    }

    StateSetup stateSetup(RunningJob job) throws IOException, InterruptedException {
        return cluster.rest().stateSetup(job.id());
    }

    /** The play: from a running job to one that was stopped with a savepoint. */
    Timeline play(RunningJob job) throws IOException, InterruptedException {
        long runningAtMs = waiting.nowMs();
        job.watch(script.untilKill());
        Timeline.Kill kill = kill();
        Restore restore = job.awaitRecovery(kill.atMs());
        long recoveredAtMs = waiting.nowMs();
        narrator.tell(
                "all tasks run again, restored from checkpoint %d, %.1f s after the kill",
                restore.checkpointId(), (recoveredAtMs - kill.atMs()) / 1000.0);
        job.watch(script.afterRecovery());
        long stoppedAtMs = waiting.nowMs();
        narrator.tell("stopping the job with a savepoint");
        narrator.tell("stopped, savepoint %s", job.stop(work.savepoints()));
        return new Timeline(runningAtMs, kill, recoveredAtMs, stoppedAtMs, restore);
    }

    /** Judges what the stopped job committed. */
    OutputReport verify(RunningJob job) throws IOException, InterruptedException {
        SourceAttempt last = cluster.rest().lastAttempt(job.id(), workload.sourceVertex());
        return workload.verify(
                work.output(),
                Optional.of(new LastAttempt(job.restoredFrom(), last.emittedRecords())));
    }

    long changelogFilesSeen() {
        return changelogFilesSeen;
    }

    private Timeline.Kill kill() throws IOException, InterruptedException {
        changelogFilesSeen = work.changelogFiles();
        long atMs = waiting.nowMs();
        FlinkProcess victim = cluster.killTaskManager(script.victim());
        narrator.tell("killed %s (pid %d) with SIGKILL", victim.name(), victim.pid());
        FlinkProcess successor = cluster.addTaskManager();
        narrator.tell("started %s (pid %d)", successor.name(), successor.pid());
        return new Timeline.Kill(victim.name(), atMs);
    }

    private void tell(CheckpointRecord checkpoint) {
        if (checkpoint.id() % TELL_EVERY == 0) {
            narrator.tell(
                    "checkpoint %d completed in %d ms: %s written, %s in all",
                    checkpoint.id(),
                    checkpoint.costs().durationMs(),
                    Sizes.format(checkpoint.costs().incrementalBytes()),
                    Sizes.format(checkpoint.costs().fullBytes()));
        }
    }
}
