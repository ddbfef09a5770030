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
package io.flinkgic.tools.rest;

/** Whether a job and its tasks run. */
public final class JobProgress {

    private final String state;
    private final int tasks;
    private final int runningTasks;
    private final int parallelism;

    /**
     * @param parallelism that of the vertex with the most tasks
     */
    public JobProgress(String state, int tasks, int runningTasks, int parallelism) {
        this.state = state;
        this.tasks = tasks;
        this.runningTasks = runningTasks;
        this.parallelism = parallelism;
    }

    /** Flink's name of the job's state, such as {@code RUNNING}. */
    public String state() {
        return state;
    }

    /** Whether all tasks have restored their state and process records. */
    public boolean fullyRunning() {
        return state.equals("RUNNING") && tasks > 0 && runningTasks == tasks;
    }

    /** How many slots the job takes: as many as its vertex with the most tasks. */
    public int parallelism() {
        return parallelism;
    }

    /** Whether the job will never run again. */
    public boolean ended() {
        return state.equals("FINISHED") || state.equals("FAILED") || state.equals("CANCELED");
    }

    @Override
    public String toString() {
        return state
                + ", "
                + runningTasks
                + " of "
                + tasks
                + " tasks running, parallelism "
                + parallelism;
    }
}
