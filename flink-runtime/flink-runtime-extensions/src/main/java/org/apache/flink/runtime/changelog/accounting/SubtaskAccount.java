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

import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** The changelog of one subtask of an operator, as of a checkpoint. Immutable. */
public final class SubtaskAccount {

    private final int subtask;
    private final ChangelogSizes sizes;
    private final Progress progress;

    SubtaskAccount(int subtask, ChangelogSizes sizes, Progress progress) {
        this.subtask = subtask;
        this.sizes = checkNotNull(sizes);
        this.progress = checkNotNull(progress);
    }

    /** From 0. */
    public int subtask() {
        return subtask;
    }

    public ChangelogSizes sizes() {
        return sizes;
    }

    /** The number of the materialization that the checkpoint builds on; empty if there is none. */
    public OptionalLong materializationId() {
        return progress.materializationId;
    }

    /**
     * When the first checkpoint with that materialization was triggered, or the first one at all if
     * there is none: milliseconds since the epoch. After a restore it is not known, and this is
     * when the recovered checkpoint was triggered, or when the user restored it.
     */
    public long materializedSinceMs() {
        return progress.sinceMs;
    }

    /** Which materialization a subtask is at, and for how long. Immutable. */
    static final class Progress {

        private final OptionalLong materializationId;
        private final long sinceMs;

        Progress(OptionalLong materializationId, long sinceMs) {
            this.materializationId = materializationId;
            this.sinceMs = sinceMs;
        }

        /** This, as long as the materialization is the same. */
        Progress at(OptionalLong idNow, long nowMs) {
            return materializationId.equals(idNow) ? this : new Progress(idNow, nowMs);
        }
    }
}
