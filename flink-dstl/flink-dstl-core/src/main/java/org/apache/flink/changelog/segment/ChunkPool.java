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

import java.util.ArrayDeque;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * Byte arrays of one size, reused, so that logging makes no garbage in steady state.
 *
 * <p>The pool limits only what it keeps for later, not what is in use: how much may be in use is
 * decided by whoever counts {@link SealedSegment#retainedBytes()}. A chunk may contain bytes of its
 * previous use.
 *
 * <p>Thread-safe.
 */
public final class ChunkPool {

    /** Room for a record header and some payload; a smaller chunk would be mostly padding. */
    private static final int MIN_CHUNK_SIZE_BYTES = 64;

    private final int chunkSizeBytes;
    private final int maxPooledChunks;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> pooled;

    @GuardedBy("lock")
    private long allocatedChunks;

    /**
     * @param chunkSizeBytes size of each chunk, at least 64
     * @param maxPooledChunks released chunks beyond this number are left to the garbage collector
     */
    public ChunkPool(int chunkSizeBytes, int maxPooledChunks) {
        checkArgument(
                chunkSizeBytes >= MIN_CHUNK_SIZE_BYTES,
                "chunk size must be at least %s bytes, but is %s",
                MIN_CHUNK_SIZE_BYTES,
                chunkSizeBytes);
        checkArgument(
                maxPooledChunks >= 0,
                "number of pooled chunks must not be negative, but is %s",
                maxPooledChunks);
        this.chunkSizeBytes = chunkSizeBytes;
        this.maxPooledChunks = maxPooledChunks;
        this.pooled = new ArrayDeque<>();
    }

    /** Size of every chunk of this pool. */
    public int chunkSizeBytes() {
        return chunkSizeBytes;
    }

    /** The caller owns the chunk until it gives it to {@link #release}. */
    byte[] acquire() {
        synchronized (lock) {
            byte[] chunk = pooled.pollLast();
            if (chunk != null) {
                return chunk;
            }
            allocatedChunks++;
        }
        return new byte[chunkSizeBytes];
    }

    /** Takes ownership. */
    void release(byte[] chunk) {
        checkArgument(chunk.length == chunkSizeBytes, "not a chunk of this pool");
        synchronized (lock) {
            if (pooled.size() < maxPooledChunks) {
                pooled.addLast(chunk);
            }
        }
    }

    /** Chunks that wait for their next use. */
    int pooledChunks() {
        synchronized (lock) {
            return pooled.size();
        }
    }

    /** Memory of these. */
    public long pooledBytes() {
        return (long) pooledChunks() * chunkSizeBytes;
    }

    /** Chunks that were not found in the pool, since it exists. */
    long allocatedChunks() {
        synchronized (lock) {
            return allocatedChunks;
        }
    }
}
