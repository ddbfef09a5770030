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

import org.apache.flink.runtime.state.changelog.StateChange;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Walks over the changes of a {@link SealedSegment}: in order by {@link #advance()}, in any order
 * by {@link #moveTo(long)} to an {@link #address()} seen before.
 *
 * <p>Belongs to one thread.
 */
public final class RecordCursor implements AutoCloseable {

    private final SegmentContent content;
    private final byte[][] chunks;
    private final long endAddress;

    private boolean closed;
    private int keyGroup;
    private int length;

    /** Address of the current record's header; negative before the first. */
    private long current = RecordLayout.NOWHERE;

    /** Address at which {@link #advance()} goes on. */
    private long next;

    RecordCursor(SegmentContent content, byte[][] chunks, long endAddress) {
        this.content = content;
        this.chunks = chunks;
        this.endAddress = endAddress;
    }

    /** Goes to the next record, at first to the first; false if there is none. */
    public boolean advance() {
        checkState(!closed, "the cursor is closed");
        if (next >= endAddress) {
            return false;
        }
        int chunk = RecordLayout.chunkOf(next);
        int position = RecordLayout.positionOf(next);
        if (chunks[chunk].length - position < RecordLayout.HEADER_BYTES) {
            chunk++;
            position = 0;
        }
        moveTo(RecordLayout.address(chunk, position));
        return true;
    }

    /** Goes to the record with this address; {@link #advance()} continues after it. */
    public void moveTo(long address) {
        checkState(!closed, "the cursor is closed");
        byte[] chunk = chunks[RecordLayout.chunkOf(address)];
        int position = RecordLayout.positionOf(address);
        keyGroup = RecordLayout.keyGroupAt(chunk, position);
        length = RecordLayout.lengthAt(chunk, position);
        current = address;
        long flat = (long) position + RecordLayout.HEADER_BYTES + length;
        int skippedChunks = (int) (flat / chunk.length);
        int end = (int) (flat % chunk.length);
        next = RecordLayout.address(RecordLayout.chunkOf(address) + skippedChunks, end);
    }

    /** Identifies the current record to {@link #moveTo(long)}, in any cursor of the segment. */
    public long address() {
        return current;
    }

    /** Whether the current record is metadata and so has no key group. */
    public boolean isMetadata() {
        return keyGroup == StateChange.META_KEY_GROUP;
    }

    /** Key group of the current record, which is not metadata. */
    public int keyGroup() {
        checkState(!isMetadata(), "metadata has no key group");
        return keyGroup;
    }

    /** Number of bytes of the current record. */
    public int length() {
        return length;
    }

    /** Copies the {@link #length()} bytes of the current record. */
    public void copyTo(byte[] into, int off) {
        checkState(!closed, "the cursor is closed");
        int chunk = RecordLayout.chunkOf(current);
        int from = RecordLayout.positionOf(current) + RecordLayout.HEADER_BYTES;
        int copied = 0;
        while (copied < length) {
            if (from == chunks[chunk].length) {
                chunk++;
                from = 0;
            }
            int part = Math.min(length - copied, chunks[chunk].length - from);
            System.arraycopy(chunks[chunk], from, into, off + copied, part);
            copied += part;
            from += part;
        }
    }

    /** Lets go of the segment's memory. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            content.cursorClosed();
        }
    }
}
