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
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Coordinates checkpoints as Flink's coordinator does, with Flink's registry of shared state: an
 * acknowledgement registers its handles when it arrives, even too late; a completed checkpoint
 * subsumes the oldest one above the number to retain, discards what no retained one uses, drops the
 * older pending ones, and is then announced.
 */
final class SimulatedJobManager {

    /** How the JobManager reaches the tasks; messages may be lost. */
    interface Tasks {

        void confirm(long checkpointId, Optional<Long> subsumed);

        void abort(long checkpointId);
    }

    private final int retained;
    private final Tasks notified;
    private final SeededScheduler scheduler;
    private final TreeMap<Long, JobCheckpoint> pending = new TreeMap<>();
    private final Deque<JobCheckpoint> completed = new ArrayDeque<>();

    /** Of all retained checkpoints, the one a job was restored from among them. */
    private Set<String> neededFiles = Set.of();

    /** Of one life of the JobManager; deletes some time after it has decided to. */
    private SharedStateRegistry registry;

    /** Files that the registry knows, or knew. */
    private final Set<String> registeredFiles = new HashSet<>();

    /** Files that no registry knows any more, because the JobManager failed. */
    private final Set<String> forgottenFiles = new HashSet<>();

    private int lives;
    private long lastCheckpoint;
    private int completions;

    SimulatedJobManager(int retained, Tasks notified, SeededScheduler scheduler) {
        this.retained = retained;
        this.notified = notified;
        this.scheduler = scheduler;
        this.registry = newRegistry();
    }

    /** Begins a checkpoint; the barriers are the caller's business. */
    long trigger(int tasks) {
        lastCheckpoint++;
        pending.put(lastCheckpoint, new JobCheckpoint(lastCheckpoint, tasks));
        return lastCheckpoint;
    }

    void acknowledge(long checkpointId, int task, TaskSnapshot snapshot) {
        register(checkpointId, snapshot);
        Optional<JobCheckpoint> checkpoint = Optional.ofNullable(pending.get(checkpointId));
        if (checkpoint.isPresent() && checkpoint.get().acknowledge(task, snapshot)) {
            complete(checkpoint.get());
        }
    }

    /** A task declines, or the checkpoint takes too long. */
    void abort(long checkpointId) {
        if (pending.containsKey(checkpointId)) {
            pending.remove(checkpointId);
            notified.abort(checkpointId);
        }
    }

    /** The job has failed. */
    void abortAll() {
        List.copyOf(pending.keySet()).forEach(this::abort);
    }

    /** A new JobManager takes over: it knows the retained checkpoints, and nothing else. */
    void failOver() {
        pending.clear();
        forgottenFiles.addAll(registeredFiles);
        registeredFiles.clear();
        registry = newRegistry();
        completed.forEach(
                checkpoint ->
                        checkpoint
                                .snapshots()
                                .forEach(snapshot -> register(checkpoint.id(), snapshot)));
    }

    /** Files that were left to a JobManager that failed. */
    Set<String> forgottenFiles() {
        return forgottenFiles;
    }

    List<Long> pending() {
        return List.copyOf(pending.keySet());
    }

    /** What the job restarts from. */
    JobCheckpoint latest() {
        return completed.isEmpty() ? JobCheckpoint.empty() : completed.getLast();
    }

    Iterable<JobCheckpoint> retained() {
        return new ArrayList<>(completed);
    }

    Set<String> neededFiles() {
        return neededFiles;
    }

    int completions() {
        return completions;
    }

    int retainedCount() {
        return retained;
    }

    private void register(long checkpointId, TaskSnapshot snapshot) {
        snapshot.log().forEach(handle -> handle.registerSharedStates(registry, checkpointId));
        registeredFiles.addAll(snapshot.files());
    }

    private SharedStateRegistry newRegistry() {
        int life = ++lives;
        return new SharedStateRegistryImpl(
                deletion ->
                        scheduler.send(
                                () -> {
                                    if (life == lives) {
                                        deletion.run();
                                    }
                                }));
    }

    private void complete(JobCheckpoint checkpoint) {
        checkpoint.checkRestorable();
        completions++;
        completed.addLast(checkpoint);
        Optional<Long> subsumed = Optional.empty();
        while (completed.size() > retained) {
            subsumed = Optional.of(completed.removeFirst().id());
        }
        neededFiles = JobCheckpoint.filesOf(completed);
        registry.unregisterUnusedState(completed.getFirst().id());
        pending.remove(checkpoint.id());
        List.copyOf(pending.headMap(checkpoint.id()).keySet()).forEach(this::abort);
        notified.confirm(checkpoint.id(), subsumed);
    }
}
