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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Time that jumps to the next one for which somebody waits, as soon as all threads wait: a real
 * schedule of several threads, without real time. At equal times the one that asked first goes on.
 */
final class LockstepTime extends Clock implements Waiting {

    @GuardedBy("this")
    private final PriorityQueue<long[]> waiters =
            new PriorityQueue<>(
                    Comparator.comparingLong((long[] waiter) -> waiter[0])
                            .thenComparingLong(waiter -> waiter[1]));

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private long nowNanos;

    @GuardedBy("this")
    private long asked;

    /** Runs all of them, each in a thread, to their ends. */
    void run(Work... works) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        synchronized (this) {
            running = works.length;
        }
        for (Work work : works) {
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    work.run();
                                } catch (Throwable failure) {
                                    synchronized (failures) {
                                        failures.add(failure);
                                    }
                                } finally {
                                    ended();
                                }
                            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.get(0));
        }
    }

    @Override
    public synchronized void until(long nanos) {
        long[] waiter = {nanos, asked++};
        waiters.add(waiter);
        running--;
        advance();
        while (waiters.contains(waiter)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public long absoluteTimeMillis() {
        return relativeTimeMillis();
    }

    @Override
    public long relativeTimeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(relativeTimeNanos());
    }

    @Override
    public synchronized long relativeTimeNanos() {
        return nowNanos;
    }

    private synchronized void ended() {
        running--;
        advance();
    }

    @GuardedBy("this")
    private void advance() {
        if (running == 0 && !waiters.isEmpty()) {
            nowNanos = Math.max(nowNanos, waiters.remove()[0]);
            running++;
            notifyAll();
        }
    }

    interface Work {
        void run() throws Exception;
    }
}
