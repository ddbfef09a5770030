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

import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.SequenceNumber.GenericSequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * The changes of one log that are not sealed yet, encoded in place: a change costs neither an
 * object nor an array.
 *
 * <p>Per change: {@code begin…}, writes to the returned view, then exactly one of {@link
 * #commitChange()} and {@link #rollbackChange()}. A change that was rolled back leaves neither
 * bytes nor a sequence number. After {@link #seal()} the buffer is empty and goes on with the next
 * sequence number.
 *
 * <p>Called by the task thread only.
 */
public final class SegmentBuffer implements AutoCloseable {

    /** 1 GiB: a change is read back into one array, of which Java allows not much more. */
    private static final int MAX_CHANGE_BYTES = 1 << 30;

    private final UUID logId;
    private final KeyGroupRange range;
    private final ChunkPool pool;
    private final ChunkWriter writer;

    /**
     * Whether a change is open. With {@link #closed}, which is for ever, this is the lifecycle:
     * idle, in a change, closed. No enum, against the house style: writing a reference into an old
     * object can be a memory fence with G1, which waits for the cold memory that changes are
     * written to, twice for each change.
     */
    private boolean inChange;

    private boolean closed;

    /** Sequence number of the first change in this buffer, or of the next one if it is empty. */
    private long first;

    private int recordCount;
    private long payloadBytes;

    /**
     * @param range the key groups whose changes may be appended; not empty
     * @param first sequence number of the first change
     */
    public SegmentBuffer(UUID logId, KeyGroupRange range, ChunkPool pool, SequenceNumber first) {
        checkArgument(range.getNumberOfKeyGroups() > 0, "the key-group range is empty");
        checkArgument(
                first instanceof GenericSequenceNumber, "not a generic sequence number: %s", first);
        this.logId = checkNotNull(logId);
        this.range = range;
        this.pool = pool;
        this.writer = new ChunkWriter(pool, MAX_CHANGE_BYTES);
        this.first = ((GenericSequenceNumber) first).number;
    }

    /**
     * Begins a change of a key group.
     *
     * @return a view that is valid until the change ends; later writes fail
     * @throws IllegalArgumentException if the key group is outside the range of this buffer
     * @throws IllegalStateException if a change has begun already, or this is closed
     */
    public DataOutputView beginChange(int keyGroup) {
        if (!range.contains(keyGroup)) {
            throw new IllegalArgumentException(
                    "key group " + keyGroup + " is not in " + range + " of this log");
        }
        return begin(keyGroup);
    }

    /** Begins a metadata record: like {@link #beginChange}, but of no key group. */
    public DataOutputView beginMetadata() {
        return begin(StateChange.META_KEY_GROUP);
    }

    /**
     * Appends what was written since {@code begin…} under the next sequence number.
     *
     * @throws IOException if the change is too long; it can only be rolled back then
     */
    public void commitChange() throws IOException {
        checkInChange();
        payloadBytes += writer.endRecord();
        recordCount++;
        inChange = false;
    }

    /** Drops what was written since {@code begin…}. */
    public void rollbackChange() {
        checkInChange();
        writer.abandonRecord();
        inChange = false;
    }

    /** The key groups whose changes may be appended. */
    public KeyGroupRange range() {
        return range;
    }

    /** That of the first change in here; if there is none, what the next one will get. */
    public SequenceNumber firstSequenceNumber() {
        return SequenceNumber.of(first);
    }

    /** The sequence number that the next change will get. */
    public SequenceNumber nextSequenceNumber() {
        return SequenceNumber.of(first + recordCount);
    }

    /** Whether there is no committed change. */
    public boolean isEmpty() {
        return recordCount == 0;
    }

    /** Memory of the chunks held, not only of what is written into them. */
    public long retainedBytes() {
        return writer.retainedBytes();
    }

    /** Bytes of the committed changes. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /**
     * Takes the committed changes out of this buffer.
     *
     * @return owned by the caller, who releases it; empty if there was no change
     * @throws IllegalStateException if a change is open, or this is closed
     */
    public Optional<SealedSegment> seal() {
        checkIdle();
        if (recordCount == 0) {
            return Optional.empty();
        }
        long end = writer.address();
        SegmentContent content = new SegmentContent(pool, writer.takeChunks(), end, recordCount);
        SealedSegment sealed = new SealedSegment(logId, range, first, payloadBytes, content);
        first += recordCount;
        recordCount = 0;
        payloadBytes = 0;
        return Optional.of(sealed);
    }

    /**
     * Copies the committed changes; this buffer goes on as if nothing was.
     *
     * @return owned by the caller, who releases it; empty if there was no change
     * @throws IllegalStateException if a change is open, or this is closed
     */
    public Optional<SealedSegment> copy() {
        checkIdle();
        if (recordCount == 0) {
            return Optional.empty();
        }
        SegmentContent content =
                new SegmentContent(pool, writer.copyChunks(), writer.address(), recordCount);
        return Optional.of(new SealedSegment(logId, range, first, payloadBytes, content));
    }

    /** Drops what is not sealed and gives the chunks back. An open change ends without a trace. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inChange = false;
            first += recordCount;
            recordCount = 0;
            payloadBytes = 0;
            for (byte[] chunk : writer.takeChunks()) {
                pool.release(chunk);
            }
        }
    }

    private DataOutputView begin(int keyGroup) {
        checkIdle();
        checkState(recordCount < Integer.MAX_VALUE, "the buffer is full and must be sealed");
        writer.beginRecord(keyGroup);
        inChange = true;
        return writer;
    }

    private void checkIdle() {
        if (inChange || closed) {
            throw new IllegalStateException(closed ? "the buffer is closed" : "a change is open");
        }
    }

    private void checkInChange() {
        if (!inChange) {
            throw new IllegalStateException(closed ? "the buffer is closed" : "no change is open");
        }
    }
}
