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

import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A job of several tasks on several TaskManagers: its attempts, the barriers on their way to each
 * task, and the messages between its tasks and the JobManager.
 */
final class SimulatedJob implements SimulatedJobManager.Tasks {

    private static final int KEY_GROUPS = 16;
    private static final int MAX_PARALLELISM = 5;

    /** More than any persist delay. */
    private static final long A_WHILE_MILLIS = 100;

    private final SimulatedCluster cluster;
    private final SeededScheduler scheduler;
    private final Random random;
    private final Trace trace;
    private final SimulatedJobManager jobManager;

    private final List<SimulatedTask> allTasks = new ArrayList<>();

    private int parallelism;

    /** Of the current attempt. */
    private List<SimulatedTask> tasks = new ArrayList<>();

    /** On their way; the barriers of one task do not overtake one another. */
    private final List<Deque<Runnable>> barriers = new ArrayList<>();

    private long lastBarrierMillis;
    private int attempt;
    private boolean restarting;
    private boolean reliable;

    SimulatedJob(SimulatedCluster cluster, SeededScheduler scheduler, Random random, Trace trace) {
        this.cluster = cluster;
        this.scheduler = scheduler;
        this.random = random;
        this.trace = trace;
        this.jobManager =
                new SimulatedJobManager(1 + random.nextInt(1 + random.nextInt(3)), this, scheduler);
        startTasks();
    }

    SimulatedJobManager jobManager() {
        return jobManager;
    }

    /** From now on no message is lost. */
    void becomeReliable() {
        reliable = true;
    }

    boolean isRestarting() {
        return restarting;
    }

    // ------------------------------------------------------------ what may happen

    void work() throws Exception {
        SimulatedTask task = tasks.get(random.nextInt(parallelism));
        if (!task.hasEnded()) {
            task.work();
        }
    }

    void materializeOne() {
        materialize(tasks.get(random.nextInt(parallelism)), random.nextInt(5) > 0);
    }

    /** Every task is materialized. */
    void materializeAll() {
        for (SimulatedTask task : tasks) {
            materialize(task, true); // ends one that is under way
            materialize(task, true);
            materialize(task, true);
        }
    }

    private void materialize(SimulatedTask task, boolean success) {
        if (task.hasEnded()) {
            return;
        }
        if (task.isMaterializing()) {
            trace.add(task + " ends its materialization: " + success);
            task.endMaterialization(success);
        } else if (task.canMaterialize()) {
            trace.add(task + " begins to materialize");
            task.beginMaterialization();
            if (task.isMaterializing() && random.nextBoolean()) {
                task.endMaterialization(success);
            }
        }
    }

    void trigger() {
        boolean materialize = random.nextInt(15) == 0;
        long id = jobManager.trigger(parallelism);
        trace.add("trigger " + id + (materialize ? ", full" : ""));
        for (int i = 0; i < parallelism; i++) {
            int index = i;
            SimulatedTask task = tasks.get(i);
            Deque<Runnable> queue = barriers.get(i);
            queue.addLast(() -> barrier(id, index, task, materialize));
            scheduler.send(() -> Optional.ofNullable(queue.pollFirst()).ifPresent(Runnable::run));
        }
    }

    /** Long enough ago for whatever waits for more to join it. */
    boolean lastBarriersArrivedAWhileAgo() {
        return barriers.stream().allMatch(Deque::isEmpty)
                && scheduler.clock().relativeTimeMillis() > lastBarrierMillis + A_WHILE_MILLIS;
    }

    private void barrier(long id, int index, SimulatedTask task, boolean materialize) {
        if (task.hasEnded()) {
            return;
        }
        trace.add(task + " takes " + id);
        lastBarrierMillis = scheduler.clock().relativeTimeMillis();
        task.checkpoint(
                id,
                materialize,
                (snapshot, failure) -> {
                    scheduler.pause(); // others may run while a listener does
                    if (!task.taskManager().isCrashed()) {
                        answer(id, index, task, snapshot, failure);
                    }
                });
    }

    private void answer(
            long id,
            int index,
            SimulatedTask task,
            Optional<TaskSnapshot> snapshot,
            Optional<Throwable> failure) {
        if (isLost(50)) {
            trace.add("the answer of " + task + " for " + id + " is lost");
            return;
        }
        scheduler.send(
                () -> {
                    if (snapshot.isPresent()) {
                        trace.add(task + " acknowledges " + id + " " + snapshot.get().files());
                        jobManager.acknowledge(id, index, snapshot.get());
                    } else {
                        trace.add(task + " declines " + id + ": " + failure.orElseThrow());
                        jobManager.abort(id);
                    }
                });
    }

    @Override
    public void confirm(long checkpointId, Optional<Long> subsumed) {
        trace.add(checkpointId + " is complete; retained: " + jobManager.neededFiles());
        for (SimulatedTask task : tasks) {
            notify(task, "confirm " + checkpointId, () -> task.confirm(checkpointId));
            subsumed.ifPresent(id -> notify(task, "subsume " + id, () -> task.subsumed(id)));
        }
    }

    @Override
    public void abort(long checkpointId) {
        trace.add(checkpointId + " is aborted");
        for (SimulatedTask task : tasks) {
            notify(task, "abort " + checkpointId, () -> task.abort(checkpointId));
        }
    }

    private void notify(SimulatedTask task, String what, Runnable notification) {
        if (isLost(40)) {
            trace.add("lost: " + task + " " + what);
            return;
        }
        scheduler.send(
                () -> {
                    if (!task.hasEnded()) {
                        trace.add(task + " hears " + what);
                        notification.run();
                    }
                });
    }

    private boolean isLost(int oneIn) {
        return !reliable && random.nextInt(oneIn) == 0;
    }

    // ------------------------------------------------------------ failures and restarts

    void crashTaskManager() {
        SimulatedTaskManager victim = cluster.crashOne();
        trace.add(victim + " crashes");
        allTasks.stream()
                .filter(task -> task.taskManager() == victim)
                .forEach(SimulatedTask::vanish);
        restart();
    }

    void failTask() {
        SimulatedTask task = tasks.get(random.nextInt(parallelism));
        if (!task.hasEnded()) {
            trace.add(task + " fails");
            close(task);
            restart();
        }
    }

    /** A TaskManager shuts down: its storage may be closed before its tasks are. */
    void shutDownStorage() {
        SimulatedTaskManager victim = cluster.any();
        trace.add(victim + " closes its storage under its tasks");
        victim.closeStorage();
        tasks.stream()
                .filter(task -> task.taskManager() == victim && !task.hasEnded())
                .forEach(this::close);
        restart();
    }

    void failJobManager() {
        trace.add("the JobManager fails");
        jobManager.failOver();
        restart();
    }

    /** All tasks are cancelled, one after the other; then the job starts again. */
    private void restart() {
        if (restarting) {
            return;
        }
        restarting = true;
        jobManager.abortAll();
        for (SimulatedTask task : tasks) {
            scheduler.send(() -> cancel(task));
        }
        scheduler.send(this::startAgainWhenAllHaveEnded);
    }

    private void cancel(SimulatedTask task) {
        if (!task.hasEnded()) {
            trace.add(task + " is cancelled");
            close(task);
        }
    }

    private void close(SimulatedTask task) {
        if (random.nextInt(3) == 0) {
            task.closeByAnother();
        } else {
            task.close();
        }
    }

    private void startAgainWhenAllHaveEnded() {
        if (!tasks.stream().allMatch(SimulatedTask::hasEnded)) {
            scheduler.send(this::startAgainWhenAllHaveEnded);
            return;
        }
        cluster.closeSomeStorages(taskManager -> trace.add(taskManager + " closes its storage"));
        restarting = false;
        startTasks();
    }

    private void startTasks() {
        attempt++;
        JobCheckpoint latest = jobManager.latest();
        latest.checkRestorable();
        if (parallelism == 0 || random.nextInt(3) == 0) {
            parallelism = 1 + random.nextInt(MAX_PARALLELISM);
        }
        trace.add(
                "attempt " + attempt + " of " + parallelism + " tasks starts from " + latest.id());
        tasks = new ArrayList<>();
        barriers.clear();
        for (int i = 0; i < parallelism; i++) {
            KeyGroupRange range =
                    KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                            KEY_GROUPS, parallelism, i);
            tasks.add(
                    new SimulatedTask(
                            "task " + i + "." + attempt,
                            cluster.any(),
                            TaskSnapshot.restored(range, latest.snapshots()),
                            scheduler,
                            random));
            barriers.add(new ArrayDeque<>());
        }
        allTasks.addAll(tasks);
    }

    // ------------------------------------------------------------ what must hold

    /** Whose end is not known to whoever could delete them, and what a lost TaskManager wrote. */
    Set<String> filesThatMayBeLeft() {
        Set<String> files = new LinkedHashSet<>(jobManager.forgottenFiles());
        allTasks.forEach(task -> files.addAll(task.filesOfUnknownOutcome()));
        files.addAll(cluster.filesThatMayBeLeft());
        return files;
    }

    /** Ends everything, as when a job is cancelled, or when its TaskManagers are shut down. */
    void end() {
        boolean storageFirst = random.nextInt(4) == 0;
        if (storageFirst) {
            cluster.closeStorages();
        }
        tasks.stream().filter(task -> !task.hasEnded()).forEach(this::close);
        if (!storageFirst) {
            scheduler.settle();
            cluster.closeStorages();
        }
    }

    /** Every request to persist has been answered, though nobody has asked again. */
    void checkAnswered() {
        for (SimulatedTask task : allTasks) {
            if (!task.taskManager().isCrashed() && !task.nothingHangs()) {
                throw new AssertionError("a persist of " + task + " hangs");
            }
        }
    }
}
