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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.runtime.jobgraph.JobVertexID;

import java.util.Map;

/** Where Flink's are, which nobody else can make. */
public final class CompletedStats {

    private static final JobVertexID VERTEX = new JobVertexID(1, 1);

    private CompletedStats() {}

    /**
     * Of a job with one subtask.
     *
     * @param durationMs up to its acknowledgement
     */
    public static AbstractCheckpointStats of(
            long id, long triggeredMs, long durationMs, long incrementBytes, long fullBytes) {
        return new CompletedCheckpointStats(
                id,
                triggeredMs,
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                1,
                Map.of(VERTEX, new TaskStateStats(VERTEX, 1)),
                1,
                incrementBytes,
                fullBytes,
                0,
                0,
                false,
                new SubtaskStateStats(0, triggeredMs + durationMs),
                null);
    }
}
