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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.executiongraph.ExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.messages.checkpoint.AcknowledgeCheckpoint;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.annotation.Nullable;

/**
 * What the patched runtime calls, one method for each patch.
 *
 * <p>Called by Flink's threads, some of them under the lock of the checkpoint coordinator. Each
 * call only hands over a value, and none throws: a checkpoint must not notice that it is watched.
 */
public final class CheckpointHooks {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointHooks.class);

    private static volatile ChangelogCoordinators coordinators = ChangelogCoordinators.create();

    private CheckpointHooks() {}

    /** Those of this process. */
    public static ChangelogCoordinators coordinators() {
        return coordinators;
    }

    /** For tests, which put back what they find. */
    static void use(ChangelogCoordinators others) {
        coordinators = others;
    }

    /** An execution graph was made and, if there was something to restore, restored. */
    public static void created(
            ExecutionGraph graph,
            JobGraph job,
            CompletedCheckpointStore store,
            Configuration cluster,
            JobManagerJobMetricGroup metrics) {
        try {
            coordinators.attach(graph, store, job.getSavepointRestoreSettings(), cluster, metrics);
        } catch (Throwable t) {
            LOG.error(
                    "The changelog of job {} is not watched: it runs as it should, but without"
                            + " metrics, warnings and REST resources of its changelog.",
                    graph.getJobID(),
                    t);
        }
    }

    /** Not under the lock. */
    public static void triggered(CheckpointCoordinator source, PendingCheckpoint checkpoint) {
        safely("a trigger", () -> coordinators.triggered(source, checkpoint));
    }

    /** Not under the lock. */
    public static void acknowledged(
            CheckpointCoordinator source, @Nullable AcknowledgeCheckpoint message) {
        safely("an acknowledgement", () -> coordinators.acknowledged(source, message));
    }

    /** Under the lock. */
    public static void completed(
            CheckpointCoordinator source,
            CompletedCheckpoint checkpoint,
            @Nullable CompletedCheckpoint subsumed) {
        safely("a completion", () -> coordinators.completed(source, checkpoint, subsumed));
    }

    /** Under the lock. */
    public static void aborted(CheckpointCoordinator source, long checkpointId) {
        safely("an abort", () -> coordinators.aborted(source, checkpointId));
    }

    /** Not under the lock. */
    public static void restored(CheckpointCoordinator source) {
        safely("a restore", () -> coordinators.restored(source));
    }

    /** Not under the lock; perhaps more than once. */
    public static void stopped(CheckpointCoordinator source) {
        safely("a shutdown", () -> coordinators.stopped(source));
    }

    /** Not under the lock; on the JobManager's main thread, before anything is discarded. */
    public static void ended(CompletedCheckpointStore store, JobStatus status) {
        safely("an end", () -> coordinators.ended(store, status));
    }

    private static void safely(String what, Action action) {
        try {
            action.run();
        } catch (Throwable t) {
            coordinators.failures().caught("hearing of " + what, t);
        }
    }

    private interface Action {
        void run() throws Exception;
    }
}
