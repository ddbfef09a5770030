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
import io.flinkgic.tools.leftovers.CheckpointMetadataReader;
import io.flinkgic.tools.leftovers.JanitorLog;
import io.flinkgic.tools.leftovers.OrphanSearch;
import io.flinkgic.tools.leftovers.Orphans;
import io.flinkgic.tools.rest.Restore;
import io.flinkgic.tools.stage.Narrator;
import io.flinkgic.tools.stage.Surroundings;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;
import io.flinkgic.tools.store.Store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Plays a plan on a cluster whose job runs, and notes what is seen. Used once. */
final class ChaosRun {

    private static final int CHECKPOINTS_PER_ROUND = 2;
    private static final Duration ACCOUNTS_LIMIT = Duration.ofSeconds(10);

    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(75);
    private static final Duration REMOVAL_PAUSE = Duration.ofMillis(500);
    private static final int SHOWN = 10;
    private static final Duration CLOSING_CALM = Duration.ofSeconds(1);

    private final Scene scene;
    private final JobRuns jobs;
    private final Workload workload;
    private final WorkDirectory work;
    private final Waiting waiting;
    private final Narrator narrator;
    private final ChaosResult result;

    ChaosRun(
            Scene scene,
            Workload workload,
            WorkDirectory work,
            Waiting waiting,
            Narrator narrator,
            ChaosResult result) {
        this.scene = scene;
        this.jobs = scene.jobs();
        this.workload = workload;
        this.work = work;
        this.waiting = waiting;
        this.narrator = narrator;
        this.result = result;
    }

    /** The rounds; when they are over, the job runs. */
    void play(ChaosPlan plan) throws IOException, InterruptedException {
        job().awaitCheckpoints(CHECKPOINTS_PER_ROUND, waiting.nowMs());
        int number = 0;
        for (ChaosPlan.Round round : plan.rounds()) {
            number++;
            play(round, String.format("round %d of %d", number, plan.rounds().size()));
        }
    }

    /** Shows that the janitor has left what a restore needs. To be called after the search. */
    void restoreFromWhatIsLeft() throws IOException, InterruptedException {
        play(
                new ChaosPlan.Round(Fault.taskmanager, CLOSING_CALM, 1),
                "from what the janitor has left");
    }

    private void play(ChaosPlan.Round round, String title)
            throws IOException, InterruptedException {
        int restarts = jobs.restarts();
        job().watch(round.calm());
        demandCalm(restarts);
        OptionalLong newest = job().history().newestCompleted();
        long atMs = waiting.nowMs();
        result.struck(round.fault());
        Injury injury = round.fault().strike(scene, round.victim());
        String what =
                String.format(
                        "%s: %s after %.1f s",
                        title, injury.what(), round.calm().toMillis() / 1000.0);
        if (injury.restarts()) {
            Restore restore = recover(atMs, what);
            newest.ifPresent(
                    least ->
                            result.demand(
                                    restore.checkpointId() >= least,
                                    String.format(
                                            "a restore from checkpoint %d or later, but %d: %s",
                                            least, restore.checkpointId(), what)));
            result.demand(
                    injury.fails() || scene.cluster().rest().failures(job().id(), atMs) == 0,
                    "no failure, but there was one: " + what);
        }
        if (injury.goesOn()) {
            goOn(round.fault(), injury, what);
        }
    }

    private Restore recover(long atMs, String what) throws IOException, InterruptedException {
        Restore restore = job().awaitRecovery(atMs);
        long recoveredAtMs = waiting.nowMs();
        result.recovered(recoveredAtMs - atMs);
        job().awaitCheckpoints(CHECKPOINTS_PER_ROUND, recoveredAtMs);
        if (result.variant() == Variant.ours) {
            awaitAccounts(restore);
        }
        narrator.tell(
                "%s, all tasks run again after %.1f s, from checkpoint %d, in %d slots",
                what,
                (recoveredAtMs - atMs) / 1000.0,
                restore.checkpointId(),
                scene.cluster().rest().progress(job().id()).parallelism());
        return restore;
    }

    /** The job takes checkpoints again afterwards, and is not disturbed if it need not be. */
    private void goOn(Fault fault, Injury injury, String what)
            throws IOException, InterruptedException {
        int restarts = jobs.restarts();
        long beganAtMs = waiting.nowMs();
        injury.next().take();
        job().watch(injury.length());
        result.demand(
                fault.letsCheckpointsPass() || job().completedSince(beganAtMs) == 0,
                "no checkpoint in an outage, but there were some: " + what);
        injury.end().take();
        long endedAtMs = waiting.nowMs();
        job().awaitRunning();
        job().awaitCheckpoints(CHECKPOINTS_PER_ROUND, endedAtMs);
        if (!injury.disturbs()) {
            demandCalm(restarts);
        }
        narrator.tell(
                "%s, went on for %.1f s, %d checkpoints are complete %.1f s later",
                what,
                injury.length().toMillis() / 1000.0,
                CHECKPOINTS_PER_ROUND,
                (waiting.nowMs() - endedAtMs) / 1000.0);
    }

    /** Counts orphans at once, and when whoever deletes them may have done so. */
    void searchOrphans(CheckpointMetadataReader reader, ChaosSettings settings)
            throws IOException, InterruptedException {
        Store store = scene.store();
        OrphanSearch search =
                new OrphanSearch(
                        reader,
                        store.checkpoints().resolve(job().id()),
                        store.log().resolve(job().id()),
                        store::onDisk);
        int restarts = jobs.restarts();
        long endedAtMs = waiting.nowMs();
        Orphans before = search(search, settings);
        result.orphansBeforeLease(before);
        narrator.tell("%d orphans of %d bytes before the lease", before.files(), before.bytes());
        long leaseEndsAtMs = endedAtMs + settings.lease().toMillis();
        job().watch(Duration.ofMillis(Math.max(0, leaseEndsAtMs - waiting.nowMs())));
        long limitMs = endedAtMs + settings.limitForJanitor().toMillis();
        Orphans after = search(search, settings);
        while (result.variant() == Variant.ours && !after.none() && waiting.nowMs() < limitMs) {
            after = search(search, settings);
        }
        result.orphansAfterLease(after);
        narrator.tell(
                "%d orphans of %d bytes after the lease, %.0f s after the last round",
                after.files(), after.bytes(), (waiting.nowMs() - endedAtMs) / 1000.0);
        demandCalm(restarts);
    }

    /** Stops the job and judges its output and the logs. */
    void finish(Surroundings surroundings) throws IOException, InterruptedException {
        surroundings.settle();
        job().stop(work.savepoints());
        surroundings.collect(work.output());
        if (result.variant() == Variant.ours) {
            demandNothingLeft();
        }
        result.checkpoints(jobs.histories());
        if (result.variant() == Variant.ours) {
            tellJanitor();
        }
        result.output(workload.verify(work.output(), Optional.of(jobs.lastAttempt())));
        List<String> secrets = SecretSearch.in(work.logs());
        result.demand(
                secrets.isEmpty() || result.variant() == Variant.stock,
                "no secret in the logs, but " + secrets);
    }

    /** When a job has ended for good, and its checkpoints are discarded, no file is needed. */
    private void demandNothingLeft() throws IOException, InterruptedException {
        long limitMs = waiting.nowMs() + REMOVAL_LIMIT.toMillis();
        Orphans left = OrphanSearch.leftIn(foldersOf(jobs.ids()), false);
        while (!left.none() && waiting.nowMs() < limitMs) {
            waiting.pass(REMOVAL_PAUSE);
            left = OrphanSearch.leftIn(foldersOf(jobs.ids()), false);
        }
        result.demand(left.none(), "nothing left by ended jobs, but " + left.largest(SHOWN));
    }

    private List<Path> foldersOf(List<String> ids) {
        List<Path> folders = new ArrayList<>();
        for (String id : ids) {
            folders.add(scene.store().checkpoints().resolve(id));
            folders.add(scene.store().log().resolve(id));
        }
        return folders;
    }

    /** Of each JobManager there was. */
    private void tellJanitor() throws IOException {
        for (FlinkProcess jobManager : scene.cluster().allJobManagers()) {
            JanitorLog janitor = JanitorLog.of(jobManager.log());
            narrator.tell(
                    "the janitor of %s deleted %d files of %d bytes",
                    jobManager.name(), janitor.files(), janitor.bytes());
        }
    }

    private Orphans search(OrphanSearch search, ChaosSettings settings)
            throws IOException, InterruptedException {
        Orphans ofRunning =
                search.search(
                        () -> job().watch(settings.work()), () -> job().watch(settings.cleanUp()));
        return ofRunning.and(OrphanSearch.leftIn(foldersOf(jobs.ended()), true));
    }

    private RunningJob job() {
        return jobs.current();
    }

    private void demandCalm(int restartsBefore) throws IOException, InterruptedException {
        int now = jobs.restarts();
        result.demand(
                now == restartsBefore,
                String.format(
                        "no restart without a fault, but %d: %s",
                        now - restartsBefore, scene.cluster().rest().latestFailure(job().id())));
    }

    /** The JobManager accounts for the checkpoints since the restore. */
    private void awaitAccounts(Restore restore) throws IOException, InterruptedException {
        waiting.until(
                "accounts of the changelog",
                ACCOUNTS_LIMIT,
                () ->
                        Optional.of(scene.cluster().rest().accountedCheckpoint(job().id()))
                                .filter(checkpoint -> checkpoint > restore.checkpointId()));
    }
}
