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
package org.apache.flink.changelog.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Says which step of a store goes wrong, and how. Steps are counted over the whole store, from 1.
 *
 * <pre>
 *   plan.fail(Step.COMMIT, 2);              // the second commit throws an IOException
 *   plan.failAll(Step.BEGIN);               // an outage, until plan.heal()
 *   Hang hang = plan.hang(Step.APPEND, 1);  // the first append blocks until hang.release()
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class FaultPlan {

    /** Where a fault can strike. */
    public enum Step {
        BEGIN,
        APPEND,
        COMMIT,
        /** The medium has taken the batch, but the answer is lost. */
        COMMIT_ANSWER,
        /** Of a batch, committed or not. It is dropped nevertheless. */
        CLOSE,
        DELETE
    }

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Step, Integer> counts = new EnumMap<>(Step.class);

    @GuardedBy("lock")
    private final Map<Step, Map<Integer, Fault>> faults = new EnumMap<>(Step.class);

    @GuardedBy("lock")
    private final Map<Step, Fault> outages = new EnumMap<>(Step.class);

    /** The n-th such step throws an {@link IOException}. */
    public void fail(Step step, int n) {
        fail(step, n, () -> new IOException("injected: " + step + " " + n));
    }

    /**
     * The n-th such step throws.
     *
     * @param failure an {@link IOException} or unchecked
     */
    public void fail(Step step, int n, Supplier<? extends Throwable> failure) {
        put(step, n, () -> throwIt(failure.get()));
    }

    /** All such steps fail from now on, until {@link #heal()}. */
    public void failAll(Step step) {
        synchronized (lock) {
            outages.put(step, () -> throwIt(new IOException("injected outage: " + step)));
        }
    }

    /** The n-th such step blocks until it is released, and then goes on as if nothing was. */
    public Hang hang(Step step, int n) {
        Hang hang = new Hang();
        put(step, n, hang::block);
        return hang;
    }

    /** Nothing more goes wrong. What hangs still hangs. */
    public void heal() {
        synchronized (lock) {
            faults.clear();
            outages.clear();
        }
    }

    /** How many such steps were begun so far, faulty ones included. */
    public int count(Step step) {
        synchronized (lock) {
            return counts.getOrDefault(step, 0);
        }
    }

    /** Called by the store when a step begins. */
    void pass(Step step) throws IOException {
        Optional<Fault> fault;
        synchronized (lock) {
            int n = counts.merge(step, 1, Integer::sum);
            Map<Integer, Fault> planned = faults.getOrDefault(step, Map.of());
            fault = Optional.ofNullable(planned.getOrDefault(n, outages.get(step)));
        }
        if (fault.isPresent()) {
            fault.get().strike();
        }
    }

    private void put(Step step, int n, Fault fault) {
        synchronized (lock) {
            faults.computeIfAbsent(step, ignored -> new HashMap<>()).put(n, fault);
        }
    }

    private static void throwIt(Throwable failure) throws IOException {
        if (failure instanceof IOException) {
            throw (IOException) failure;
        }
        if (failure instanceof Error) {
            throw (Error) failure;
        }
        throw (RuntimeException) failure;
    }

    private interface Fault {
        void strike() throws IOException;
    }

    /** A step that blocks. */
    public static final class Hang {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** Waits until the step hangs. */
        public void awaitReached() throws InterruptedException {
            reached.await();
        }

        public void release() {
            released.countDown();
        }

        private void block() throws IOException {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while hanging", e);
            }
        }
    }
}
