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

import java.io.InterruptedIOException;
import java.util.function.LongConsumer;

/**
 * One link for all transfers. Each takes a turn of {@link #TURN_BYTES} and queues again, so that
 * transfers under way at the same time get equal shares. Thread-safe.
 */
final class SharedBandwidth {

    static final int TURN_BYTES = 64 * 1024;

    /** How much later than its turn a thread may wake up without loss of bandwidth. */
    private static final long SLACK_NANOS = 2_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final double bytesPerSecond;
    private final Clock clock;
    private final Waiting waiting;

    /** When the last turn given away ends. */
    @GuardedBy("this")
    private long freeAtNanos;

    SharedBandwidth(long bytesPerSecond, Clock clock, Waiting waiting) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("no bandwidth: " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.waiting = waiting;
        this.freeAtNanos = clock.relativeTimeNanos();
    }

    /**
     * Blocks until so many bytes have passed.
     *
     * @param passed is told the bytes of each turn when they have
     */
    void transfer(long bytes, LongConsumer passed) throws InterruptedIOException {
        for (long left = bytes; left > 0; left -= TURN_BYTES) {
            long turn = Math.min(left, TURN_BYTES);
            waiting.until(endOfNextTurn(turn));
            passed.accept(turn);
        }
    }

    private synchronized long endOfNextTurn(long bytes) {
        long beginNanos = Math.max(freeAtNanos, clock.relativeTimeNanos() - SLACK_NANOS);
        freeAtNanos = beginNanos + (long) (bytes / bytesPerSecond * NANOS_PER_SECOND);
        return freeAtNanos;
    }
}
