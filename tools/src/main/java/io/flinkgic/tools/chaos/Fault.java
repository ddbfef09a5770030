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
import io.flinkgic.tools.stage.LocalCluster;

import java.io.IOException;

/** The kinds of faults, named as the option's values. */
enum Fault {
    /** SIGKILL of a TaskManager; another one is started in its place. */
    taskmanager {
        @Override
        FlinkProcess strike(LocalCluster cluster, int victim)
                throws IOException, InterruptedException {
            FlinkProcess killed = cluster.killTaskManager(victim);
            cluster.addTaskManager();
            return killed;
        }
    },
    /** SIGKILL of the JobManager; another one is started and becomes the leader. */
    jobmanager {
        @Override
        FlinkProcess strike(LocalCluster cluster, int victim)
                throws IOException, InterruptedException {
            FlinkProcess killed = cluster.killJobManager();
            cluster.addJobManager();
            return killed;
        }
    };

    /**
     * @param victim which TaskManager it is about, from 1
     * @return the process that is gone
     */
    abstract FlinkProcess strike(LocalCluster cluster, int victim)
            throws IOException, InterruptedException;
}
