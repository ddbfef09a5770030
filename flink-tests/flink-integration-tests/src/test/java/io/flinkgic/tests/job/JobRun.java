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
package io.flinkgic.tests.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import static org.awaitility.Awaitility.await;

/** One submitted job: waits for what tests wait for, and reads what its checkpoints hold. */
public final class JobRun {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final MiniCluster cluster;
    private final JobID jobId;

    private JobRun(MiniCluster cluster, JobID jobId) {
        this.cluster = cluster;
        this.jobId = jobId;
    }

    static JobRun submit(MiniCluster cluster, JobGraph graph) {
        return new JobRun(cluster, cluster.submitJob(graph).join().getJobID());
    }

    public JobID jobId() {
        return jobId;
    }

    /**
     * Waits until the state operator has seen this many records; fails when the job ends before.
     */
    public JobRun awaitProcessed(Observer observer, long records) {
        await().atMost(LIMIT)
                .failFast(() -> cluster.getJobStatus(jobId).join().isGloballyTerminalState())
                .until(() -> observer.processed() >= records);
        return this;
    }

    /** Takes a checkpoint that is kept, then cancels the job. Returns the checkpoint's path. */
    public String checkpointAndCancel() throws Exception {
        String path = checkpoint();
        cluster.cancelJob(jobId).join();
        await().atMost(LIMIT).until(() -> cluster.getJobStatus(jobId).join() == JobStatus.CANCELED);
        return path;
    }

    /** Takes a checkpoint, which waits for all before it. Returns its path. */
    public String checkpoint() {
        return cluster.triggerCheckpoint(jobId).join();
    }

    public JobResult awaitEnd() {
        return cluster.requestJobResult(jobId).join();
    }

    public void awaitSuccess() throws Exception {
        awaitEnd().toJobExecutionResult(JobRun.class.getClassLoader());
    }

    /** The keyed state handles that a completed checkpoint refers to. */
    public static List<ChangelogStateBackendHandle> changelogHandles(String checkpoint)
            throws IOException {
        return metadata(checkpoint).getOperatorStates().stream()
                .map(OperatorState::getStates)
                .flatMap(subtasks -> subtasks.stream())
                .map(OperatorSubtaskState::getManagedKeyedState)
                .flatMap(handles -> handles.stream())
                .map(JobRun::asChangelogHandle)
                .collect(Collectors.toList());
    }

    private static ChangelogStateBackendHandle asChangelogHandle(KeyedStateHandle handle) {
        if (!(handle instanceof ChangelogStateBackendHandle)) {
            throw new AssertionError("Not written through the changelog: " + handle);
        }
        return (ChangelogStateBackendHandle) handle;
    }

    private static CheckpointMetadata metadata(String checkpoint) throws IOException {
        Path file = Paths.get(java.net.URI.create(checkpoint)).resolve("_metadata");
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return Checkpoints.loadCheckpointMetadata(
                    in, JobRun.class.getClassLoader(), checkpoint);
        }
    }
}
