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
package org.apache.flink.changelog.segment;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.SequenceNumberRange;

import java.util.UUID;

/**
 * Consecutive changes of one log that no longer change: the unit of upload, retry and release.
 *
 * <p>Its memory belongs to whoever got it from {@link SegmentBuffer#seal()}, until {@link
 * #release()}. Thread-safe.
 */
public final class SealedSegment {

    private final UUID logId;
    private final KeyGroupRange keyGroupRange;
    private final SequenceNumberRange range;
    private final long payloadBytes;
    private final SegmentContent content;

    SealedSegment(
            UUID logId,
            KeyGroupRange keyGroupRange,
            long first,
            long payloadBytes,
            SegmentContent content) {
        this.logId = logId;
        this.keyGroupRange = keyGroupRange;
        this.range =
                SequenceNumberRange.generic(
                        SequenceNumber.of(first), SequenceNumber.of(first + content.recordCount()));
        this.payloadBytes = payloadBytes;
        this.content = content;
    }

    /** The log that these changes belong to; one per writer. */
    public UUID logId() {
        return logId;
    }

    /** Key groups that the writer may write; not each has a change in this segment. */
    public KeyGroupRange keyGroupRange() {
        return keyGroupRange;
    }

    /** Sequence numbers of the changes; never empty. */
    public SequenceNumberRange range() {
        return range;
    }

    /** Number of changes, metadata included. */
    public int recordCount() {
        return content.recordCount();
    }

    /** Bytes of the changes, without any framing. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Memory that {@link #release()} sets free. */
    public long retainedBytes() {
        return content.retainedBytes();
    }

    /**
     * Opens the changes, in the order of their sequence numbers. Any number of cursors may be open
     * at once. Each keeps the memory from being reused, so each must be closed.
     *
     * @return owned by the caller
     * @throws IllegalStateException if this has been released
     */
    public RecordCursor openCursor() {
        return content.openCursor();
    }

    /**
     * Gives the memory back, as soon as the last open cursor is closed.
     *
     * @throws IllegalStateException if this has been released before
     */
    public void release() {
        content.release();
    }

    @Override
    public String toString() {
        return "segment of log " + logId + ", changes [" + range.from() + ", " + range.to() + ")";
    }
}
