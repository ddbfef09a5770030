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
package org.apache.flink.changelog.ownership;

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Deletes what nobody needs, off the path of checkpoints: on threads of its own, at a bounded rate,
 * and again if it fails. What could not be deleted in the end is garbage that somebody else has to
 * find.
 *
 * <p>Thread-safe. After {@link #close} there is neither a rate nor a second try, and what comes
 * later is deleted by whoever brings it.
 */
public final class DiscardQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiscardQueue.class);

    private static final double NANOS_PER_SECOND = 1e9;

    private final DiscardSettings settings;
    private final Executor threads;
    private final CallTimer timer;
    private final Clock clock;
    private final DstlMetrics metrics;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();

    /** Failed and to be tried again later. */
    @GuardedBy("lock")
    private final List<Entry> postponed = new ArrayList<>();

    /** Turns under way; at most one for each thread. */
    @GuardedBy("lock")
    private int turns;

    /** Whether nothing happens before the timer calls, because of the rate. */
    @GuardedBy("lock")
    private boolean pausing;

    /** Deletions that the rate allows now; at most those of one second. */
    @GuardedBy("lock")
    private double allowance;

    @GuardedBy("lock")
    private long allowanceNanos;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * @param threads runs deletions
     */
    public DiscardQueue(
            DiscardSettings settings,
            Executor threads,
            CallTimer timer,
            Clock clock,
            DstlMetrics metrics) {
        this.settings = settings;
        this.threads = threads;
        this.timer = timer;
        this.clock = clock;
        this.metrics = metrics;
        this.allowance = settings.maxPerSecond();
        this.allowanceNanos = clock.relativeTimeNanos();
        metrics.watchDiscards(this::size);
    }

    /**
     * Something is not needed any more. Does not block, unless this is closed.
     *
     * @param what for the log
     */
    public void add(String what, Discard discard) {
        Entry entry = new Entry(what, discard);
        boolean alone;
        boolean turn = false;
        synchronized (lock) {
            alone = closed;
            if (!alone) {
                queue.add(entry);
                turn = takeTurn();
            }
        }
        if (alone) {
            delete(entry);
        } else if (turn) {
            start();
        }
    }

    /** Deletes what is left, each once, on the discard threads. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            pausing = false;
            queue.addAll(postponed);
            postponed.clear();
        }
        startTurns();
    }

    private int size() {
        synchronized (lock) {
            return queue.size() + postponed.size();
        }
    }

    /** Whether another thread has to take a turn. */
    @GuardedBy("lock")
    private boolean takeTurn() {
        if (pausing || queue.isEmpty() || turns >= settings.maxThreads()) {
            return false;
        }
        turns++;
        return true;
    }

    /** As many turns as there is to do and threads for. */
    private void startTurns() {
        int more = 0;
        synchronized (lock) {
            while (more < queue.size() && takeTurn()) {
                more++;
            }
        }
        for (int i = 0; i < more; i++) {
            start();
        }
    }

    private void start() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException e) { // ended
            turn();
        } catch (Throwable t) { // no thread could be started
            LOG.warn("No thread for deletions.", t);
            if (endTurnForNow()) {
                timer.schedule(settings.delayAfter(1), this::resume);
            }
        }
    }

    /** One after the other, so that a deletion that hangs keeps no other. */
    private void turn() {
        for (Optional<Entry> next = next(); next.isPresent(); next = next()) {
            delete(next.get());
        }
    }

    /** Ends the turn if there is nothing to do now. */
    private Optional<Entry> next() {
        Duration pause;
        synchronized (lock) {
            if (queue.isEmpty()) {
                turns--;
                return Optional.empty();
            }
            Optional<Duration> wanted = pause();
            if (wanted.isEmpty()) {
                allowance -= closed ? 0 : 1;
                return Optional.of(queue.remove());
            }
            pause = wanted.get();
            if (!endTurnForNow()) {
                return Optional.empty();
            }
        }
        timer.schedule(pause, this::resume);
        return Optional.empty();
    }

    /** Whether the caller has to see to it that things go on. */
    private boolean endTurnForNow() {
        synchronized (lock) {
            turns--;
            boolean first = !pausing && !closed;
            pausing = pausing || first;
            return first;
        }
    }

    private void resume() {
        synchronized (lock) {
            pausing = false;
        }
        startTurns();
    }

    /** Until the rate allows the next deletion; empty if it does. */
    @GuardedBy("lock")
    private Optional<Duration> pause() {
        refill();
        if (closed || allowance >= 1) {
            return Optional.empty();
        }
        double nanos = Math.ceil((1 - allowance) * NANOS_PER_SECOND / settings.maxPerSecond());
        return Optional.of(Duration.ofNanos((long) nanos));
    }

    @GuardedBy("lock")
    private void refill() {
        long now = clock.relativeTimeNanos();
        double seconds = (now - allowanceNanos) / NANOS_PER_SECOND;
        allowanceNanos = now;
        allowance =
                Math.min(settings.maxPerSecond(), allowance + seconds * settings.maxPerSecond());
    }

    private void delete(Entry entry) {
        try {
            entry.discard.run();
            metrics.discarded(entry.failures > 0);
            LOG.debug("Deleted {}.", entry.what);
        } catch (Throwable t) {
            entry.failures++;
            if (!postpone(entry)) {
                metrics.leaked();
                LOG.warn("Could not delete {}; it is left to the janitor.", entry.what, t);
            }
        }
    }

    /** Whether it will be tried again. */
    private boolean postpone(Entry entry) {
        synchronized (lock) {
            if (closed || entry.failures >= settings.maxTries()) {
                return false;
            }
            postponed.add(entry);
        }
        timer.schedule(settings.delayAfter(entry.failures), () -> retry(entry));
        return true;
    }

    private void retry(Entry entry) {
        synchronized (lock) {
            if (postponed.remove(entry)) {
                queue.add(entry);
            }
        }
        startTurns();
    }

    /** Belongs to one thread at a time; the lock of the queue hands it on. */
    private static final class Entry {

        private final String what;
        private final Discard discard;
        private int failures;

        Entry(String what, Discard discard) {
            this.what = what;
            this.discard = discard;
        }
    }
}
