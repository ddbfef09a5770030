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
package org.apache.flink.state.changelog.runtime;

import java.util.List;

/** What only a patched runtime does, and the classes whose patches it takes. */
enum RuntimeFeature {
    ACCOUNTING(
            "metrics of the changelog of a job on the JobManager, and its warnings of long logs and"
                    + " overdue materializations",
            "org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory",
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator"),
    JANITOR(
            "the janitor (state.changelog.janitor.*), so that files which a killed TaskManager"
                    + " leaves behind stay",
            "org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory",
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator"),
    REST(
            "the REST resources /jobs/:jobid/changelog",
            "org.apache.flink.runtime.webmonitor.WebMonitorEndpoint",
            "org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory",
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator"),
    SEVERAL_STORAGES(
            "restoring a job whose checkpoint has logs of several storages",
            "org.apache.flink.runtime.state.TaskExecutorStateChangelogStoragesManager"),
    DELETION(
            "deleting old checkpoints without delay for new ones, and those that a killed JobManager"
                    + " was to delete",
            "org.apache.flink.runtime.checkpoint.CheckpointsCleaner",
            "org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStore",
            "org.apache.flink.runtime.state.SharedStateRegistryImpl"),
    FINALIZATION(
            "storing the metadata of a checkpoint without delay for others",
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator"),
    BACKENDS_AS_SERVICES(
            "changelog backends as services, and an error that names the jar to add when there is"
                    + " none",
            "org.apache.flink.runtime.state.StateBackendLoader");

    private final String description;

    /** Separated by spaces: a value of an enum has no collections. */
    private final String patchedClasses;

    RuntimeFeature(String description, String... patchedClasses) {
        this.description = description;
        this.patchedClasses = String.join(" ", patchedClasses);
    }

    String description() {
        return description;
    }

    List<String> patchedClasses() {
        return List.of(patchedClasses.split(" "));
    }
}
