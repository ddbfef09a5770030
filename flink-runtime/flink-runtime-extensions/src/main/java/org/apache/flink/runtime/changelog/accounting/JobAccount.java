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
package org.apache.flink.runtime.changelog.accounting;

import java.util.List;
import java.util.stream.Stream;

/** The changelog of a job, as of one checkpoint. Immutable. */
public final class JobAccount {

    private final long checkpointId;
    private final long triggerTimestampMs;
    private final List<VertexAccount> vertices;
    private final ChangelogSizes sizes;

    JobAccount(long checkpointId, long triggerTimestampMs, List<VertexAccount> vertices) {
        this.checkpointId = checkpointId;
        this.triggerTimestampMs = triggerTimestampMs;
        this.vertices = List.copyOf(vertices);
        this.sizes =
                vertices.stream()
                        .map(VertexAccount::sizes)
                        .reduce(ChangelogSizes.NOTHING, ChangelogSizes::plus);
    }

    public long checkpointId() {
        return checkpointId;
    }

    /** In milliseconds since the epoch, on the JobManager's clock. */
    public long triggerTimestampMs() {
        return triggerTimestampMs;
    }

    /** Those that have a changelog, in topological order. */
    public List<VertexAccount> vertices() {
        return vertices;
    }

    /** The sum over all vertices. */
    public ChangelogSizes sizes() {
        return sizes;
    }

    /** Subtasks replay at the same time: the time of the one with the longest log. */
    public long predictedReplayTimeMs() {
        return subtasks()
                .mapToLong(subtask -> subtask.sizes().predictedReplayTimeMs())
                .max()
                .orElse(0);
    }

    /** Age of the oldest materialization that has a log above it, 0 if all logs are empty. */
    public long oldestMaterializationAgeMs(long nowMs) {
        return subtasks()
                .filter(subtask -> subtask.sizes().logBytes() > 0)
                .mapToLong(subtask -> Math.max(0, nowMs - subtask.materializedSinceMs()))
                .max()
                .orElse(0);
    }

    private Stream<SubtaskAccount> subtasks() {
        return vertices.stream()
                .flatMap(vertex -> vertex.operators().stream())
                .flatMap(operator -> operator.subtasks().stream());
    }
}
