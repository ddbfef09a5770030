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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Segments of a handle that follow each other in one resource. What they begin with may be fetched
 * ahead, by another thread than the one that reads them. In between nothing is open: a store has
 * only so many streams.
 *
 * <p>Two threads, one after the other, and any one that closes it.
 */
final class ResourceSegments implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceSegments.class);

    private final StreamStateHandle resource;
    private final KeyGroupRange keyGroups;
    private final HandleSources sources;
    private final SegmentSource source;

    /** Not opened yet. */
    private final Queue<Long> offsets = new ArrayDeque<>();

    /** Opened ahead. */
    private final Queue<SegmentIterator> opened = new ArrayDeque<>();

    /** Run by whoever comes first, the reader or the thread that fetches ahead. */
    private final FutureTask<Void> beginning = new FutureTask<>(this::fetchBeginning, null);

    /** Set before the beginning is fetched. */
    private long bytesAhead;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<SegmentSource> open = Optional.empty();

    /** The thread that fetches ahead. */
    @GuardedBy("lock")
    private Optional<Future<?>> fetching = Optional.empty();

    @GuardedBy("lock")
    private boolean closed;

    ResourceSegments(StreamStateHandle resource, KeyGroupRange keyGroups, HandleSources sources) {
        this.resource = resource;
        this.keyGroups = keyGroups;
        this.sources = sources;
        this.source = HandleSources.inMemory(resource).orElseGet(OpenedByReads::new);
    }

    boolean isOf(StreamStateHandle other) {
        return resource.getStreamStateHandleID().equals(other.getStreamStateHandleID());
    }

    /** Only before the first is opened. */
    void add(long offset) {
        offsets.add(offset);
    }

    /**
     * Lets another thread fetch the beginning, unless it is read before.
     *
     * @param maxBytes of indexes and blocks; the index that exceeds it is the last
     * @throws java.util.concurrent.RejectedExecutionException if there is none
     */
    void fetchAhead(LookAhead.Threads threads, long maxBytes) {
        bytesAhead = maxBytes;
        Future<?> submitted = threads.submit(beginning);
        boolean tooLate;
        synchronized (lock) {
            fetching = Optional.of(submitted);
            tooLate = closed;
        }
        if (tooLate) {
            submitted.cancel(true);
        }
    }

    /**
     * The next segment; waits if it is being fetched, and fetches it if nobody has begun to.
     *
     * @return empty if there is none
     */
    Optional<SegmentIterator> next() throws IOException {
        awaitBeginning();
        if (!opened.isEmpty()) {
            return Optional.of(opened.remove());
        }
        return offsets.isEmpty() ? Optional.empty() : Optional.of(openNext());
    }

    private void awaitBeginning() throws IOException {
        beginning.run();
        try {
            beginning.get();
        } catch (CancellationException e) {
            throw closedBefore();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted before a read of " + source.resource());
        } catch (ExecutionException e) {
            throw new IOException("Cannot read " + source.resource(), e.getCause());
        }
    }

    /** A failure is that of whoever reads the segment: it is met there again, or not. */
    private void fetchBeginning() {
        try {
            fetchSegments();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Could not read {} ahead.", source.resource(), e);
        }
    }

    /** Holds nothing open afterwards, not even if that fails. */
    private void fetchSegments() throws IOException {
        try {
            long leftBytes = bytesAhead;
            boolean wholly = true;
            while (wholly && leftBytes > 0 && !offsets.isEmpty()) {
                SegmentIterator segment = openNext();
                opened.add(segment);
                wholly = segment.fetchAhead(leftBytes);
                leftBytes -= segment.heldBytes();
            }
        } finally {
            giveBack();
        }
    }

    private SegmentIterator openNext() throws IOException {
        SegmentIterator segment = SegmentReader.open(source, offsets.element(), keyGroups);
        offsets.remove();
        return segment;
    }

    private IOException closedBefore() {
        return new IOException("The reader of " + source.resource() + " was closed");
    }

    private void giveBack() throws IOException {
        Optional<SegmentSource> closing;
        synchronized (lock) {
            closing = open;
            open = Optional.empty();
        }
        if (closing.isPresent()) {
            closing.get().close();
        }
    }

    /** A read that waits for the store fails, and a thread that fetches is interrupted. */
    @Override
    public void close() throws IOException {
        Optional<Future<?>> interrupted;
        synchronized (lock) {
            closed = true;
            interrupted = fetching;
        }
        beginning.cancel(false); // whoever waits for it goes on
        try {
            giveBack(); // first: what is interrupted must not take its local copy for damaged
        } finally {
            interrupted.ifPresent(thread -> thread.cancel(true));
        }
    }

    /** The resource, as long as it is read. Of one thread at a time. */
    private final class OpenedByReads implements SegmentSource {

        @Override
        public String resource() {
            return HandleSources.resourceOf(resource);
        }

        /** Not known, as for any stream. */
        @Override
        public OptionalLong sizeBytes() {
            return OptionalLong.empty();
        }

        @Override
        public void read(long position, byte[] into, int off, int len) throws IOException {
            Optional<SegmentSource> current;
            synchronized (lock) {
                current = open;
            }
            (current.isPresent() ? current.get() : reopen()).read(position, into, off, len);
        }

        private SegmentSource reopen() throws IOException {
            SegmentSource opening = sources.open(resource);
            boolean tooLate;
            synchronized (lock) {
                tooLate = closed;
                open = tooLate ? open : Optional.of(opening);
            }
            if (tooLate) {
                opening.close();
                throw closedBefore();
            }
            return opening;
        }

        @Override
        public void close() throws IOException {
            giveBack();
        }
    }
}
