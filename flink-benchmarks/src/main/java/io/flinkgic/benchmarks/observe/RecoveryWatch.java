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
package io.flinkgic.benchmarks.observe;

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecution;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.util.clock.Clock;

import io.flinkgic.benchmarks.materialization.MaterializationCounts;
import io.flinkgic.benchmarks.workload.JobProbe;
import io.flinkgic.tools.rest.FlinkRest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Disturbs a job and watches it come back. Belongs to one thread. */
final class RecoveryWatch {

    /** A job that is not behind is less behind than that. */
    private static final long CAUGHT_UP_MS = 500;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TWO = Duration.ofSeconds(2);

    private final ObservedJob job;
    private final Clock clock;
    private final StoreMeter meter;

    RecoveryWatch(ObservedJob job, Clock clock, StoreMeter meter) {
        this.job = job;
        this.clock = clock;
        this.meter = meter;
    }

    List<Recovery> failure(Duration interval) throws Exception {
        Duration betweenCheckpoints = job.checkpointInterval();
        if (meter.total().uploadedBytes(ObjectKind.LOG) > 0) {
            long started = MaterializationCounts.started();
            job.passUntil(
                    () -> MaterializationCounts.started() > started,
                    LIMIT,
                    "a materialization begins");
            // what is left passes until a checkpoint is complete: not until the next one begins
            job.pass(interval.multipliedBy(9).dividedBy(10).minus(betweenCheckpoints));
        } else {
            passUntilCompletion(); // the next one begins less than an interval later
            job.pass(interval.multipliedBy(3).dividedBy(4));
        }
        if (betweenCheckpoints.compareTo(interval) < 0) {
            passUntilCompletion();
            job.pass(betweenCheckpoints.dividedBy(2));
        }
        return List.of(watch("failure", JobProbe.IN_THIS_PROCESS::fail));
    }

    private void passUntilCompletion() throws Exception {
        int completed = JobProbe.IN_THIS_PROCESS.completed();
        job.passUntil(
                () -> JobProbe.IN_THIS_PROCESS.completed() > completed,
                LIMIT,
                "a checkpoint is complete");
    }

    List<Recovery> rescaling() throws Exception {
        FlinkRest rest = new FlinkRest(job.restAddress());
        int parallelism = parallelism();
        Recovery up = watch("scaled up", () -> scale(rest, 2 * parallelism));
        job.pass(BETWEEN_TWO);
        return List.of(up, watch("scaled down", () -> scale(rest, parallelism)));
    }

    /** All but the source, which is the first. */
    private void scale(FlinkRest rest, int parallelism) throws Exception {
        rest.rescale(job.id().toHexString(), parallelism, name -> !name.startsWith("Source"));
    }

    private Recovery watch(String title, Disturber disturber) throws Exception {
        job.passUntil(this::isPunctual, LIMIT, "it is not behind");
        int attempt = RestoreSpans.number();
        StoreCounts before = meter.total();
        long beganMs = clock.absoluteTimeMillis();
        disturber.disturb();
        SortedMap<Long, Long> lagsMs = new TreeMap<>();
        job.passUntil(
                () -> {
                    addLag(lagsMs);
                    return allRunSince(beganMs);
                },
                LIMIT,
                "all tasks run again");
        long runningMs = latest(ExecutionState.RUNNING);
        long taken = JobProbe.IN_THIS_PROCESS.records();
        job.passUntil(
                () -> {
                    addLag(lagsMs);
                    return JobProbe.IN_THIS_PROCESS.records() > taken && isPunctual();
                },
                LIMIT,
                "it has caught up");
        long caughtUpMs = clock.absoluteTimeMillis();

        Map<String, Long> phasesMs = new LinkedHashMap<>();
        long createdMs = latest(ExecutionState.CREATED);
        long restoringMs = latest(ExecutionState.INITIALIZING);
        phasesMs.put("stop", createdMs - beganMs);
        phasesMs.put("deploy", restoringMs - createdMs);
        phasesMs.put("restore", runningMs - restoringMs);
        phasesMs.put("catch up", Math.max(0, caughtUpMs - runningMs));
        phasesMs.put("all", caughtUpMs - beganMs);
        if (job.passUntil(() -> RestoreSpans.number() > attempt, REPORT_LIMIT)) {
            addSteps(attempt, phasesMs);
        }
        StoreCounts after = meter.total();
        Map<String, Long> downloadedBytes = new LinkedHashMap<>();
        for (ObjectKind kind : List.of(ObjectKind.MATERIALIZED, ObjectKind.LOG)) {
            downloadedBytes.put(
                    kind.name(), after.downloadedBytes(kind) - before.downloadedBytes(kind));
        }
        return new Recovery(title, phasesMs, downloadedBytes, lagsMs);
    }

    /** What Flink tells of a restore, and what is left: with a changelog, its replay. */
    private static void addSteps(int attempt, Map<String, Long> phasesMs) {
        long leftMs = 0;
        for (String step : List.of("InitializeState", "DownloadState", "RestoreState")) {
            OptionalLong ms = RestoreSpans.longestMs(attempt, step);
            if (ms.isPresent()) {
                phasesMs.put("of restore, " + step, ms.getAsLong());
                leftMs += step.equals("InitializeState") ? ms.getAsLong() : -ms.getAsLong();
            }
        }
        phasesMs.put("of restore, replay and all else", Math.max(0, leftMs));
    }

    private void addLag(Map<Long, Long> lagsMs) {
        lagsMs.put(clock.absoluteTimeMillis(), JobProbe.IN_THIS_PROCESS.lagMs());
    }

    private boolean isPunctual() {
        return JobProbe.IN_THIS_PROCESS.lagMs() < CAUGHT_UP_MS;
    }

    private int parallelism() throws Exception {
        int parallelism = 0;
        for (AccessExecutionVertex vertex : job.graph().getAllExecutionVertices()) {
            parallelism = Math.max(parallelism, vertex.getParallelSubtaskIndex() + 1);
        }
        return parallelism;
    }

    private boolean allRunSince(long sinceMs) {
        try {
            AccessExecutionGraph graph = job.graph();
            boolean all = graph.getAllExecutionVertices().iterator().hasNext();
            for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
                AccessExecution execution = vertex.getCurrentExecutionAttempt();
                all &=
                        execution.getState() == ExecutionState.RUNNING
                                && execution.getStateTimestamp(ExecutionState.RUNNING) >= sinceMs;
            }
            return all;
        } catch (Exception e) {
            throw new IllegalStateException("the job is not there", e);
        }
    }

    private long latest(ExecutionState state) throws Exception {
        long latestMs = 0;
        for (AccessExecutionVertex vertex : job.graph().getAllExecutionVertices()) {
            latestMs =
                    Math.max(
                            latestMs, vertex.getCurrentExecutionAttempt().getStateTimestamp(state));
        }
        return latestMs;
    }

    /** Does it. */
    @FunctionalInterface
    private interface Disturber {

        void disturb() throws Exception;
    }
}
