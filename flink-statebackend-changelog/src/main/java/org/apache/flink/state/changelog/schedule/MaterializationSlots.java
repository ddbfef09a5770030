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
package org.apache.flink.state.changelog.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * How many materializations a TaskManager makes at once. First come, first served. Thread-safe.
 *
 * <p>Whoever gets a slot is called back without a lock held, on the thread that made the slot
 * available or asked for it: of its own {@link #request}, before that returns, or of another's
 * {@link Ticket#close}. So a callback hands its work over and returns at once. One that throws
 * loses its slot, which the next one gets; nobody else notices.
 */
public final class MaterializationSlots {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationSlots.class);

    private final int max;

    private final Object lock = new Object();

    /** In the order in which they came. A ticket is here, or among those taken, or closed. */
    @GuardedBy("lock")
    private final Set<Ticket> waiting = new LinkedHashSet<>();

    /** Never more than the maximum. */
    @GuardedBy("lock")
    private final Set<Ticket> taken = new HashSet<>();

    public MaterializationSlots(int max) {
        checkArgument(max > 0, "There must be a slot at least: %s.", max);
        this.max = max;
    }

    /**
     * Asks for a slot.
     *
     * @param granted called once when there is one; not any more once the ticket was closed, unless
     *     another thread was about to call it just then
     * @return to be closed, whether granted or not
     */
    public Ticket request(Runnable granted) {
        Ticket ticket = new Ticket(granted);
        synchronized (lock) {
            waiting.add(ticket);
        }
        grantFreeSlots();
        return ticket;
    }

    private void grantFreeSlots() {
        for (Optional<Ticket> next = grantOne(); next.isPresent(); next = grantOne()) {
            callBack(next.get());
        }
    }

    private Optional<Ticket> grantOne() {
        synchronized (lock) {
            if (taken.size() == max || waiting.isEmpty()) {
                return Optional.empty();
            }
            Ticket next = waiting.iterator().next();
            waiting.remove(next);
            taken.add(next);
            return Optional.of(next);
        }
    }

    private void callBack(Ticket ticket) {
        try {
            ticket.granted.run();
        } catch (Throwable t) {
            LOG.error("Whoever got a slot for a materialization could not take it.", t);
            end(ticket);
        }
    }

    /** Returns whether a slot became free by it. */
    private boolean end(Ticket ticket) {
        synchronized (lock) {
            return !waiting.remove(ticket) && taken.remove(ticket);
        }
    }

    /** For a metric. */
    public int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** For a metric. */
    public int taken() {
        synchronized (lock) {
            return taken.size();
        }
    }

    /** The right to a slot, or a place in the queue for one. */
    public final class Ticket implements AutoCloseable {

        private final Runnable granted;

        private Ticket(Runnable granted) {
            this.granted = granted;
        }

        /**
         * Gives the slot back, or leaves the queue. From any thread, any number of times. Calls
         * whoever gets the slot next.
         */
        @Override
        public void close() {
            if (end(this)) {
                grantFreeSlots();
            }
        }
    }
}
