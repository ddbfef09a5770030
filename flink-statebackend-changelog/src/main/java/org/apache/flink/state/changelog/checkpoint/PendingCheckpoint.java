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
package org.apache.flink.state.changelog.checkpoint;

import org.apache.flink.runtime.state.changelog.SequenceNumber;

/**
 * What a checkpoint under way refers to, and whether the JobManager may have been told of it. The
 * latter is set by the thread that completes it; all else is immutable.
 */
final class PendingCheckpoint {

    private final SequenceNumber fromInclusive;
    private final SequenceNumber toExclusive;
    private final long materializationId;
    private volatile boolean handedOut;

    PendingCheckpoint(
            SequenceNumber fromInclusive, SequenceNumber toExclusive, long materializationId) {
        this.fromInclusive = fromInclusive;
        this.toExclusive = toExclusive;
        this.materializationId = materializationId;
    }

    /** From now on the JobManager may hear of it. */
    void handOut() {
        handedOut = true;
    }

    boolean isHandedOut() {
        return handedOut;
    }

    SequenceNumber fromInclusive() {
        return fromInclusive;
    }

    SequenceNumber toExclusive() {
        return toExclusive;
    }

    boolean hasLog() {
        return fromInclusive.compareTo(toExclusive) < 0;
    }

    long materializationId() {
        return materializationId;
    }
}
