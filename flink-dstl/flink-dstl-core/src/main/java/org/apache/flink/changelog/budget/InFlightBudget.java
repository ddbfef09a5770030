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
package org.apache.flink.changelog.budget;

import org.apache.flink.runtime.io.AvailabilityProvider;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * Counts the memory of all changes of a job on this TaskManager that are not stored yet: retained
 * bytes, not payload.
 *
 * <p>Open bytes lie in the buffers of writers; only their task threads can seal them. Sealed bytes
 * are in the scheduler's hands, which stores and releases them without anybody's help. So nobody is
 * ever made to wait for open bytes: with the limit passed and nothing sealed, the budget is still
 * available, and writers are to seal instead ({@link #overLimit()}). When the limit is passed each
 * is asked to, so that those do which have nothing to write just then.
 *
 * <p>Thread-safe. Task threads adjust, seal and wait; uploader threads release.
 */
public final class InFlightBudget implements AvailabilityProvider, AutoCloseable {

    private final long limitBytes;

    /** Above this, writers that did not heed the availability are made to wait in append. */
    private final long hardLimitBytes;

    private final Clock clock;
    private final Object lock = new Object();

    /** Never negative. */
    @GuardedBy("lock")
    private long openBytes;

    /** Never negative. */
    @GuardedBy("lock")
    private long sealedBytes;

    @GuardedBy("lock")
    private boolean closed;

    /** Time for which this was exhausted, without the current one. */
    @GuardedBy("lock")
    private long exhaustedNanos;

    /** Meaningful while exhausted. */
    @GuardedBy("lock")
    private long exhaustedSinceNanos;

    /** Time that threads spent in {@link #awaitRoom}, added up, without those that are there. */
    @GuardedBy("lock")
    private long blockedNanos;

    /** Threads that are there. */
    @GuardedBy("lock")
    private int blocked;

    /** Since when they are, added up. */
    @GuardedBy("lock")
    private long blockedSinceNanos;

    /** Those that are not closed. */
    @GuardedBy("lock")
    private final Set<OpenMemory> writers = new LinkedHashSet<>();

    /** Called when the budget becomes exhausted, by the thread that made it so, without a lock. */
    @GuardedBy("lock")
    private Runnable onExhausted = () -> {};

    /** {@link AvailabilityProvider#AVAILABLE} unless exhausted. Written under the lock. */
    private volatile CompletableFuture<?> available = AVAILABLE;

    /** Written under the lock; read for every change. */
    private volatile boolean overLimit;

    /**
     * @param limitBytes positive
     */
    public InFlightBudget(long limitBytes, Clock clock) {
        checkArgument(limitBytes > 0, "an in-flight limit of %s bytes", limitBytes);
        this.clock = clock;
        this.limitBytes = limitBytes;
        this.hardLimitBytes = limitBytes + limitBytes / 4;
    }

    /**
     * The open memory of one writer, none yet.
     *
     * @param seal asks the writer to seal what it has open; called when the limit is passed, by the
     *     thread that passes it, without a lock
     */
    public OpenMemory openMemory(Runnable seal) {
        OpenMemory memory = new OpenMemory(seal);
        synchronized (lock) {
            writers.add(memory);
        }
        return memory;
    }

    /** Open memory has grown, or shrunk if negative. Never waits. */
    public void adjustOpen(long deltaBytes) {
        change(deltaBytes, 0);
    }

    /**
     * Open memory was sealed.
     *
     * @param openBytesLess by how much open memory shrank
     * @param sealedBytesMore the memory of the segment
     */
    public void seal(long openBytesLess, long sealedBytesMore) {
        change(-openBytesLess, sealedBytesMore);
    }

    /** A segment's memory was released. */
    public void releaseSealed(long bytes) {
        change(0, -bytes);
    }

    /** Whether writers should seal what they have. */
    public boolean overLimit() {
        return overLimit;
    }

    /** Whether it is time to wait: the limit is passed, and what is sealed will be released. */
    public boolean exhausted() {
        return available != AVAILABLE;
    }

    public long usedBytes() {
        synchronized (lock) {
            return openBytes + sealedBytes;
        }
    }

    /** Memory of what is not sealed. */
    public long openBytes() {
        synchronized (lock) {
            return openBytes;
        }
    }

    /** Memory of what is sealed and not stored, on its way or not. */
    public long sealedBytes() {
        synchronized (lock) {
            return sealedBytes;
        }
    }

    /** For how long this was exhausted, in all. */
    public Duration exhaustedTime() {
        synchronized (lock) {
            long current = exhausted() ? clock.relativeTimeNanos() - exhaustedSinceNanos : 0;
            return Duration.ofNanos(exhaustedNanos + current);
        }
    }

    /** For how long task threads were made to wait, added up. */
    public Duration blockedTime() {
        synchronized (lock) {
            long current = blocked * clock.relativeTimeNanos() - blockedSinceNanos;
            return Duration.ofNanos(blockedNanos + current);
        }
    }

    @Override
    public CompletableFuture<?> getAvailableFuture() {
        return available;
    }

    /**
     * Waits while the limit is passed by a quarter and sealed memory can be waited for. The last
     * resort: writers are expected to heed {@link #getAvailableFuture()}.
     *
     * @throws IOException if interrupted (the flag is set again), or if this is closed meanwhile
     */
    public void awaitRoom() throws IOException {
        if (overLimit) {
            block();
        }
    }

    private void block() throws IOException {
        synchronized (lock) {
            long begunNanos = clock.relativeTimeNanos();
            blocked++;
            blockedSinceNanos += begunNanos;
            try {
                while (!closed && sealedBytes > 0 && openBytes + sealedBytes >= hardLimitBytes) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for changelog uploads", e);
            } finally {
                blocked--;
                blockedSinceNanos -= begunNanos;
                blockedNanos += clock.relativeTimeNanos() - begunNanos;
            }
            if (closed) {
                throw new IOException("the changelog storage was closed while a task waited");
            }
        }
    }

    /** Only one may listen. */
    public void whenExhausted(Runnable listener) {
        synchronized (lock) {
            onExhausted = listener;
        }
    }

    /** Wakes whoever waits. Counting goes on, so that late releases are still accounted for. */
    @Override
    public void close() {
        CompletableFuture<?> waiting;
        synchronized (lock) {
            closed = true;
            waiting = endExhaustion();
            lock.notifyAll();
        }
        waiting.complete(null);
    }

    private void change(long openDelta, long sealedDelta) {
        Runnable notification;
        synchronized (lock) {
            notification = count(openDelta, sealedDelta);
        }
        notification.run();
    }

    /**
     * @return whom to tell, after the lock was released
     */
    @GuardedBy("lock")
    private Runnable count(long openDelta, long sealedDelta) {
        if (openBytes + openDelta < 0 || sealedBytes + sealedDelta < 0) {
            // without Flink's preconditions, whose arguments would be objects per chunk
            throw new IllegalStateException(
                    String.format(
                            "more released than counted: open %d by %d, sealed %d by %d",
                            openBytes, openDelta, sealedBytes, sealedDelta));
        }
        openBytes += openDelta;
        sealedBytes += sealedDelta;
        boolean wasOver = overLimit;
        overLimit = openBytes + sealedBytes >= limitBytes;
        if (openDelta < 0 || sealedDelta < 0) {
            lock.notifyAll();
        }
        Runnable requests = overLimit && !wasOver && !closed ? requestsToSeal() : () -> {};
        boolean exhaust = overLimit && sealedBytes > 0 && !closed;
        if (exhaust && available == AVAILABLE) {
            available = new CompletableFuture<>();
            exhaustedSinceNanos = clock.relativeTimeNanos();
            Runnable exhausted = onExhausted;
            return () -> {
                requests.run();
                exhausted.run();
            };
        }
        if (!exhaust && available != AVAILABLE) {
            CompletableFuture<?> nowAvailable = endExhaustion();
            return () -> nowAvailable.complete(null);
        }
        return requests;
    }

    @GuardedBy("lock")
    private Runnable requestsToSeal() {
        List<Runnable> asked = new ArrayList<>();
        for (OpenMemory writer : writers) {
            if (writer.hasOpen) {
                asked.add(writer.seal);
            }
        }
        return () -> asked.forEach(Runnable::run);
    }

    /**
     * @return to be completed after the lock was released
     */
    @GuardedBy("lock")
    private CompletableFuture<?> endExhaustion() {
        CompletableFuture<?> waiting = available;
        if (waiting != AVAILABLE) {
            exhaustedNanos += clock.relativeTimeNanos() - exhaustedSinceNanos;
            available = AVAILABLE;
        }
        return waiting;
    }

    /**
     * What one writer has open. Closed exactly once in effect, whoever is first; what its writer
     * reports afterwards does not count, so that a writer may be closed under its hands.
     */
    public final class OpenMemory implements AutoCloseable {

        private final Runnable seal;

        /** Written under the lock. */
        private volatile boolean hasOpen;

        @GuardedBy("InFlightBudget.this.lock")
        private long countedBytes;

        @GuardedBy("InFlightBudget.this.lock")
        private boolean ended;

        private OpenMemory(Runnable seal) {
            this.seal = seal;
        }

        /** The writer has this much open now. */
        public void resize(long bytes) {
            seal(bytes, 0);
        }

        /**
         * The writer sealed some of its open memory. What is sealed counts in any case.
         *
         * @param bytesLeft what it still has open
         * @param sealedBytesMore the memory of the segment
         */
        public void seal(long bytesLeft, long sealedBytesMore) {
            Runnable notification;
            synchronized (lock) {
                long delta = ended ? 0 : bytesLeft - countedBytes;
                notification = count(delta, sealedBytesMore);
                countedBytes += delta;
                hasOpen = countedBytes > 0;
            }
            notification.run();
        }

        /** The writer has nothing open any more. Idempotent. */
        @Override
        public void close() {
            Runnable notification;
            synchronized (lock) {
                notification = count(-countedBytes, 0);
                countedBytes = 0;
                ended = true;
                writers.remove(this);
            }
            notification.run();
        }
    }
}
