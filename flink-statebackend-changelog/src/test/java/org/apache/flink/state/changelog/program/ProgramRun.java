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
package org.apache.flink.state.changelog.program;

import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs one program on jobs of ours and on the model, and compares them. What always holds:
 *
 * <ul>
 *   <li>after each restore all states and timers are those of the checkpoint's moment, in the job
 *       itself or in a second restore of the same;
 *   <li>at the end, each retained checkpoint and each savepoint can be restored, at any
 *       parallelism, with the changelog and without;
 *   <li>when the job has ended, no file is left that the JobManager ever heard of, but those of
 *       savepoints, and of checkpoints that no job claimed;
 *   <li>nor is one of a materialization that the JobManager never heard of, unless a checkpoint may
 *       refer to it of whose end its subtask has not heard when it ends itself, or that was aborted
 *       when it could have been acknowledged, later than the last complete one. So nothing is left
 *       of a subtask that ends while no checkpoint is pending or in such doubt, and no notification
 *       under way or lost.
 * </ul>
 */
final class ProgramRun {

    /** More in a row fail the job. */
    private static final int MAX_FAILED_MATERIALIZATIONS = 3;

    /** They have a thread of their own. */
    private static final Duration DELETIONS_LIMIT = Duration.ofSeconds(5);

    private final Program program;
    private final Cluster cluster;
    private final List<Restorable> ofTheUser = new ArrayList<>();
    private final Set<String> abandoned = new TreeSet<>();
    private RunningJob job;
    private int failedMaterializations;

    /** Whether the next materialization that begins shall fail. */
    private boolean failMaterialization;

    private ProgramRun(Program program) throws Exception {
        this.program = program;
        this.cluster = new Cluster(program.job().inline);
        this.job =
                RunningJob.fresh(
                        cluster,
                        new Cluster.JobForm(program.job().rocksDb, true),
                        program.job().parallelism,
                        program.job().retained);
    }

    /** Fails if something does not hold. */
    static void run(Program program) throws Exception {
        ProgramRun run = new ProgramRun(program);
        try {
            run.applyAll();
            run.finish();
        } catch (Throwable t) {
            try {
                run.job.cancel();
            } catch (Throwable another) {
                t.addSuppressed(another);
            }
            throw t;
        } finally {
            run.cluster.close();
        }
    }

    private void applyAll() {
        for (int number = 0; number < program.steps().size(); number++) {
            Step step = program.steps().get(number);
            try {
                apply(step);
            } catch (Throwable t) {
                throw new AssertionError("step " + (number + 1) + ": " + step, t);
            }
        }
    }

    private void apply(Step step) throws Exception {
        switch (step.kind().group()) {
            case KEYED:
                for (Subtask subtask : job.subtasks()) {
                    new TableSteps(
                                    subtask.states(),
                                    job.model(),
                                    subtask.range(),
                                    job.form().logged)
                            .apply(step);
                }
                return;
            case TIMERS:
                applyToTimers(step);
                return;
            default:
                applyToJob(step);
        }
    }

    private void applyToTimers(Step step) throws Exception {
        if (TimerSteps.isOfOneSubtask(step)) {
            timers(job.subtask(step.argument(0))).apply(step);
            return;
        }
        for (Subtask subtask : job.subtasks()) {
            timers(subtask).apply(step);
        }
    }

    private TimerSteps timers(Subtask subtask) {
        return new TimerSteps(subtask.states(), job.model(), subtask.range());
    }

    private void applyToJob(Step step) throws Exception {
        switch (step.kind()) {
            case READ:
                job.check();
                return;
            case UPLOAD:
                cluster.log.upload();
                return;
            case FAIL_UPLOADS:
                cluster.log.failUploads(step.argument(0));
                return;
            case FAIL_MATERIALIZATION:
                failMaterialization = failedMaterializations < MAX_FAILED_MATERIALIZATIONS;
                return;
            case CHECKPOINT:
                job.beginCheckpoint(step.argument(0) == 3);
                return;
            case SAVEPOINT:
                job.beginSavepoint(
                        step.argument(0) % 2 == 0
                                ? SavepointFormatType.CANONICAL
                                : SavepointFormatType.NATIVE,
                        step.argument(0) > 1);
                return;
            case STORE:
            case COMPLETE:
            case ABORT:
                Optional<PendingParts> parts = job.pending(step.argument(0));
                if (parts.isPresent()) {
                    end(step, parts.get());
                }
                return;
            case DELIVER:
                job.subtask(step.argument(0)).deliver();
                return;
            case MATERIALIZE:
                materialize(job.subtask(step.argument(0)));
                return;
            case FINISH_MATERIALIZATION:
                job.subtask(step.argument(0)).finishMaterialization();
                return;
            case FAIL:
                fail(step);
                return;
            case RESTART:
                restart(step);
                return;
            default:
                throw new AssertionError(step);
        }
    }

    private void end(Step step, PendingParts parts) throws Exception {
        int mask = step.argument(1);
        switch (step.kind()) {
            case STORE:
                if (!job.store(parts, mask)) {
                    job.abort(parts, 0);
                }
                return;
            case COMPLETE:
                job.complete(parts, mask).ifPresent(ofTheUser::add);
                return;
            default:
                job.abort(parts, mask);
        }
    }

    private void materialize(Subtask subtask) throws Exception {
        if (subtask.materialize(failMaterialization) && failMaterialization) {
            failMaterialization = false;
            failedMaterializations++;
        }
    }

    private void fail(Step step) throws Exception {
        failedMaterializations = 0;
        boolean rescaled = step.argument(1) > 1;
        job.failAndRecover(rescaled ? step.argument(0) + 1 : job.subtasks().size());
        checkRestored(step.argument(1) % 2 == 0);
    }

    private void restart(Step step) throws Exception {
        List<Restorable> sources = new ArrayList<>(job.completed().retained());
        for (int i = ofTheUser.size() - 1; i >= 0; i--) {
            sources.add(ofTheUser.get(i));
        }
        if (sources.isEmpty()) {
            return;
        }
        failedMaterializations = 0;
        job.cancel();
        Restorable chosen = sources.get(step.argument(0) % sources.size());
        RestoreMode mode = mode(step.argument(2));
        ofTheUser.remove(chosen);
        abandoned.addAll(cluster.disk.sent());
        if (mode == RestoreMode.CLAIM) {
            claim(cluster.disk.filesOf(chosen.readAgain()));
        } else {
            ofTheUser.add(chosen);
        }
        boolean otherTable = step.argument(3) == 3 && chosen.canonical;
        boolean otherLog = step.argument(3) > 1 && !otherTable;
        job =
                RunningJob.restored(
                        cluster,
                        new Cluster.JobForm(
                                chosen.rocksDb != otherTable, job.form().logged != otherLog),
                        step.argument(1) + 1,
                        program.job().retained,
                        new Restorable(
                                chosen.id,
                                chosen.readAgain(),
                                chosen.model,
                                chosen.rocksDb,
                                chosen.canonical),
                        mode);
        checkRestored(step.argument(4) == 0);
    }

    /**
     * Comparing registers all states. So that there are also jobs that ask for none of them, or
     * late, a second restore of the same may be compared instead, which is thrown away.
     */
    private void checkRestored(boolean inPlace) throws Exception {
        if (inPlace) {
            job.check();
            return;
        }
        Optional<Restorable> origin = job.completed().latest();
        if (origin.isPresent()) {
            origin.get().check(cluster, job.form(), job.subtasks().size());
        }
    }

    /** The next job owns these files; whatever else needs them is the user's no more. */
    private void claim(Set<String> files) throws Exception {
        abandoned.removeAll(files);
        for (Restorable other : new ArrayList<>(ofTheUser)) {
            if (!Collections.disjoint(files, cluster.disk.filesOf(other.readAgain()))) {
                ofTheUser.remove(other);
            }
        }
    }

    /** LEGACY will go, but is there. */
    @SuppressWarnings("deprecation")
    private static RestoreMode mode(int choice) {
        switch (choice) {
            case 0:
            case 1:
                return RestoreMode.CLAIM;
            case 2:
                return RestoreMode.NO_CLAIM;
            default:
                return RestoreMode.LEGACY;
        }
    }

    private void finish() throws Exception {
        cluster.log.failUploads(0);
        job.recover();
        job.check();
        for (Optional<PendingParts> old = job.pending(0); old.isPresent(); old = job.pending(0)) {
            job.complete(old.get(), 0).ifPresent(ofTheUser::add);
        }
        // As many as are retained: of what the job does not own, Flink then keeps nothing either.
        for (int i = 0; i < program.job().retained; i++) {
            job.beginCheckpoint(false);
            job.complete(job.pending(0).orElseThrow(), 0);
        }
        for (Restorable retained : job.completed().retained()) {
            check(retained);
        }
        job.cancel();
        job.completed().shutdown();
        for (Restorable kept : ofTheUser) {
            check(kept);
        }
        Set<String> leaked = cluster.disk.files();
        leaked.retainAll(cluster.disk.sent());
        leaked.removeAll(abandoned);
        for (Restorable kept : ofTheUser) {
            leaked.removeAll(cluster.disk.filesOf(kept.readAgain()));
        }
        assertThat(leaked).as("files that no job needs").isEmpty();
        Awaitility.await()
                .atMost(DELETIONS_LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(
                        () ->
                                assertThat(cluster.ownerless())
                                        .as("files of materializations that were never used")
                                        .isEmpty());
    }

    private void check(Restorable restorable) {
        int parallelism = 1 + (int) (restorable.id % Argument.PARALLELISM.bound());
        boolean logged = restorable.id % 3 != 0;
        try {
            restorable.check(cluster, new Cluster.JobForm(restorable.rocksDb, logged), parallelism);
        } catch (Throwable t) {
            throw new AssertionError(
                    String.format(
                            "checkpoint or savepoint %d, restored with parallelism %d, %s",
                            restorable.id, parallelism, logged ? "logged" : "not logged"),
                    t);
        }
    }
}
