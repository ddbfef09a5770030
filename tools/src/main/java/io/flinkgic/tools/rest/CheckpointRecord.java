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
package io.flinkgic.tools.rest;

import java.util.Objects;

/** One checkpoint or savepoint as the JobManager's statistics show it. */
public final class CheckpointRecord {

    /** How far it came. */
    public enum Status {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }

    private final long id;
    private final Status status;
    private final boolean savepoint;
    private final long triggeredAtMs;
    private final Costs costs;

    public CheckpointRecord(
            long id, Status status, boolean savepoint, long triggeredAtMs, Costs costs) {
        this.id = id;
        this.status = Objects.requireNonNull(status);
        this.savepoint = savepoint;
        this.triggeredAtMs = triggeredAtMs;
        this.costs = Objects.requireNonNull(costs);
    }

    public long id() {
        return id;
    }

    public Status status() {
        return status;
    }

    public boolean savepoint() {
        return savepoint;
    }

    /** When the JobManager triggered it, in milliseconds since 1970. */
    public long triggeredAtMs() {
        return triggeredAtMs;
    }

    public Costs costs() {
        return costs;
    }

    /** Time and space of a checkpoint; of one that is not completed, what there is so far. */
    public static final class Costs {

        private final long durationMs;
        private final long incrementalBytes;
        private final long fullBytes;

        public Costs(long durationMs, long incrementalBytes, long fullBytes) {
            this.durationMs = durationMs;
            this.incrementalBytes = incrementalBytes;
            this.fullBytes = fullBytes;
        }

        /** From the trigger to the last acknowledgement. */
        public long durationMs() {
            return durationMs;
        }

        /** What was written for this checkpoint. */
        public long incrementalBytes() {
            return incrementalBytes;
        }

        /** All that this checkpoint refers to. */
        public long fullBytes() {
            return fullBytes;
        }
    }
}
