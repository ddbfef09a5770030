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

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;

import static org.apache.flink.util.Preconditions.checkState;

/** A checkpoint of the whole job: what its tasks have acknowledged so far. */
final class JobCheckpoint {

    private final long id;
    private final int tasks;
    private final TreeMap<Integer, TaskSnapshot> snapshots = new TreeMap<>();

    JobCheckpoint(long id, int tasks) {
        this.id = id;
        this.tasks = tasks;
    }

    long id() {
        return id;
    }

    /**
     * A task has its part.
     *
     * @return whether all have
     */
    boolean acknowledge(int task, TaskSnapshot snapshot) {
        checkState(!snapshots.containsKey(task), "task %s acknowledges %s twice", task, id);
        snapshots.put(task, snapshot);
        return snapshots.size() == tasks;
    }

    /** Of all tasks that have acknowledged. */
    Collection<TaskSnapshot> snapshots() {
        return snapshots.values();
    }

    /** Reads everything back. */
    void checkRestorable() {
        snapshots.forEach(
                (task, snapshot) -> {
                    try {
                        snapshot.checkRestorable();
                    } catch (Throwable t) {
                        throw new AssertionError(
                                "checkpoint " + id + " of task " + task + " is lost", t);
                    }
                });
    }

    Set<String> files() {
        Set<String> files = new LinkedHashSet<>();
        snapshots.values().forEach(snapshot -> files.addAll(snapshot.files()));
        return files;
    }

    /** Files of some checkpoints. */
    static Set<String> filesOf(Iterable<JobCheckpoint> checkpoints) {
        Set<String> files = new HashSet<>();
        checkpoints.forEach(checkpoint -> files.addAll(checkpoint.files()));
        return files;
    }

    /** What the job begins with when nothing was ever completed. */
    static JobCheckpoint empty() {
        return new JobCheckpoint(0, 0);
    }
}
