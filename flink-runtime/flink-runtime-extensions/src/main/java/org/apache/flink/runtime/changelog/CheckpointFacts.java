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

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * A complete checkpoint as the JobManager knows it: its number, when it was triggered, and the
 * handles of its operators. Immutable as far as Flink's own values are: nobody changes the operator
 * states of a complete checkpoint. Any thread.
 */
public final class CheckpointFacts {

    private final long id;
    private final long triggerTimestampMs;
    private final Collection<OperatorState> states;
    private final Optional<Path> folder;

    /**
     * @param triggerTimestampMs since the epoch, on the JobManager's clock
     * @param states one per operator
     */
    public CheckpointFacts(
            long id, long triggerTimestampMs, Collection<? extends OperatorState> states) {
        this(id, triggerTimestampMs, states, Optional.empty());
    }

    /**
     * @param triggerTimestampMs since the epoch, on the JobManager's clock
     * @param states one per operator
     * @param folder in which its metadata is; empty if that is in none, or not known
     */
    public CheckpointFacts(
            long id,
            long triggerTimestampMs,
            Collection<? extends OperatorState> states,
            Optional<Path> folder) {
        checkArgument(id >= 0, "no checkpoint has the id %s", id);
        this.id = id;
        this.triggerTimestampMs = triggerTimestampMs;
        this.states = List.copyOf(states);
        this.folder = checkNotNull(folder);
    }

    /** What is to be known of a checkpoint that Flink has completed. */
    public static CheckpointFacts of(CompletedCheckpoint checkpoint) {
        return new CheckpointFacts(
                checkpoint.getCheckpointID(),
                checkpoint.getTimestamp(),
                checkpoint.getOperatorStates().values(),
                folderOf(checkpoint.getExternalPointer()));
    }

    /** A pointer of a storage that is none of files need not be a path. */
    private static Optional<Path> folderOf(String pointer) {
        try {
            return Optional.of(new Path(pointer));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public long id() {
        return id;
    }

    /** When it was triggered, in milliseconds since the epoch on the JobManager's clock. */
    public long triggerTimestampMs() {
        return triggerTimestampMs;
    }

    /** In which its metadata is; empty if that is in none, or not known. */
    public Optional<Path> folder() {
        return folder;
    }

    /** One for each operator. */
    public Collection<OperatorState> states() {
        return states;
    }

    @Override
    public String toString() {
        return "checkpoint " + id;
    }
}
