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
package org.apache.flink.changelog.upload;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Limits how many attempts do I/O at once. Attempts that nobody waits for any more do not take a
 * slot, so that a hung store cannot use up all of them; but when too many of these have threads and
 * buffers, no other attempt starts. Belongs to the scheduler's lock.
 */
final class UploadSlots {

    /** Detached attempts for each slot with which nothing starts any more. */
    private static final int DETACHED_PER_SLOT = 2;

    private final int limit;
    private final Queue<UploadAttempt> ready = new ArrayDeque<>();

    /** Attempts that are RUNNING and not detached. */
    private int taken;

    /** Attempts that are RUNNING and detached. */
    private int detached;

    /** Detached attempts that came to an end, or back, since the beginning. */
    private long returned;

    UploadSlots(int limit) {
        this.limit = limit;
    }

    /** Queues an attempt that has something to do. */
    void enqueue(UploadAttempt attempt) {
        ready.add(attempt);
    }

    /** Whether one more attempt could do I/O, unless what hangs holds too many threads. */
    boolean hasFree() {
        return taken < limit;
    }

    /** Starts what is queued, in order, as far as slots are free. */
    void startReady(Effects effects) {
        while (hasFree() && !isClogged() && !ready.isEmpty()) {
            UploadAttempt attempt = ready.remove();
            taken++;
            attempt.transition(UploadAttempt.State.RUNNING);
            effects.start(attempt.session());
        }
    }

    /** Whether so much hangs that what is ready does not start until some of it returns. */
    boolean isBlocked() {
        return isClogged() && !ready.isEmpty();
    }

    /** Grows as long as what is detached moves on. */
    long returned() {
        return returned;
    }

    /** A running attempt rests or ends. */
    void leave(UploadAttempt attempt, UploadAttempt.State to) {
        attempt.transition(to);
        if (attempt.isDetached()) {
            detached--;
            returned++;
        } else {
            taken--;
        }
    }

    /** A running attempt in a slot goes on outside. */
    void detach(UploadAttempt attempt) {
        attempt.detach();
        taken--;
        detached++;
    }

    /** A detached attempt takes a slot again, even if none is free. */
    void rejoin(UploadAttempt attempt) {
        attempt.rejoin();
        detached--;
        returned++;
        taken++;
    }

    /** Ends an attempt that never ran. */
    void dismiss(UploadAttempt attempt) {
        ready.remove(attempt);
        attempt.transition(UploadAttempt.State.ENDED);
    }

    /** Starts an attempt that only has to undo, whether or not a slot is free. */
    void startDetached(UploadAttempt attempt, Effects effects) {
        ready.remove(attempt);
        attempt.detach();
        detached++;
        attempt.transition(UploadAttempt.State.RUNNING);
        effects.start(attempt.session());
    }

    private boolean isClogged() {
        return detached >= DETACHED_PER_SLOT * limit;
    }
}
