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
package org.apache.flink.runtime.changelog;

import org.apache.flink.runtime.state.StateObject;

/**
 * Hears what happens to the checkpoints of one job, in the order in which it happened.
 *
 * <p>All calls come from the thread of the job's {@link ChangelogCoordinator}, after the fact:
 * nothing a listener does or throws reaches a checkpoint. A listener does no I/O, because the
 * events behind it wait in memory.
 */
public interface CheckpointListener {

    /** A checkpoint or savepoint has begun, and no task knows of it yet. */
    default void triggered(long checkpointId, long triggerTimestampMs) {}

    /** A task's part is durable. */
    default void acknowledged(long checkpointId, StateObject part) {}

    /** A checkpoint is complete and kept. */
    default void completed(CheckpointFacts checkpoint) {}

    /** A savepoint is complete; it belongs to the user from now on. */
    default void savepointTaken(long checkpointId) {}

    /** A checkpoint or savepoint that was triggered will not be complete. */
    default void aborted(long checkpointId) {}

    /** A complete checkpoint is not kept any longer. */
    default void subsumed(long checkpointId) {}

    /**
     * The job, or a part of it, continues from a checkpoint.
     *
     * @param owned whether its files are the job's to delete
     */
    default void restored(CheckpointFacts checkpoint, boolean owned) {}

    /** Some time has passed; called every few seconds. */
    default void tick() {}

    /** The job takes no more checkpoints in this process. The last call. */
    default void stopped() {}
}
