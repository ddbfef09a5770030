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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StateObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The checkpoint coordinator and the tasks of a job, through all terms of JobManagers. */
final class SimJob {

    static final Path LOG = new Path("sim://log");
    private static final long TIMEOUT = 10 * SimWorld.MINUTE;

    private final SimWorld world;
    private final SimStore store;
    private final JobID job;
    private final Path folder;
    private final int maxRetained;
    private final int maxConcurrent;
    private final double fullShare;

    private int parallelism;
    private final List<SimTaskManager> taskManagers = new ArrayList<>();
    private final Map<Integer, SimBackend> backends = new TreeMap<>();
    private final Map<Integer, SimTaskManager> places = new HashMap<>();
    private final Map<Integer, Long> lastBarrierMs = new HashMap<>();

    private final List<SimCheckpoint> retained = new ArrayList<>();
    private final List<SimCheckpoint> notOwned = new ArrayList<>();
    private final NavigableMap<Long, SimCheckpoint> pending = new TreeMap<>();
    private long nextId = 1;
    private boolean nextIsFull;
    private long failingUntilMs;
    private long clockSkewMs;
    private long completed;
    private Optional<Runnable> crash = Optional.empty();
    private final Set<Path> abandoned = new LinkedHashSet<>();

    SimJob(SimWorld world, SimStore store, JobID job, Path checkpoints) {
        this.world = world;
        this.store = store;
        this.job = job;
        this.folder = new Path(checkpoints, job.toHexString());
        this.maxRetained = 1 + world.upTo(3);
        this.maxConcurrent = 1 + world.upTo(3);
        this.fullShare = world.chance(0.3) ? 0.1 : 0;
        this.parallelism = 1 + world.upTo(4);
        for (int i = 0; i < 1 + world.upTo(3); i++) {
            taskManagers.add(newTaskManager());
        }
    }

    // ------------------------------------------------------------ life

    /** Starts from a checkpoint of another run. */
    void startFrom(SimCheckpoint checkpoint, boolean claimed) {
        retained.add(checkpoint);
        nextId = checkpoint.id + 1;
        if (!claimed) {
            notOwned.add(checkpoint);
            nextIsFull = true;
        }
    }

    /** Ids that no other run of the folder gives. */
    void countFrom(long id) {
        nextId = id;
    }

    /** A JobManager takes over: all tasks start anew. */
    void takeOver(long skewMs) {
        clockSkewMs = skewMs;
        if (world.chance(0.3)) {
            parallelism = 1 + world.upTo(4);
        }
        restart(backends.keySet());
        backends.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            deployLater(subtask, Optional.empty());
        }
    }

    void failSubtask() {
        restart(Set.of(world.upTo(parallelism)));
    }

    void failTaskManager() {
        int lost = world.upTo(taskManagers.size());
        SimTaskManager killed = taskManagers.set(lost, newTaskManager());
        killed.kill();
        restart(
                backends.keySet().stream()
                        .filter(subtask -> places.get(subtask) == killed)
                        .collect(Collectors.toSet()));
    }

    private SimTaskManager newTaskManager() {
        return new SimTaskManager(world, store, new Path(new Path(LOG, job.toHexString()), "dstl"));
    }

    private void restart(Set<Integer> subtasks) {
        List.copyOf(pending.values()).forEach(this::abort);
        for (int subtask : List.copyOf(subtasks)) {
            SimBackend dead = backends.get(subtask);
            if (dead != null && dead.isAlive()) {
                dead.kill();
                deployLater(subtask, Optional.of(dead));
            }
        }
    }

    private void deployLater(int subtask, Optional<SimBackend> dead) {
        world.later(
                world.between(SimWorld.SECOND, SimWorld.MINUTE),
                () -> {
                    if (subtask < parallelism
                            && Optional.ofNullable(backends.get(subtask)).equals(dead)) {
                        deploy(subtask);
                    }
                });
    }

    private void deploy(int subtask) {
        KeyGroupRange range = SimCheckpoint.keyGroups(subtask, parallelism);
        Collection<SimHandle> restored = List.of();
        if (!retained.isEmpty()) {
            restored = latest().handlesOf(range);
            store.checkThere("the restored checkpoint " + latest().id, latest().files());
            if (!store.hasCheckpoint(latest().folder)) {
                throw new AssertionError("a janitor has deleted " + latest().folder);
            }
        }
        SimTaskManager place = taskManagers.get(world.upTo(taskManagers.size()));
        places.put(subtask, place);
        backends.put(subtask, new SimBackend(world, store, taskOwned(), place, range, restored));
    }

    private Path taskOwned() {
        return new Path(folder, "taskowned");
    }

    private SimCheckpoint latest() {
        return retained.get(retained.size() - 1);
    }

    void change(double share) {
        for (Map.Entry<Integer, SimBackend> each : backends.entrySet()) {
            // some subtasks hardly ever have a change
            if (each.getValue().isAlive() && world.chance(each.getKey() == 1 ? 0.005 : share)) {
                each.getValue().change();
            }
        }
    }

    void materialize(double share) {
        for (SimBackend backend : backends.values()) {
            if (backend.isAlive() && world.chance(share)) {
                backend.materialize(
                        world.mishap(0.1)
                                ? world.between(SimWorld.MINUTE, 100 * SimWorld.MINUTE)
                                : world.between(SimWorld.SECOND, 5 * SimWorld.MINUTE));
            }
        }
    }

    void failCheckpointsFor(long durationMs) {
        failingUntilMs = world.nowMs() + durationMs;
    }

    // ------------------------------------------------------------ checkpoints

    void trigger() {
        boolean allRun =
                backends.size() == parallelism
                        && backends.values().stream().allMatch(SimBackend::isAlive);
        if (!allRun || pending.size() >= maxConcurrent) {
            return;
        }
        boolean full = nextIsFull || world.chance(fullShare);
        while (store.hasCheckpoint(new Path(folder, "chk-" + nextId))) {
            nextId++; // an earlier run's: Flink fails to write it, and takes the next number
        }
        SimCheckpoint checkpoint =
                new SimCheckpoint(
                        nextId,
                        world.nowMs() + clockSkewMs,
                        parallelism,
                        new Path(folder, "chk-" + nextId++));
        pending.put(checkpoint.id, checkpoint);
        backends.forEach((subtask, backend) -> sendBarrier(checkpoint, full, subtask, backend));
        world.later(TIMEOUT, () -> abort(checkpoint));
    }

    private void sendBarrier(
            SimCheckpoint checkpoint, boolean full, int subtask, SimBackend backend) {
        long slowest = world.mishap(0.1) ? 3 * SimWorld.MINUTE : 5 * SimWorld.SECOND;
        long atMs =
                Math.max(
                        lastBarrierMs.getOrDefault(subtask, 0L) + 1,
                        world.nowMs() + world.between(0, slowest));
        lastBarrierMs.put(subtask, atMs);
        world.later(
                atMs - world.nowMs(),
                () -> {
                    boolean heardOfEnd = checkpoint.hasEnded() && world.chance(0.7);
                    if (backend.isAlive() && !heardOfEnd) {
                        backend.snapshot(
                                checkpoint.id,
                                full,
                                handle -> acknowledge(checkpoint, subtask, handle));
                    }
                });
    }

    private void acknowledge(SimCheckpoint checkpoint, int subtask, SimHandle handle) {
        if (!checkpoint.hasEnded() && checkpoint.acknowledge(subtask, handle)) {
            world.later(world.between(0, 5 * SimWorld.SECOND), () -> complete(checkpoint));
        }
    }

    private void complete(SimCheckpoint checkpoint) {
        if (checkpoint.hasEnded()) {
            return;
        }
        if (world.nowMs() < failingUntilMs && !world.isCalm()) {
            abort(checkpoint);
            return;
        }
        checkpoint.end();
        pending.remove(checkpoint.id);
        List.copyOf(pending.headMap(checkpoint.id).values()).forEach(this::abort);
        store.checkThere("the complete checkpoint " + checkpoint.id, checkpoint.files());
        if (crash.isPresent()) {
            store.putCheckpoint(checkpoint.folder, checkpoint.facts());
            abandoned.add(checkpoint.folder);
            Runnable takeOver = crash.get();
            crash = Optional.empty();
            takeOver.run();
            return;
        }
        retained.add(checkpoint);
        completed++;
        nextIsFull = false;
        store.putCheckpoint(checkpoint.folder, checkpoint.facts());
        while (retained.size() > maxRetained) {
            subsume(retained.remove(0));
        }
        tellTasks(backend -> backend.completed(checkpoint.id));
    }

    /** The JobManager is killed when it has stored the metadata of a checkpoint, and no more. */
    void crashAtNextCompletion(Runnable takeOver) {
        crash = Optional.of(takeOver);
    }

    /** All that were left like that. */
    Set<Path> abandoned() {
        return abandoned;
    }

    long nextId() {
        return nextId;
    }

    /** The latest of its own. */
    Optional<CheckpointFacts> resumed() {
        return retained.isEmpty() || !latest().folder.getParent().equals(folder)
                ? Optional.empty()
                : Optional.of(latest().facts());
    }

    private void abort(SimCheckpoint checkpoint) {
        if (!checkpoint.hasEnded()) {
            checkpoint.end();
            pending.remove(checkpoint.id);
            tellTasks(backend -> backend.aborted(checkpoint.id));
        }
    }

    private void tellTasks(Consumer<SimBackend> message) {
        for (SimBackend backend : backends.values()) {
            if (!world.mishap(0.05)) {
                world.later(
                        world.between(0, 10 * SimWorld.SECOND),
                        () -> {
                            if (backend.isAlive()) {
                                message.accept(backend);
                            }
                        });
            }
        }
    }

    /** Flink deletes what only this one and none that is acknowledged refers to; mostly. */
    private void subsume(SimCheckpoint old) {
        if (!notOwned.contains(old)) {
            if (!world.mishap(0.05)) {
                store.removeCheckpoint(old.folder);
            }
            Set<Path> unneeded = old.files();
            retained.forEach(each -> unneeded.removeAll(each.files()));
            notOwned.forEach(each -> unneeded.removeAll(each.files()));
            pending.values().forEach(each -> unneeded.removeAll(each.files())); // registered
            unneeded.stream().filter(file -> !world.mishap(0.1)).forEach(store::remove);
        }
    }

    Path folder() {
        return folder;
    }

    // ------------------------------------------------------------ for the janitor

    JobCheckpoints known() {
        List<StateObject> acknowledged = new ArrayList<>();
        pending.values().forEach(each -> acknowledged.addAll(each.states()));
        return new JobCheckpoints(job, facts(retained), facts(notOwned), acknowledged);
    }

    private static List<CheckpointFacts> facts(List<SimCheckpoint> checkpoints) {
        return checkpoints.stream().map(SimCheckpoint::facts).collect(Collectors.toList());
    }

    /** Ends for good. */
    void end(boolean keepsCheckpoints) {
        List.copyOf(pending.values()).forEach(this::abort);
        backends.values().forEach(SimBackend::kill);
        backends.clear();
        while (!keepsCheckpoints && !retained.isEmpty()) {
            subsume(retained.remove(0));
        }
    }

    /** Of checkpoints that this JobManager knows. */
    Set<Path> needed() {
        Set<Path> files = new LinkedHashSet<>();
        retained.forEach(each -> files.addAll(each.files()));
        notOwned.forEach(each -> files.addAll(each.files()));
        pending.values().forEach(each -> files.addAll(each.files()));
        return files;
    }

    long completed() {
        return completed;
    }
}
