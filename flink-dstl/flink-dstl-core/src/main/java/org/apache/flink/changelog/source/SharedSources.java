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
package org.apache.flink.changelog.source;

import org.apache.flink.changelog.local.LocalCopies;
import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * Opens each resource once for all readers, since the tasks of a TaskManager restore from the same
 * files at about the same time. What nobody uses any more stays open for the idle timeout, for the
 * task that starts a moment later.
 *
 * <p>Thread-safe: tasks open and release, the timer and the last of the readers close what is idle.
 */
public final class SharedSources implements HandleSources, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSources.class);

    /**
     * Idle streams at most; above it the longest idle one is closed. A stream of an object store
     * can hold a connection, of which its client has some hundreds at most.
     */
    static final int MAX_IDLE = 64;

    private final Duration idleTimeout;
    private final Clock clock;
    private final CallTimer timer;
    private final LocalCopies copies;

    private final Object lock = new Object();

    /** Used and idle ones. */
    @GuardedBy("lock")
    private final Map<PhysicalStateHandleID, Entry> entries = new HashMap<>();

    /** Those without users, the longest idle first. */
    @GuardedBy("lock")
    private final Set<Entry> idle = new LinkedHashSet<>();

    /** Whether a call of the timer is due: there is one at most. */
    @GuardedBy("lock")
    private boolean sweepPlanned;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param copies are read instead of the resources, where there are any
     */
    public SharedSources(Duration idleTimeout, Clock clock, CallTimer timer, LocalCopies copies) {
        checkArgument(!idleTimeout.isNegative(), "idle timeout of %s", idleTimeout);
        this.idleTimeout = idleTimeout;
        this.clock = clock;
        this.timer = timer;
        this.copies = copies;
    }

    /** {@inheritDoc} A stream is opened by the first read. */
    @Override
    public SegmentSource open(StreamStateHandle handle) throws IOException {
        Optional<SegmentSource> inMemory = HandleSources.inMemory(handle);
        if (inMemory.isPresent()) {
            return inMemory.get();
        }
        PhysicalStateHandleID id = handle.getStreamStateHandleID();
        synchronized (lock) {
            if (closed) {
                throw new IOException("Cannot open " + id + ": the changelog storage was closed");
            }
            Entry entry =
                    entries.computeIfAbsent(
                            id, absent -> new Entry(id, new SharedStream(handle, copies)));
            entry.users++;
            idle.remove(entry);
            return new Lease(entry);
        }
    }

    /**
     * Closes all resources at once; reads of them fail, those under way too. Idempotent.
     *
     * @throws IOException if one could not be closed; the others are closed nevertheless
     */
    @Override
    public void close() throws IOException {
        List<Entry> closing;
        synchronized (lock) {
            closed = true;
            closing = new ArrayList<>(entries.values());
            entries.clear();
            idle.clear();
        }
        Optional<IOException> failure = Optional.empty();
        for (Entry entry : closing) {
            try {
                entry.stream.close();
            } catch (IOException | RuntimeException e) {
                IOException failed = new IOException("Cannot close " + entry.stream.resource(), e);
                failure.ifPresent(failed::addSuppressed);
                failure = Optional.of(failed);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void release(Entry entry) {
        synchronized (lock) {
            entry.users--;
            if (closed || entry.users > 0) {
                return;
            }
            entry.idleSinceMs = clock.relativeTimeMillis();
            idle.add(entry);
        }
        closeExpired();
    }

    private void sweep() {
        synchronized (lock) {
            sweepPlanned = false;
        }
        closeExpired();
    }

    /** Closes what has been idle for too long, and comes back for the rest. */
    private void closeExpired() {
        List<Entry> expired = new ArrayList<>();
        Optional<Duration> nextSweep;
        synchronized (lock) {
            long nowMs = clock.relativeTimeMillis();
            Iterator<Entry> longestIdleFirst = idle.iterator();
            while (longestIdleFirst.hasNext()) {
                Entry entry = longestIdleFirst.next();
                if (remainingMs(entry, nowMs) > 0 && idle.size() <= MAX_IDLE) {
                    break;
                }
                longestIdleFirst.remove();
                entries.remove(entry.id);
                expired.add(entry);
            }
            nextSweep = planSweep(nowMs);
        }
        expired.forEach(SharedSources::closeUnused);
        nextSweep.ifPresent(delay -> timer.schedule(delay, this::sweep));
    }

    @GuardedBy("lock")
    private Optional<Duration> planSweep(long nowMs) {
        if (sweepPlanned || idle.isEmpty()) {
            return Optional.empty();
        }
        sweepPlanned = true;
        return Optional.of(Duration.ofMillis(remainingMs(idle.iterator().next(), nowMs)));
    }

    private long remainingMs(Entry entry, long nowMs) {
        return idleTimeout.toMillis() - (nowMs - entry.idleSinceMs);
    }

    /** All was read that was wanted: a failure harms nobody. */
    private static void closeUnused(Entry entry) {
        try {
            entry.stream.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot close {} after reading it.", entry.stream.resource(), e);
        }
    }

    /** A resource and its users. What changes in it is guarded by the lock of its owner. */
    private static final class Entry {

        private final PhysicalStateHandleID id;
        private final SharedStream stream;
        private int users;

        /** Meaningful while there is no user. */
        private long idleSinceMs;

        private Entry(PhysicalStateHandleID id, SharedStream stream) {
            this.id = id;
            this.stream = stream;
        }
    }

    /** The use of a resource by one reader. Closing it waits for no read. */
    private final class Lease implements SegmentSource {

        private final Entry entry;
        private final SharedStream.Reader reader = new SharedStream.Reader();
        private final AtomicBoolean released = new AtomicBoolean();

        private Lease(Entry entry) {
            this.entry = entry;
        }

        @Override
        public String resource() {
            return entry.stream.resource();
        }

        /** Not known, as for any stream. */
        @Override
        public OptionalLong sizeBytes() {
            return OptionalLong.empty();
        }

        @Override
        public void read(long position, byte[] into, int off, int len) throws IOException {
            checkState(!released.get(), "the source of %s is closed", resource());
            entry.stream.read(reader, position, into, off, len);
        }

        /** May come from another thread, to end a read that waits for the store. */
        @Override
        public void close() throws IOException {
            if (released.compareAndSet(false, true)) {
                try {
                    entry.stream.end(reader);
                } finally {
                    release(entry);
                }
            }
        }
    }
}
