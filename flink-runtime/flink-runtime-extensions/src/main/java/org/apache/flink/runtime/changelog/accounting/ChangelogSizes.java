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

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import java.util.OptionalDouble;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How much of the changelog a checkpoint refers to. Immutable; sizes in bytes. */
public final class ChangelogSizes {

    public static final ChangelogSizes NOTHING = new ChangelogSizes(0, 0, 0, 0, 0);

    /** How fast a log is replayed before a restore on the TaskManager has shown its own rate. */
    public static final long REPLAY_BYTES_PER_SECOND = 20_000_000;

    private final long materializedBytes;
    private final long logBytes;
    private final long incrementalBytes;
    private final long materializedHandles;
    private final long logHandles;

    /**
     * @param incrementalBytes what this checkpoint made durable, materialized or logged
     */
    public ChangelogSizes(
            long materializedBytes,
            long logBytes,
            long incrementalBytes,
            long materializedHandles,
            long logHandles) {
        checkArgument(materializedBytes >= 0 && logBytes >= 0 && incrementalBytes >= 0);
        checkArgument(materializedHandles >= 0 && logHandles >= 0);
        this.materializedBytes = materializedBytes;
        this.logBytes = logBytes;
        this.incrementalBytes = incrementalBytes;
        this.materializedHandles = materializedHandles;
        this.logHandles = logHandles;
    }

    /** Of one keyed state backend. */
    static ChangelogSizes of(ChangelogStateBackendHandle handle) {
        long materializedBytes = 0;
        long materializedHandles = 0;
        for (KeyedStateHandle materialized : handle.getMaterializedStateHandles()) {
            materializedBytes += known(materialized.getStateSize());
            materializedHandles += files(materialized);
        }
        long logBytes = 0;
        long logHandles = 0;
        for (ChangelogStateHandle log : handle.getNonMaterializedStateHandles()) {
            logBytes += known(log.getStateSize());
            logHandles += files(log);
        }
        return new ChangelogSizes(
                materializedBytes,
                logBytes,
                known(handle.getCheckpointedSize()),
                materializedHandles,
                logHandles);
    }

    /** Whether this state was written by a backend with a changelog. */
    static boolean areIn(OperatorSubtaskState state) {
        return state.getManagedKeyedState().stream()
                .anyMatch(ChangelogStateBackendHandle.class::isInstance);
    }

    /** Flink's handles answer a negative size when they do not know it. */
    private static long known(long sizeBytes) {
        return Math.max(0, sizeBytes);
    }

    private static long files(KeyedStateHandle handle) {
        if (handle instanceof ChangelogStateHandleStreamImpl) {
            return ((ChangelogStateHandleStreamImpl) handle).getHandlesAndOffsets().size();
        }
        if (handle instanceof IncrementalRemoteKeyedStateHandle) {
            IncrementalRemoteKeyedStateHandle files = (IncrementalRemoteKeyedStateHandle) handle;
            return 1L + files.getSharedState().size() + files.getPrivateState().size();
        }
        return 1;
    }

    public ChangelogSizes plus(ChangelogSizes other) {
        return new ChangelogSizes(
                materializedBytes + other.materializedBytes,
                logBytes + other.logBytes,
                incrementalBytes + other.incrementalBytes,
                materializedHandles + other.materializedHandles,
                logHandles + other.logHandles);
    }

    public long materializedBytes() {
        return materializedBytes;
    }

    public long logBytes() {
        return logBytes;
    }

    /** What this checkpoint made durable, materialized or logged. */
    public long incrementalBytes() {
        return incrementalBytes;
    }

    public long materializedHandles() {
        return materializedHandles;
    }

    public long logHandles() {
        return logHandles;
    }

    /** How long one task would replay this log, at {@link #REPLAY_BYTES_PER_SECOND}. */
    public long predictedReplayTimeMs() {
        return logBytes * 1000 / REPLAY_BYTES_PER_SECOND;
    }

    /** Log bytes for each materialized byte; empty if nothing is materialized. */
    public OptionalDouble spaceAmplification() {
        return materializedBytes == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) logBytes / materializedBytes);
    }
}
