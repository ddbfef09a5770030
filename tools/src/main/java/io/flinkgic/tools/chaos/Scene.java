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

import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.store.Store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** All that a fault may touch. Immutable. */
final class Scene {

    private final Scheduler scheduler;
    private final LocalCluster cluster;
    private final JobRuns jobs;
    private final Store store;
    private final Duration outage;

    /**
     * @param outage how long the store is not fine when it is not
     */
    Scene(Scheduler scheduler, LocalCluster cluster, JobRuns jobs, Store store, Duration outage) {
        this.scheduler = scheduler;
        this.cluster = cluster;
        this.jobs = jobs;
        this.store = store;
        this.outage = outage;
    }

    /**
     * The number of a TaskManager that has tasks of the job.
     *
     * @param drawn which of them, from 1, if there are so many
     */
    int victim(int drawn) throws IOException, InterruptedException {
        List<Integer> busy =
                cluster.taskManagersAmong(cluster.rest().taskManagersOf(jobs.current().id()));
        if (busy.isEmpty()) {
            throw new IOException("no TaskManager has tasks of the job");
        }
        return busy.get((drawn - 1) % busy.size());
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Duration outage() {
        return outage;
    }

    LocalCluster cluster() {
        return cluster;
    }

    JobRuns jobs() {
        return jobs;
    }

    Store store() {
        return store;
    }
}
