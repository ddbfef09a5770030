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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.source.HandleSources;
import org.apache.flink.changelog.source.SegmentSource;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Segments of a handle that follow each other in one resource. What they begin with may be fetched
 * ahead, by another thread than the one that reads them.
 *
 * <p>Two threads, one after the other, and any one that closes it.
 */
final class ResourceSegments implements Closeable {

    private final StreamStateHandle resource;
    private final KeyGroupRange keyGroups;
    private final HandleSources sources;
    private final long bytesAhead;

    /** Not opened yet. */
    private final Queue<Long> offsets = new ArrayDeque<>();

    /** Opened ahead. */
    private final Queue<SegmentIterator> opened = new ArrayDeque<>();

    private final FutureTask<SegmentSource> fetching = new FutureTask<>(this::openAndFetch);
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<SegmentSource> open = Optional.empty();

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param bytesAhead of blocks that are fetched with the indexes of the segments, at most
     */
    ResourceSegments(
            StreamStateHandle resource,
            KeyGroupRange keyGroups,
            HandleSources sources,
            long bytesAhead) {
        this.resource = resource;
        this.keyGroups = keyGroups;
        this.sources = sources;
        this.bytesAhead = bytesAhead;
    }

    boolean isOf(StreamStateHandle other) {
        return resource.getStreamStateHandleID().equals(other.getStreamStateHandleID());
    }

    /** Only before the first is opened. */
    void add(long offset) {
        offsets.add(offset);
    }

    /** Opens the resource and fetches the beginning, once, on the thread that runs it. */
    Runnable fetching() {
        return fetching;
    }

    /**
     * The next segment; waits if it is being fetched, and fetches it if nobody has begun to.
     *
     * @return empty if there is none
     */
    Optional<SegmentIterator> next() throws IOException {
        SegmentSource source = source();
        if (!opened.isEmpty()) {
            return Optional.of(opened.remove());
        }
        return offsets.isEmpty() ? Optional.empty() : Optional.of(openNext(source));
    }

    private SegmentSource source() throws IOException {
        fetching.run();
        try {
            return fetching.get();
        } catch (CancellationException e) {
            throw closedBefore();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "Interrupted before a read of " + HandleSources.resourceOf(resource));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException) {
                throw (IOException) cause;
            }
            if (cause instanceof Error) {
                throw (Error) cause;
            }
            throw (RuntimeException) cause;
        }
    }

    private SegmentSource openAndFetch() throws IOException {
        SegmentSource source = sources.open(resource);
        synchronized (lock) {
            if (!closed) {
                open = Optional.of(source);
            }
        }
        if (!isOpen()) {
            source.close();
            throw closedBefore();
        }
        long leftBytes = bytesAhead;
        while (leftBytes > 0 && !offsets.isEmpty()) {
            SegmentIterator segment = openNext(source);
            opened.add(segment);
            leftBytes -= segment.fetchAhead(leftBytes);
        }
        return source;
    }

    private SegmentIterator openNext(SegmentSource source) throws IOException {
        return SegmentReader.open(source, offsets.remove(), keyGroups);
    }

    private boolean isOpen() {
        synchronized (lock) {
            return open.isPresent();
        }
    }

    private IOException closedBefore() {
        return new IOException(
                "The reader of " + HandleSources.resourceOf(resource) + " was closed");
    }

    /** A read that waits for the store fails. Idempotent. */
    @Override
    public void close() throws IOException {
        Optional<SegmentSource> closing;
        synchronized (lock) {
            closed = true;
            closing = open;
            open = Optional.empty();
        }
        fetching.cancel(false);
        if (closing.isPresent()) {
            closing.get().close();
        }
    }
}
