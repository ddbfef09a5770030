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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.job.RunningJob;
import io.flinkgic.tools.job.Workload;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.SourceAttempt;
import io.flinkgic.tools.rest.StateSetup;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One job after the other, each of which goes on from the savepoint of the one before. Together
 * they have one output.
 */
final class JobRuns {

    private static final Duration RESCALE_LIMIT = Duration.ofSeconds(60);

    private final LocalCluster cluster;
    private final Workload workload;
    private final JobProgram program;
    private final WorkDirectory work;
    private final Waiting waiting;
    private final List<RunningJob> all = new ArrayList<>();

    private int parallelism = LocalCluster.TASK_MANAGERS;

    /**
     * @param program which all of the jobs run
     */
    JobRuns(
            LocalCluster cluster,
            Workload workload,
            JobProgram program,
            WorkDirectory work,
            Waiting waiting) {
        this.cluster = cluster;
        this.workload = workload;
        this.program = program;
        this.work = work;
        this.waiting = waiting;
    }

    /** Begins; returns when all tasks run. */
    void submit() throws IOException, InterruptedException {
        submit(List.of());
    }

    private void submit(List<String> options) throws IOException, InterruptedException {
        String id = cluster.submit(options, program);
        parallelism = LocalCluster.TASK_MANAGERS;
        all.add(new RunningJob(id, cluster, waiting, completed -> {}));
        current().awaitRunning();
    }

    /**
     * Stops the job with a savepoint, and begins another one from that.
     *
     * @param options of the new one alone, such as {@code -Dkey=value}
     */
    void resubmit(List<String> options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add("--fromSavepoint");
        arguments.add(current().stop(work.savepoints()));
        arguments.addAll(options);
        submit(arguments);
    }

    void requireNoChangelog() throws IOException, InterruptedException {
        StateSetup setup = cluster.rest().stateSetup(current().id());
        if (setup.logs()) {
            throw new IOException("the changelog should be off: " + setup);
        }
    }

    /** Changes the parallelism, to and fro. */
    int rescale() throws IOException, InterruptedException {
        parallelism = parallelism == 1 ? LocalCluster.TASK_MANAGERS : 1;
        cluster.rest().rescale(current().id(), parallelism, workload::rescales);
        waiting.until(
                "the job to be rescaled",
                RESCALE_LIMIT,
                () ->
                        cluster.rest()
                                        .hasParallelism(
                                                current().id(), parallelism, workload::rescales)
                                ? Optional.of(parallelism)
                                : Optional.empty());
        return parallelism;
    }

    /** The one that runs, or ran last. */
    RunningJob current() {
        return all.get(all.size() - 1);
    }

    /** Ids of all, the last one, too. */
    List<String> ids() {
        return all.stream().map(RunningJob::id).collect(Collectors.toList());
    }

    /** Ids of those before. */
    List<String> ended() {
        return all.subList(0, all.size() - 1).stream()
                .map(RunningJob::id)
                .collect(Collectors.toList());
    }

    List<CheckpointHistory> histories() {
        return all.stream().map(RunningJob::history).collect(Collectors.toList());
    }

    /** How often the present one was restarted, as far as its JobManager knows. */
    int restarts() throws IOException, InterruptedException {
        return source().restarts();
    }

    /** What the source says about the time since the last restore. */
    LastAttempt lastAttempt() throws IOException, InterruptedException {
        return new LastAttempt(current().restoredFrom(), source().emittedRecords());
    }

    private SourceAttempt source() throws IOException, InterruptedException {
        return cluster.rest().lastAttempt(current().id(), workload.sourceVertex());
    }
}
