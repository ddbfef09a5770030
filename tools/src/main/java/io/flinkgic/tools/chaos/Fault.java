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
import io.flinkgic.tools.store.StoreCondition;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What may happen to a cluster, its job or its store. Constants are named as options' values. */
enum Fault {
    /** SIGKILL of a TaskManager; another one is started in its place. */
    taskmanager {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            FlinkProcess killed = scene.cluster().killTaskManager(scene.victim(victim));
            scene.cluster().addTaskManager();
            return Injury.restart(killed.name() + " killed");
        }
    },
    /** SIGKILL of the JobManager; another one is started and becomes the leader. */
    jobmanager {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            FlinkProcess killed = scene.cluster().killJobManager();
            scene.cluster().addJobManager();
            return Injury.restart(killed.name() + " killed");
        }
    },
    /**
     * SIGSTOP of a TaskManager, which goes on when another one has its tasks. In reactive mode the
     * job takes it back, and loses it once more.
     */
    frozentaskmanager {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            FlinkProcess frozen = scene.cluster().freezeTaskManager(scene.victim(victim));
            scene.cluster().addTaskManager();
            Injury injury =
                    Injury.restart(frozen.name() + " frozen", frozen::thaw, GHOST, frozen::kill);
            return scene.scheduler() == Scheduler.reactive ? injury.thatDisturbs() : injury;
        }
    },
    /**
     * SIGSTOP of the JobManager, which goes on when another one is the leader. It believes that it
     * has not heard of the TaskManagers for long and says good-bye to them, and they leave the job
     * without asking which JobManager that was ({@code TaskExecutor#disconnectJobManager} is not
     * fenced), so Flink restarts the job once more.
     */
    frozenjobmanager {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            FlinkProcess frozen = scene.cluster().freezeJobManager();
            scene.cluster().addJobManager();
            return Injury.restart(frozen.name() + " frozen", frozen::thaw, GHOST, frozen::kill)
                    .thatDisturbs();
        }
    },
    /** Whatever is done in the store fails. */
    failingstore(StoreCondition.fails),
    /** The store takes its time for all that is done. */
    slowstore(StoreCondition.slow),
    /** The store does not answer. */
    hangingstore(StoreCondition.hangs),
    /** The store has no space left. */
    fullstore(StoreCondition.full),
    /** The job is stopped with a savepoint, and another one goes on from that. */
    savepoint {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            scene.jobs().resubmit(List.of());
            return Injury.restart("stopped with a savepoint and restored");
        }
    },
    /** The same twice: without a changelog in between. */
    switchedoff {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            JobRuns jobs = scene.jobs();
            jobs.resubmit(List.of("-Dstate.changelog.enabled=false"));
            jobs.requireNoChangelog();
            jobs.current().awaitCheckpoints(1, 0);
            jobs.resubmit(List.of());
            return Injury.restart("changelog switched off and on again, with savepoints");
        }
    },
    /** The job gets another parallelism, through the REST interface. */
    rescaled {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            return Injury.rescale("rescaled to " + scene.jobs().rescale());
        }
    },
    /** One TaskManager more joins the cluster, and the job. */
    moretaskmanagers {
        @Override
        Injury strike(Scene scene, int victim) throws IOException {
            return Injury.rescale(scene.cluster().addTaskManager().name() + " joined");
        }
    },
    /** SIGTERM of a TaskManager; nothing is started in its place. */
    fewertaskmanagers {
        @Override
        Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
            FlinkProcess left = scene.cluster().dismissTaskManager(scene.victim(victim));
            return Injury.restart(left.name() + " left");
        }
    };

    private static final Duration GHOST = Duration.ofSeconds(4);

    private final StoreCondition store;

    Fault() {
        this(StoreCondition.fine);
    }

    Fault(StoreCondition store) {
        this.store = store;
    }

    /**
     * Makes the store what this makes of it, unless there is more to do.
     *
     * @param victim which TaskManager it is about, from 1, for those that are about one
     */
    Injury strike(Scene scene, int victim) throws IOException, InterruptedException {
        scene.store().become(store);
        return Injury.outage(
                "store " + store, scene.outage(), () -> scene.store().become(StoreCondition.fine));
    }

    /** Whether it can happen to a job of this scheduler. */
    boolean suits(Scheduler scheduler) {
        switch (this) {
            case savepoint:
            case switchedoff:
            case rescaled:
                return scheduler == Scheduler.fixed;
            case moretaskmanagers:
            case fewertaskmanagers:
                return scheduler == Scheduler.reactive;
            default:
                return true;
        }
    }

    /** How many TaskManagers there are afterwards. */
    int taskManagersAfter(int before) {
        if (this == moretaskmanagers) {
            return before + 1;
        }
        return this == fewertaskmanagers ? before - 1 : before;
    }

    /** Whether another JobManager has to take over. */
    boolean needsHighAvailability() {
        return this == jobmanager || this == frozenjobmanager;
    }

    /** Whether checkpoints may complete in spite of it. */
    boolean letsCheckpointsPass() {
        return store == StoreCondition.fine || store == StoreCondition.slow;
    }

    /** What it makes of the store. */
    StoreCondition store() {
        return store;
    }
}
