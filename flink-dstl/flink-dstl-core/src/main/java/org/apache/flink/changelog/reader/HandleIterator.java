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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.source.HandleSources;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The changes of one handle, segment after segment. While those of one resource are read, the next
 * resources are fetched ahead.
 *
 * <p>Belongs to one thread; any other one may close it, to end a read that waits for a store.
 */
final class HandleIterator implements CloseableIterator<StateChange> {

    private static final Logger LOG = LoggerFactory.getLogger(HandleIterator.class);

    private final LookAhead ahead;
    private final Object lock = new Object();

    /** Of which nothing is fetched yet. */
    private final Queue<ResourceSegments> later = new ArrayDeque<>();

    /** The one that is read, and those that are fetched ahead. */
    @GuardedBy("lock")
    private final Deque<ResourceSegments> current = new ArrayDeque<>();

    private CloseableIterator<StateChange> changes = CloseableIterator.empty();

    /** Thrown again at each call: nothing after the damage must look like the end of the log. */
    private Optional<IOException> failure = Optional.empty();

    /** Whether a change was taken. */
    private boolean begun;

    private boolean looksAhead;

    /** Set under the lock, and read by the reader without it. */
    private volatile boolean closed;

    HandleIterator(
            List<Tuple2<StreamStateHandle, Long>> handlesAndOffsets,
            KeyGroupRange keyGroups,
            HandleSources sources,
            LookAhead ahead) {
        this.ahead = ahead;
        Optional<ResourceSegments> last = Optional.empty();
        for (Tuple2<StreamStateHandle, Long> segment : handlesAndOffsets) {
            if (!last.filter(resource -> resource.isOf(segment.f0)).isPresent()) {
                last = Optional.of(new ResourceSegments(segment.f0, keyGroups, sources));
                later.add(last.get());
            }
            last.get().add(segment.f1);
        }
    }

    /** Opens the first segment, so that a log that is not there is found out at once. */
    void openFirst() throws IOException {
        boolean ignored = openNext();
    }

    @Override
    public boolean hasNext() {
        checkState(!closed, "the iterator is closed");
        if (failure.isPresent()) {
            throw new UncheckedIOException(failure.get());
        }
        try {
            while (!changes.hasNext()) {
                if (!openNext()) {
                    return false;
                }
            }
        } catch (IOException e) {
            failure = Optional.of(e);
            throw new UncheckedIOException(e);
        }
        return true;
    }

    @Override
    public StateChange next() {
        if (begun && !looksAhead) {
            looksAhead = true; // whoever only wants the first change needs no more
            lookAhead();
        }
        if (!hasNext()) {
            throw new NoSuchElementException("the handle has no more changes");
        }
        begun = true;
        return changes.next();
    }

    @Override
    public void close() throws IOException {
        List<ResourceSegments> closing;
        synchronized (lock) {
            closed = true;
            closing = new ArrayList<>(current);
            current.clear();
        }
        Optional<Exception> failed = Optional.empty();
        for (ResourceSegments each : closing) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                failed = Optional.of(ExceptionUtils.firstOrSuppressed(e, failed.orElse(null)));
            }
        }
        if (failed.isPresent()) {
            throw new IOException("Cannot close all that was read or fetched ahead", failed.get());
        }
    }

    /** Closes without hiding the error that made it necessary. */
    void closeAfter(Throwable error) {
        try {
            close();
        } catch (IOException e) {
            error.addSuppressed(e);
        }
    }

    /**
     * @return false if there is none
     */
    private boolean openNext() throws IOException {
        for (Optional<ResourceSegments> resource = first();
                resource.isPresent();
                resource = first()) {
            Optional<SegmentIterator> segment = resource.get().next();
            if (segment.isPresent()) {
                changes = segment.get();
                return true;
            }
            done(resource.get());
        }
        return false;
    }

    /**
     * The one to read.
     *
     * @throws IOException if this is closed: it must not look like the end
     */
    private Optional<ResourceSegments> first() throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("the iterator is closed");
            }
            if (current.isEmpty() && !later.isEmpty()) {
                current.add(later.remove());
            }
            return Optional.ofNullable(current.peek());
        }
    }

    private void done(ResourceSegments resource) throws IOException {
        synchronized (lock) {
            current.remove(resource);
        }
        resource.close();
        if (looksAhead) {
            lookAhead();
        }
    }

    /**
     * Nobody has to get to what is given to the threads: the reader does it when it comes to it.
     */
    private void lookAhead() {
        Optional<ResourceSegments> next = nextAhead();
        while (next.isPresent()) {
            try {
                next.get().fetchAhead(ahead.threads(), ahead.bytesOfEach());
            } catch (RejectedExecutionException e) {
                LOG.debug("The threads that fetch ahead have ended.", e);
            }
            next = nextAhead();
        }
    }

    private Optional<ResourceSegments> nextAhead() {
        synchronized (lock) {
            boolean isFar = ahead.resources() == 0 || current.size() > ahead.resources();
            if (later.isEmpty() || closed || isFar) {
                return Optional.empty();
            }
            ResourceSegments next = later.remove();
            current.add(next);
            return Optional.of(next);
        }
    }
}
