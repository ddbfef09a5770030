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

import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.job.RunningJob;
import io.flinkgic.tools.job.Workload;
import io.flinkgic.tools.leftovers.FileKind;
import io.flinkgic.tools.leftovers.JanitorLog;
import io.flinkgic.tools.leftovers.OrphanSearch;
import io.flinkgic.tools.leftovers.Orphans;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.rest.Restore;
import io.flinkgic.tools.rest.SourceAttempt;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Narrator;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Plays a plan on a cluster whose job runs, and notes what is seen. Used once. */
final class ChaosRun {

    private static final int CHECKPOINTS_PER_ROUND = 2;
    private static final Duration ACCOUNTS_LIMIT = Duration.ofSeconds(10);

    private static final int MAX_CLOSING_ROUNDS = 12;
    private static final ChaosPlan.Round CLOSING_ROUND =
            new ChaosPlan.Round(Fault.taskmanager, Duration.ofSeconds(1), 1);

    /** Restarts are counted anew by each JobManager. */
    private static final int NO_ATTEMPT = -1;

    private final LocalCluster cluster;
    private final RunningJob job;
    private final Workload workload;
    private final Waiting waiting;
    private final Narrator narrator;
    private final ChaosResult result;

    private int highestAttemptOfEarlierJobManagers = NO_ATTEMPT;

    ChaosRun(
            LocalCluster cluster,
            RunningJob job,
            Workload workload,
            Waiting waiting,
            Narrator narrator,
            ChaosResult result) {
        this.cluster = cluster;
        this.job = job;
        this.workload = workload;
        this.waiting = waiting;
        this.narrator = narrator;
        this.result = result;
    }

    /** The rounds; when they are over, the job runs. */
    void play(ChaosPlan plan) throws IOException, InterruptedException {
        job.awaitCheckpoints(CHECKPOINTS_PER_ROUND, waiting.nowMs());
        int number = 0;
        for (ChaosPlan.Round round : plan.rounds()) {
            number++;
            play(round, String.format("round %d of %d", number, plan.rounds().size()));
        }
        for (int i = 0; i < MAX_CLOSING_ROUNDS && !lastAttemptIsUnique(restarts()); i++) {
            play(CLOSING_ROUND, "so that the last attempt has a number of its own");
        }
    }

    private void play(ChaosPlan.Round round, String title)
            throws IOException, InterruptedException {
        int restarts = restarts();
        job.watch(round.calm());
        demandCalm(restarts);
        if (round.fault() == Fault.jobmanager) {
            highestAttemptOfEarlierJobManagers =
                    Math.max(highestAttemptOfEarlierJobManagers, restarts());
        }
        long atMs = waiting.nowMs();
        FlinkProcess killed = round.fault().strike(cluster, round.victim());
        Restore restore = job.awaitRecovery(atMs);
        long recoveredAtMs = waiting.nowMs();
        result.recovered(recoveredAtMs - atMs);
        job.awaitCheckpoints(CHECKPOINTS_PER_ROUND, recoveredAtMs);
        if (result.variant() == Variant.ours) {
            awaitAccounts(restore);
        }
        narrator.tell(
                "%s: %s killed after %.1f s, all tasks run again after %.1f s, from checkpoint %d",
                title,
                killed.name(),
                round.calm().toMillis() / 1000.0,
                (recoveredAtMs - atMs) / 1000.0,
                restore.checkpointId());
    }

    /** Rows name their attempt, which must be that of one JobManager only. */
    private boolean lastAttemptIsUnique(int number) {
        return number > highestAttemptOfEarlierJobManagers;
    }

    /** Counts orphans at once, and when whoever deletes them may have done so. */
    void searchOrphans(OrphanSearch search, ChaosSettings settings)
            throws IOException, InterruptedException {
        int restarts = restarts();
        long endedAtMs = waiting.nowMs();
        Orphans before = search(search, settings);
        result.orphansBeforeLease(before);
        narrator.tell("%d orphans of %d bytes before the lease", before.files(), before.bytes());
        long leaseEndsAtMs = endedAtMs + settings.lease().toMillis();
        job.watch(Duration.ofMillis(Math.max(0, leaseEndsAtMs - waiting.nowMs())));
        long limitMs = endedAtMs + settings.limitForJanitor().toMillis();
        Orphans after = search(search, settings);
        while (result.variant() == Variant.ours
                && !avoidable(after).none()
                && waiting.nowMs() < limitMs) {
            after = search(search, settings);
        }
        result.orphansAfterLease(after, avoidable(after));
        narrator.tell(
                "%d orphans of %d bytes after the lease, %.0f s after the last round",
                after.files(), after.bytes(), (waiting.nowMs() - endedAtMs) / 1000.0);
        demandCalm(restarts);
    }

    /** Stops the job and judges its output. */
    void finish(WorkDirectory work) throws IOException, InterruptedException {
        job.stop(work.savepoints());
        result.checkpoints(job.history());
        SourceAttempt last = cluster.rest().lastAttempt(job.id(), workload.sourceVertex());
        boolean unique = lastAttemptIsUnique(last.number());
        if (result.variant() == Variant.ours) {
            tellJanitor();
        }
        narrator.tell(
                unique
                        ? "the source says how much it emitted in its last attempt"
                        : "the output is judged by itself: the last attempt has the number of an"
                                + " earlier one");
        result.output(
                workload.verify(
                        work.output(),
                        Optional.of(new LastAttempt(last.number(), last.emittedRecords()))
                                .filter(it -> unique)));
    }

    /** Of each JobManager there was. */
    private void tellJanitor() throws IOException {
        for (FlinkProcess jobManager : cluster.allJobManagers()) {
            JanitorLog janitor = JanitorLog.of(jobManager.log());
            narrator.tell(
                    "the janitor of %s deleted %d files of %d bytes",
                    jobManager.name(), janitor.files(), janitor.bytes());
        }
    }

    private Orphans search(OrphanSearch search, ChaosSettings settings)
            throws IOException, InterruptedException {
        return search.search(() -> job.watch(settings.work()), () -> job.watch(settings.cleanUp()));
    }

    /**
     * A JobManager that is killed while it writes the metadata of a checkpoint leaves the half of
     * it in the folder of that checkpoint, with or without a changelog. Flink deletes it never, and
     * the janitor does not touch these folders.
     */
    private Orphans avoidable(Orphans orphans) {
        boolean jobManagerKilled = highestAttemptOfEarlierJobManagers != NO_ATTEMPT;
        return jobManagerKilled ? orphans.without(FileKind.CHECKPOINT) : orphans;
    }

    private int restarts() throws IOException, InterruptedException {
        return cluster.rest().lastAttempt(job.id(), workload.sourceVertex()).number();
    }

    private void demandCalm(int restartsBefore) throws IOException, InterruptedException {
        int now = restarts();
        result.demand(
                now == restartsBefore,
                String.format(
                        "no restart without a fault, but %d: %s",
                        now - restartsBefore, cluster.rest().latestFailure(job.id())));
    }

    /** The JobManager accounts for the checkpoints since the restore. */
    private void awaitAccounts(Restore restore) throws IOException, InterruptedException {
        waiting.until(
                "accounts of the changelog",
                ACCOUNTS_LIMIT,
                () ->
                        Optional.of(cluster.rest().accountedCheckpoint(job.id()))
                                .filter(checkpoint -> checkpoint > restore.checkpointId()));
    }
}
