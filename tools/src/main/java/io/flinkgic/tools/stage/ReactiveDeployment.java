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

/**
 * Each JobManager is there for one job, which it runs at once, or recovers if an earlier one ran
 * it. The job takes all slots there are, at any time; each TaskManager has one.
 */
public final class ReactiveDeployment implements Deployment {

    /** Known before: by it the successor of a JobManager finds the job. */
    static final String JOB_ID = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e";

    private final JobProgram application;

    /**
     * @param application the only job
     */
    public ReactiveDeployment(JobProgram application) {
        this.application = application;
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                "scheduler-mode", "reactive",
                "jobmanager.adaptive-scheduler.scaling-interval.min", "1 s",
                // Somebody asks the JobManager about the job when that has ended.
                "execution.shutdown-on-application-finish", "false");
    }

    @Override
    public FlinkProcess startJobManager(
            ClusterProcesses processes, int number, Map<String, String> options)
            throws IOException {
        return processes.startApplication(number, options, application, JOB_ID);
    }

    /** It is there already. */
    @Override
    public String submit(ClusterProcesses processes, List<String> options, JobProgram program) {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("nobody submits this job with " + options);
        }
        return JOB_ID;
    }

    @Override
    public boolean isWhole(JobProgress job, int taskManagers) {
        return job.parallelism() == taskManagers;
    }
}
