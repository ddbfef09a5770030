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

import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A process that runs tasks of the job: its view of the store, and its changelog. */
final class SimulatedTaskManager {

    private final String name;
    private final SeededScheduler scheduler;
    private final Random random;
    private final TaskManagerStore store;
    private final List<SimulatedStorage> storages = new ArrayList<>();
    private boolean crashed;

    SimulatedTaskManager(
            String name, SegmentStore medium, SeededScheduler scheduler, Random random) {
        this.name = name;
        this.scheduler = scheduler;
        this.random = random;
        this.store = new TaskManagerStore(medium, scheduler, random);
    }

    /** The changelog of the job here; a new one if there is none, or it was closed. */
    SimulatedStorage storage() {
        if (storages.isEmpty() || current().isClosed()) {
            storages.add(new SimulatedStorage(store, scheduler, random));
        }
        return current();
    }

    /** The last slot of the job was freed. */
    void closeStorage() {
        if (!storages.isEmpty()) {
            current().close();
        }
    }

    void crash() {
        crashed = true;
        store.crash();
        storages.forEach(SimulatedStorage::crash);
    }

    boolean isCrashed() {
        return crashed;
    }

    /** All that were ever opened. */
    List<SimulatedStorage> storages() {
        return storages;
    }

    int openBatches() {
        return store.openBatches();
    }

    /** What it wrote and may leave behind for a reason that nobody can help. */
    Set<String> filesThatMayBeLeft() {
        boolean lost = crashed || storages.stream().anyMatch(SimulatedStorage::deletionRefused);
        return lost ? store.written() : store.notDeleted();
    }

    @Override
    public String toString() {
        return name;
    }

    private SimulatedStorage current() {
        return storages.get(storages.size() - 1);
    }
}
