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

import com.google.errorprone.annotations.concurrent.GuardedBy;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The chunks of a sealed segment. They go back to the pool when the segment is released and no
 * cursor is open any more: an upload attempt that lost a race may still be reading, and must never
 * see the bytes of another segment.
 *
 * <p>Thread-safe.
 */
final class SegmentContent {

    private static final byte[][] NO_CHUNKS = new byte[0][];

    private final ChunkPool pool;
    private final long endAddress;
    private final int recordCount;
    private final long retainedBytes;
    private final Object lock = new Object();

    /** Empty once they are back in the pool. */
    @GuardedBy("lock")
    private byte[][] chunks;

    @GuardedBy("lock")
    private boolean released;

    @GuardedBy("lock")
    private int openCursors;

    /**
     * Takes ownership of the chunks.
     *
     * @param endAddress of the first byte after the last record
     */
    SegmentContent(ChunkPool pool, byte[][] chunks, long endAddress, int recordCount) {
        this.pool = pool;
        this.chunks = chunks;
        this.endAddress = endAddress;
        this.recordCount = recordCount;
        this.retainedBytes = (long) chunks.length * pool.chunkSizeBytes();
    }

    int recordCount() {
        return recordCount;
    }

    long retainedBytes() {
        return retainedBytes;
    }

    RecordCursor openCursor() {
        synchronized (lock) {
            checkState(!released, "the segment has been released");
            openCursors++;
            return new RecordCursor(this, chunks, endAddress);
        }
    }

    void cursorClosed() {
        byte[][] unused;
        synchronized (lock) {
            openCursors--;
            unused = takeUnusedChunks();
        }
        giveBack(unused);
    }

    void release() {
        byte[][] unused;
        synchronized (lock) {
            checkState(!released, "the segment has been released already");
            released = true;
            unused = takeUnusedChunks();
        }
        giveBack(unused);
    }

    @GuardedBy("lock")
    private byte[][] takeUnusedChunks() {
        if (!released || openCursors > 0) {
            return NO_CHUNKS;
        }
        byte[][] unused = chunks;
        chunks = NO_CHUNKS;
        return unused;
    }

    private void giveBack(byte[][] unused) {
        for (byte[] chunk : unused) {
            pool.release(chunk);
        }
    }
}
