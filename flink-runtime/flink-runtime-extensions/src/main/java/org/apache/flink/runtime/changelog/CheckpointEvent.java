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

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Something that happened to the checkpoints of a job. Immutable: made by the thread on which it
 * happened, told by that of the {@link ChangelogCoordinator}.
 */
@FunctionalInterface
public interface CheckpointEvent {

    void tell(CheckpointListener listener);

    static CheckpointEvent triggered(long checkpointId, long triggerTimestampMs) {
        return listener -> listener.triggered(checkpointId, triggerTimestampMs);
    }

    static CheckpointEvent acknowledged(long checkpointId, StateObject part) {
        checkNotNull(part);
        return listener -> listener.acknowledged(checkpointId, part);
    }

    static CheckpointEvent completed(CheckpointFacts checkpoint) {
        checkNotNull(checkpoint);
        return listener -> listener.completed(checkpoint);
    }

    static CheckpointEvent savepointTaken(long checkpointId) {
        return listener -> listener.savepointTaken(checkpointId);
    }

    static CheckpointEvent aborted(long checkpointId) {
        return listener -> listener.aborted(checkpointId);
    }

    static CheckpointEvent subsumed(long checkpointId) {
        return listener -> listener.subsumed(checkpointId);
    }

    static CheckpointEvent restored(CheckpointFacts checkpoint, boolean owned) {
        checkNotNull(checkpoint);
        return listener -> listener.restored(checkpoint, owned);
    }
}
