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
package io.flinkgic.tools.stage;

import io.flinkgic.tools.cluster.ClusterProcesses;
import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.rest.JobProgress;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How a job gets onto a cluster, and how much of the cluster it takes. Immutable. */
public interface Deployment {

    /** What a cluster has to be told of it. */
    Map<String, String> options();

    /**
     * @param number distinguishes it from the others, also after its end
     * @param options of this one, over those of the configuration
     */
    FlinkProcess startJobManager(
            ClusterProcesses processes, int number, Map<String, String> options) throws IOException;

    /**
     * @param options of {@code flink run}
     * @return the job's id
     */
    String submit(ClusterProcesses processes, List<String> options, JobProgram program)
            throws IOException, InterruptedException;

    /** Whether a running job has all the tasks that it can have. */
    boolean isWhole(JobProgress job, int taskManagers);
}
