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

import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.ReactiveDeployment;

/** Who decides how many tasks a job has. Constants are named as an option's values. */
enum Scheduler {
    /** The job itself, and REST; it is one of a session cluster. */
    fixed {
        @Override
        int parallelism() {
            return LocalCluster.TASK_MANAGERS;
        }

        @Override
        ClusterOptions deploy(JobProgram program, ClusterOptions options) {
            return options;
        }
    },
    /** The number of TaskManagers; the job is the application of its cluster. */
    reactive {
        /**
         * Of the source, which keeps it: as many splits it has for ever, and when the job is first
         * started, there may be one TaskManager only.
         */
        @Override
        int parallelism() {
            return 1;
        }

        @Override
        ClusterOptions deploy(JobProgram program, ClusterOptions options) {
            return options.deployedBy(new ReactiveDeployment(program));
        }
    };

    /** How many tasks each vertex of the job is to have at first. */
    abstract int parallelism();

    /** Adds to the options how the job gets onto the cluster. */
    abstract ClusterOptions deploy(JobProgram program, ClusterOptions options);
}
