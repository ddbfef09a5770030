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

import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

import java.util.ArrayList;

/** The metadata of a checkpoint that all tasks have acknowledged. */
public final class AcknowledgedMetadata {

    private AcknowledgedMetadata() {}

    /**
     * As {@link PendingCheckpoint#finalizeCheckpoint} is going to write it, which fills in the
     * states of finished tasks again, with the same result. What becomes of the checkpoint later
     * does not change the lists in it.
     *
     * @throws RuntimeException if the checkpoint is to fail for what its finished tasks had
     */
    public static CheckpointMetadata of(PendingCheckpoint checkpoint) {
        checkpoint.getCheckpointPlan().fulfillFinishedTaskStatus(checkpoint.getOperatorStates());
        return new CheckpointMetadata(
                checkpoint.getCheckpointID(),
                new ArrayList<>(checkpoint.getOperatorStates().values()),
                new ArrayList<>(checkpoint.getMasterStates()),
                checkpoint.getProps());
    }
}
