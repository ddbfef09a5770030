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

import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;

import java.util.Collection;
import java.util.List;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * A complete checkpoint as the JobManager knows it: its number, when it was triggered, and the
 * handles of its operators. Immutable as far as Flink's own values are: nobody changes the operator
 * states of a complete checkpoint. Any thread.
 */
public final class CheckpointFacts {

    private final long id;
    private final long triggerTimestampMs;
    private final Collection<OperatorState> states;

    /**
     * @param triggerTimestampMs since the epoch, on the JobManager's clock
     * @param states one per operator
     */
    public CheckpointFacts(
            long id, long triggerTimestampMs, Collection<? extends OperatorState> states) {
        checkArgument(id >= 0, "no checkpoint has the id %s", id);
        this.id = id;
        this.triggerTimestampMs = triggerTimestampMs;
        this.states = List.copyOf(states);
    }

    /** What is to be known of a checkpoint that Flink has completed. */
    public static CheckpointFacts of(CompletedCheckpoint checkpoint) {
        return new CheckpointFacts(
                checkpoint.getCheckpointID(),
                checkpoint.getTimestamp(),
                checkpoint.getOperatorStates().values());
    }

    public long id() {
        return id;
    }

    /** When it was triggered, in milliseconds since the epoch on the JobManager's clock. */
    public long triggerTimestampMs() {
        return triggerTimestampMs;
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
