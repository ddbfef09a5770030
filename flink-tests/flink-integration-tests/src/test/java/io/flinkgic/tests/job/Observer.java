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
package io.flinkgic.tests.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a job on a mini cluster in this JVM tells the test. Functions find it by its id, because
 * they reach their tasks serialized. Thread-safe.
 */
public final class Observer implements AutoCloseable {

    private static final Map<String, Observer> ALL = new ConcurrentHashMap<>();

    private static final long SLOWER = 20;

    private final String id = UUID.randomUUID().toString();
    private final AtomicLong processed = new AtomicLong();
    private final AtomicBoolean failureAsked = new AtomicBoolean();
    private volatile long heldAt = Long.MAX_VALUE;
    private final CountDownLatch finishAllowed = new CountDownLatch(1);
    private final CountDownLatch endAllowed = new CountDownLatch(1);
    private volatile long slowForMs;
    private volatile long slowerAfter = Long.MAX_VALUE;

    private volatile int clockLinesBeforeEnd;
    private final Set<Long> emitted = ConcurrentHashMap.newKeySet();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();

    private final ConcurrentLinkedQueue<String> outputs = new ConcurrentLinkedQueue<>();

    public Observer() {
        ALL.put(id, this);
    }

    static Observer of(String id) {
        Observer observer = ALL.get(id);
        if (observer == null) {
            throw new IllegalStateException("The test has closed its observer " + id);
        }
        return observer;
    }

    public String id() {
        return id;
    }

    void emitted(long index) {
        emitted.add(index);
    }

    void processed(long index) throws InterruptedException {
        failIfAsked();
        processed.incrementAndGet();
        seen.add(index);
        long delayMs = seen.size() > slowerAfter ? SLOWER * slowForMs : slowForMs;
        if (delayMs > 0) {
            boolean unused = endAllowed.await(delayMs, TimeUnit.MILLISECONDS);
        }
    }

    void failIfAsked() {
        if (failureAsked.compareAndSet(true, false)) {
            throw new IllegalStateException("the test asked for a failure");
        }
    }

    /** The next record fails its task, which has not counted it; a source that is held fails. */
    public void failOnce() {
        failureAsked.set(true);
    }

    /** Whether a failure that was asked for has happened. */
    public boolean hasFailed() {
        return !failureAsked.get();
    }

    /** Makes the state operator spend this time on each record, so that the source has to wait. */
    public void slowDown(long delayMs) {
        slowForMs = delayMs;
    }

    /**
     * Much slower still after so many different records: what the test waits for comes before the
     * end, also on a machine that takes its time.
     */
    public void slowDown(long delayMs, long records) {
        slowerAfter = records;
        slowDown(delayMs);
    }

    public void fullSpeed() {
        slowForMs = 0;
    }

    /** How many records the sources have emitted that the state operator has not seen. */
    public long underWay() {
        return emitted.stream().filter(index -> !seen.contains(index)).count();
    }

    /** Whether the state operator has seen all that the sources have emitted. */
    public boolean hasSeenAllEmitted() {
        return seen.containsAll(emitted);
    }

    /** How many records the state operator has seen, repeated ones not counted. */
    public long seen() {
        return seen.size();
    }

    void output(String line) {
        outputs.add(line);
    }

    /** Sources end only after the timers of the clock have brought so many lines. */
    void expectClockLines(int lines) {
        clockLinesBeforeEnd = lines;
    }

    boolean hasClockLines() {
        return outputs.stream().filter(line -> line.startsWith(ClockSums.PREFIX)).count()
                >= clockLinesBeforeEnd;
    }

    boolean isHeldAt(long index) {
        return index >= heldAt;
    }

    /** Keeps the source from emitting this index and all after it, until told otherwise. */
    public void holdAt(long index) {
        heldAt = index;
    }

    public void goOn() {
        heldAt = Long.MAX_VALUE;
    }

    boolean isFinishAllowed() {
        return finishAllowed.getCount() == 0;
    }

    /** Lets the subtasks of a bounded source end. */
    public void allowFinish() {
        finishAllowed.countDown();
    }

    boolean isEndAllowed() {
        return endAllowed.getCount() == 0;
    }

    /**
     * Lets the last phase dump its state and end. Its output is not transactional, so whatever is
     * to go wrong has to go wrong before.
     */
    public void allowEnd() {
        endAllowed.countDown();
    }

    /** Records seen by the state operator, repeated ones included. */
    public long processed() {
        return processed.get();
    }

    /** The lines that reached the sinks, sorted. */
    public List<String> sortedOutputs() {
        List<String> sorted = new ArrayList<>(outputs);
        sorted.sort(null);
        return sorted;
    }

    @Override
    public void close() {
        ALL.remove(id);
    }
}
