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

import org.apache.flink.changelog.timer.CallTimer;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * Says which step of a store goes wrong, and how. Steps are counted over the whole store, from 1.
 *
 * <pre>
 *   plan.fail(Step.COMMIT, 2);               // the second commit throws an IOException
 *   plan.fail(Step.CLOSE, 1, StackOverflowError::new);
 *   plan.failAll(Step.BEGIN);                // an outage, until plan.heal()
 *   plan.outOfSpace(Step.APPEND, 5);         // the fifth append and all later ones, until heal()
 *   plan.cut(Step.COMMIT, 1, 7);             // the commit succeeds; the last 7 bytes are lost
 *   plan.flipBit(Step.COMMIT, 3, 12);        // ... or bit 12 of what is kept is wrong, for ever
 *   plan.flipBit(Step.READ, 4, 12);          // wrong in the fourth read only
 *   plan.delay(Step.COMMIT, 1, Duration.ofSeconds(2), rig.clock());
 *   Hang hang = plan.hang(Step.APPEND, 1);   // blocks until hang.release()
 * </pre>
 *
 * <p>What returns the plan can be chained. A step that is delayed or hangs needs a thread of its
 * own, or somebody who runs something else meanwhile; see {@link Waiting}. With several faults at
 * one step the last one planned counts, and a planned step goes before an outage.
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
        DELETE,
        /** Opening a stored batch to read it. */
        READ
    }

    private final Waiting waiting;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Step, Integer> counts = new EnumMap<>(Step.class);

    @GuardedBy("lock")
    private final Map<Step, Map<Integer, Fault>> faults = new EnumMap<>(Step.class);

    @GuardedBy("lock")
    private final Map<Step, Outage> outages = new EnumMap<>(Step.class);

    /** Steps that hang block their threads. */
    public FaultPlan() {
        this(CountDownLatch::await);
    }

    public FaultPlan(Waiting waiting) {
        this.waiting = waiting;
    }

    /** The n-th such step throws an {@link IOException}. */
    public FaultPlan fail(Step step, int n) {
        return fail(step, n, () -> new IOException("injected: " + step + " " + n));
    }

    /**
     * The n-th such step throws.
     *
     * @param failure an {@link IOException} or unchecked
     */
    public FaultPlan fail(Step step, int n, Supplier<? extends Throwable> failure) {
        return put(step, n, () -> throwIt(failure.get()));
    }

    /** All such steps fail from now on, until {@link #heal()}. */
    public FaultPlan failAll(Step step) {
        return putOutage(step, 1, "injected outage: " + step);
    }

    /** The n-th such step and those after it find the medium full, until {@link #heal()}. */
    public FaultPlan outOfSpace(Step step, int n) {
        return putOutage(step, n, "injected: no space left on device at " + step);
    }

    /** The n-th such step takes time by a clock, and then goes on as if nothing was. */
    public FaultPlan delay(Step step, int n, Duration duration, CallTimer clock) {
        return put(
                step,
                n,
                () -> {
                    Hang hang = new Hang();
                    clock.schedule(duration, hang::release);
                    return hang.block(waiting);
                });
    }

    /** The n-th such step blocks until it is released, and then goes on as if nothing was. */
    public Hang hang(Step step, int n) {
        Hang hang = new Hang();
        put(step, n, () -> hang.block(waiting));
        return hang;
    }

    /**
     * The n-th such step seems to succeed, but the end of the batch is missing.
     *
     * @param step COMMIT, for all reads of that batch, or READ, for that one
     * @param bytes at most the whole batch is cut off
     */
    public FaultPlan cut(Step step, int n, int bytes) {
        checkArgument(bytes > 0, "nothing is cut off");
        return damage(step, n, kept -> Arrays.copyOf(kept, Math.max(0, kept.length - bytes)));
    }

    /**
     * The n-th such step seems to succeed, but one bit of the batch is wrong.
     *
     * @param step COMMIT, for all reads of that batch, or READ, for that one
     * @param bit counted from the begin of the batch, and from there again behind its end
     */
    public FaultPlan flipBit(Step step, int n, int bit) {
        checkArgument(bit >= 0, "bit %s", bit);
        return damage(
                step,
                n,
                kept -> {
                    byte[] damaged = kept.clone();
                    damaged[bit / 8 % kept.length] ^= (byte) (1 << bit % 8);
                    return damaged;
                });
    }

    /** Nothing more goes wrong. What hangs still hangs, what is damaged stays so. */
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

    /**
     * Called by the store when a step begins.
     *
     * @return what becomes of the bytes that the step is about
     */
    UnaryOperator<byte[]> pass(Step step) throws IOException {
        Optional<Fault> fault;
        synchronized (lock) {
            int n = counts.merge(step, 1, Integer::sum);
            Optional<Outage> outage =
                    Optional.ofNullable(outages.get(step)).filter(begun -> n >= begun.first);
            Map<Integer, Fault> planned = faults.getOrDefault(step, Map.of());
            fault = Optional.ofNullable(planned.get(n)).or(() -> outage);
        }
        return fault.isPresent() ? fault.get().strike() : UnaryOperator.identity();
    }

    private FaultPlan damage(Step step, int n, UnaryOperator<byte[]> damage) {
        checkArgument(step == Step.COMMIT || step == Step.READ, "%s has no bytes", step);
        return put(step, n, () -> damage);
    }

    private FaultPlan put(Step step, int n, Fault fault) {
        synchronized (lock) {
            faults.computeIfAbsent(step, ignored -> new HashMap<>()).put(n, fault);
        }
        return this;
    }

    private FaultPlan putOutage(Step step, int first, String message) {
        synchronized (lock) {
            outages.put(step, new Outage(first, message));
        }
        return this;
    }

    private static UnaryOperator<byte[]> throwIt(Throwable failure) throws IOException {
        if (failure instanceof IOException) {
            throw (IOException) failure;
        }
        if (failure instanceof Error) {
            throw (Error) failure;
        }
        throw (RuntimeException) failure;
    }

    private interface Fault {
        UnaryOperator<byte[]> strike() throws IOException;
    }

    private static final class Outage implements Fault {

        private final int first;
        private final String message;

        Outage(int first, String message) {
            this.first = first;
            this.message = message;
        }

        @Override
        public UnaryOperator<byte[]> strike() throws IOException {
            throw new IOException(message);
        }
    }

    /** How a step waits: its thread blocks, or a simulation runs something else. */
    @FunctionalInterface
    public interface Waiting {

        /** Returns when the latch is open. */
        void await(CountDownLatch latch) throws InterruptedException;
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

        private UnaryOperator<byte[]> block(Waiting waiting) throws IOException {
            reached.countDown();
            try {
                waiting.await(released);
                return UnaryOperator.identity();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while hanging", e);
            }
        }
    }
}
