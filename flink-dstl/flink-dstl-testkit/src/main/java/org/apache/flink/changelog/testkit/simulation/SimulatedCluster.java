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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** The TaskManagers of a job; one that crashes is replaced at once. */
final class SimulatedCluster {

    private final SegmentStore medium;
    private final SeededScheduler scheduler;
    private final Random random;
    private final List<SimulatedTaskManager> alive = new ArrayList<>();
    private final List<SimulatedTaskManager> all = new ArrayList<>();

    /**
     * @param medium shared by all
     */
    SimulatedCluster(SegmentStore medium, SeededScheduler scheduler, Random random) {
        this.medium = medium;
        this.scheduler = scheduler;
        this.random = random;
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            alive.add(start());
        }
    }

    /** Where a task goes. */
    SimulatedTaskManager any() {
        return alive.get(random.nextInt(alive.size()));
    }

    /**
     * @return the one that is no more
     */
    SimulatedTaskManager crashOne() {
        int index = random.nextInt(alive.size());
        SimulatedTaskManager victim = alive.get(index);
        victim.crash();
        alive.set(index, start());
        return victim;
    }

    void closeStorages() {
        alive.forEach(SimulatedTaskManager::closeStorage);
    }

    /**
     * @param closing is told whose
     */
    void closeSomeStorages(Consumer<SimulatedTaskManager> closing) {
        for (SimulatedTaskManager taskManager : alive) {
            if (random.nextInt(3) == 0) {
                closing.accept(taskManager);
                taskManager.closeStorage();
            }
        }
    }

    Set<String> filesThatMayBeLeft() {
        Set<String> files = new LinkedHashSet<>();
        all.forEach(taskManager -> files.addAll(taskManager.filesThatMayBeLeft()));
        return files;
    }

    /** When nothing goes wrong any more, memory is had without anybody's request. */
    void checkNotBackPressured() {
        for (SimulatedTaskManager taskManager : alive) {
            if (taskManager.storage().exhausted()) {
                throw new AssertionError(taskManager + " stays back-pressured");
            }
        }
    }

    void checkMemory() {
        for (SimulatedTaskManager taskManager : alive) {
            taskManager.storages().forEach(SimulatedStorage::checkMemory);
        }
    }

    /** When all tasks and storages have ended. */
    void checkEnded() {
        for (SimulatedTaskManager taskManager : alive) {
            if (taskManager.openBatches() != 0) {
                throw new AssertionError(taskManager + " has not closed all batches");
            }
            for (SimulatedStorage storage : taskManager.storages()) {
                if (storage.usedBytes() != 0) {
                    throw new AssertionError(
                            storage.usedBytes() + " bytes are still counted on " + taskManager);
                }
            }
        }
    }

    private SimulatedTaskManager start() {
        SimulatedTaskManager started =
                new SimulatedTaskManager("TM " + all.size(), medium, scheduler, random);
        all.add(started);
        return started;
    }
}
