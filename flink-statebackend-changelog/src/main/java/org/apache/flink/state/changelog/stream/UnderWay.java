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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.api.common.time.Deadline;
import org.apache.flink.util.clock.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.annotation.concurrent.GuardedBy;
import javax.annotation.concurrent.ThreadSafe;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What a backend has under way in a store: files that are being written, or deleted because nobody
 * will need them. A task waits for it before it ends, but not long: what it leaves behind later
 * than its job ends nobody cleans up, and what the store still does for it may be interrupted.
 */
@ThreadSafe
public final class UnderWay {

    private static final Logger LOG = LoggerFactory.getLogger(UnderWay.class);

    private final Clock clock;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private int count;

    public UnderWay(Clock clock) {
        this.clock = clock;
    }

    /** To be followed by one {@link #ended}. */
    void began() {
        synchronized (lock) {
            count++;
        }
    }

    void ended() {
        synchronized (lock) {
            count--;
            lock.notifyAll();
        }
    }

    /** The same executor; what it is to do is under way until it is done. */
    public Executor counted(Executor executor) {
        return command -> {
            began();
            boolean accepted = false;
            try {
                executor.execute(
                        () -> {
                            try {
                                command.run();
                            } finally {
                                ended();
                            }
                        });
                accepted = true;
            } finally {
                if (!accepted) {
                    ended();
                }
            }
        };
    }

    /**
     * Waits until nothing is under way, or the time is over, or the caller is interrupted.
     *
     * @return whether nothing is
     */
    public boolean awaitNone(Duration patience) {
        Deadline end = Deadline.fromNowWithClock(patience, clock);
        synchronized (lock) {
            try {
                while (count > 0 && end.hasTimeLeft()) {
                    TimeUnit.NANOSECONDS.timedWait(lock, end.timeLeft().toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (count > 0) {
                LOG.info(
                        "The store has not let go of {} uploads or deletions of this task. What they"
                                + " leave is the janitor's.",
                        count);
            }
            return count == 0;
        }
    }
}
