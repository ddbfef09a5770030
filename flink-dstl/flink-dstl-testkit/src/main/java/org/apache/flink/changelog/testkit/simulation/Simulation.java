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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.changelog.testkit.FaultPlan;
import org.apache.flink.changelog.testkit.FaultPlan.Hang;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.testkit.FaultySegmentStore;
import org.apache.flink.changelog.testkit.InMemorySegmentStore;
import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One random history of a job with its log, its JobManager and a store that fails, from one seed.
 * After every event: whatever a retained checkpoint needs is there, and memory is bounded. Whenever
 * a checkpoint completes, and before every restart: it reads back as the model says. After things
 * have come to rest: no file is left that nobody needs, except those that only a janitor can know
 * of; no request hangs, no memory is counted, and nothing is open.
 *
 * <p>Used by one thread.
 */
public final class Simulation {

    private static final Step[] FAULTY = {
        Step.BEGIN, Step.APPEND, Step.COMMIT, Step.COMMIT_ANSWER, Step.CLOSE, Step.DELETE
    };

    private final Random random;
    private final SimulationSettings settings;
    private final Trace trace = new Trace();
    private final InMemorySegmentStore medium = new InMemorySegmentStore();
    private final SeededScheduler scheduler;
    private final FaultPlan plan;
    private final SimulatedCluster cluster;
    private final SimulatedJob job;

    /** Of those that may be pending at once. */
    private final int maxPending;

    /** How often crashes and failures of tasks come: one event in so many. */
    private final int failureInterval;

    private final List<Hang> hangs = new ArrayList<>();

    private Simulation(long seed, SimulationSettings settings) {
        this.random = new Random(seed);
        this.settings = settings;
        this.scheduler = new SeededScheduler(random);
        this.plan = new FaultPlan(scheduler);
        this.maxPending = 1 + random.nextInt(settings.maxOverlappingCheckpoints());
        this.failureInterval = 200 << random.nextInt(5);
        this.cluster =
                new SimulatedCluster(new FaultySegmentStore(medium, plan), scheduler, random);
        this.job = new SimulatedJob(cluster, scheduler, random, trace);
    }

    /**
     * Runs one history.
     *
     * @throws AssertionError with the last events, if something does not hold
     */
    public static History run(long seed, SimulationSettings settings) {
        Simulation simulation = new Simulation(seed, settings);
        try {
            simulation.run();
            return new History(
                    simulation.job.jobManager().completions(), simulation.trace.toString());
        } catch (Throwable t) {
            throw new AssertionError("seed " + seed + ", last events:\n" + simulation.trace, t);
        } finally {
            simulation.scheduler.close();
        }
    }

    private void run() throws Exception {
        for (int i = 0; i < settings.events(); i++) {
            event();
            check();
        }
        comeToRest();
        completeSomeCheckpoints();
        checkFiles();
        job.end();
        letTimePass();
        job.checkAnswered();
        cluster.checkEnded();
        checkThat(scheduler.commands() == 0, "I/O has not ended");
    }

    private void event() throws Exception {
        if (random.nextInt(failureInterval) == 0) {
            fail();
            return;
        }
        int drawn = random.nextInt(200);
        if (drawn < 146) {
            if (scheduler.hasReady()) {
                scheduler.runOne();
            }
        } else if (drawn < 166) {
            job.work();
        } else if (drawn < 178) {
            triggerIfAllowed();
        } else if (drawn < 188) {
            job.materializeOne();
        } else if (drawn < 196) {
            advance();
        } else if (drawn < 198) {
            breakSomething();
        } else if (drawn < 199) {
            trace.add("healed");
            plan.heal();
        } else {
            abortOne();
        }
    }

    private void fail() {
        switch (random.nextInt(7)) {
            case 0:
            case 1:
                job.crashTaskManager();
                break;
            case 2:
                job.failJobManager();
                break;
            case 3:
                job.shutDownStorage();
                break;
            default:
                job.failTask();
        }
    }

    private void triggerIfAllowed() {
        boolean mayOverlap = settings.maxOverlappingCheckpoints() > 1;
        if (!job.isRestarting()
                && job.jobManager().pending().size() < maxPending
                && (mayOverlap || job.lastBarriersArrivedAWhileAgo())) {
            job.trigger();
        }
    }

    private void abortOne() {
        List<Long> pending = job.jobManager().pending();
        if (!pending.isEmpty()) {
            job.jobManager().abort(pending.get(random.nextInt(pending.size())));
        }
    }

    private void advance() {
        int usual = settings.maxOverlappingCheckpoints() > 1 ? 50 : 250;
        int millis = random.nextInt(10) == 0 ? random.nextInt(3_000) : random.nextInt(usual);
        scheduler.advance(Duration.ofMillis(millis));
    }

    private void breakSomething() {
        Step step = FAULTY[random.nextInt(FAULTY.length)];
        int next = plan.count(step) + 1 + random.nextInt(2);
        int kind = random.nextInt(6);
        trace.add("fault " + kind + " at " + step + " " + next);
        switch (kind) {
            case 0:
                plan.fail(step, next);
                break;
            case 1:
                plan.failAll(step);
                break;
            case 2:
                plan.outOfSpace(step, next);
                break;
            case 3:
                Duration duration = Duration.ofMillis(random.nextInt(3_000));
                plan.delay(step, next, duration, scheduler.clock());
                break;
            case 4:
                hangs.add(plan.hang(step, next));
                break;
            case 5:
                releaseHangs();
                break;
            default:
                throw new IllegalStateException("fault " + kind);
        }
    }

    /** In the order in which they were planned, so that none hangs for ever. */
    private void releaseHangs() {
        int count = random.nextInt(hangs.size() + 1);
        hangs.subList(0, count).forEach(Hang::release);
        hangs.subList(0, count).clear();
    }

    /** After every event. */
    private void check() {
        Set<String> needed = job.jobManager().neededFiles();
        if (!medium.hasAll(needed)) {
            Set<String> missing = new TreeSet<>(needed);
            missing.removeAll(medium.names());
            throw new AssertionError("deleted, but retained checkpoints need them: " + missing);
        }
        cluster.checkMemory();
    }

    // ------------------------------------------------------------ the end

    private void comeToRest() {
        trace.add("from now on all is well");
        job.becomeReliable();
        plan.heal();
        hangs.forEach(Hang::release);
        letTimePass();
        job.checkAnswered();
        cluster.checkNotBackPressured();
        job.jobManager().abortAll();
        letTimePass();
        checkThat(!job.isRestarting(), "the job does not come back");
    }

    private void letTimePass() {
        for (int i = 0; i < 50; i++) {
            while (scheduler.hasReady()) {
                scheduler.runOne();
                check();
            }
            scheduler.advance(Duration.ofMillis(400));
        }
    }

    /** As many as it takes to subsume everything that was before. */
    private void completeSomeCheckpoints() throws Exception {
        int retained = job.jobManager().retainedCount();
        for (int i = 0; i < 2 * retained + 2; i++) {
            job.work();
            if (i == 1) {
                job.materializeAll();
            }
            int before = job.jobManager().completions();
            job.trigger();
            letTimePass();
            checkThat(
                    job.jobManager().completions() == before + 1,
                    "a checkpoint does not complete though all is well");
        }
        job.jobManager().retained().forEach(JobCheckpoint::checkRestorable);
    }

    private void checkFiles() {
        Set<String> left = new TreeSet<>(medium.names());
        left.removeAll(job.jobManager().neededFiles());
        Set<String> leaked = new TreeSet<>(left);
        leaked.removeAll(job.filesThatMayBeLeft());
        checkThat(leaked.isEmpty(), "left, and nobody needs them: " + leaked);
        left.forEach(medium::delete); // the janitor
        check();
        checkThat(
                medium.names().equals(job.jobManager().neededFiles()),
                "the janitor leaves what is needed");
    }

    private static void checkThat(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
