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

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Limits how many attempts do I/O at once. Attempts that nobody waits for any more do not take a
 * slot, so that a hung store cannot use up all of them. Belongs to the scheduler's lock.
 */
final class UploadSlots {

    private final int limit;
    private final Queue<UploadAttempt> ready = new ArrayDeque<>();

    /** Attempts that are RUNNING and not detached. */
    private int taken;

    UploadSlots(int limit) {
        this.limit = limit;
    }

    /** Queues an attempt that has something to do. */
    void enqueue(UploadAttempt attempt) {
        ready.add(attempt);
    }

    /** Starts what is queued, in order, as far as slots are free. */
    void startReady(Effects effects) {
        while (taken < limit && !ready.isEmpty()) {
            UploadAttempt attempt = ready.remove();
            taken++;
            attempt.transition(UploadAttempt.State.RUNNING);
            effects.start(attempt.session());
        }
    }

    /** A running attempt rests or ends. */
    void leave(UploadAttempt attempt, UploadAttempt.State to) {
        attempt.transition(to);
        if (!attempt.isDetached()) {
            free();
        }
    }

    /** A running attempt in a slot goes on outside. */
    void detach(UploadAttempt attempt) {
        attempt.detach();
        free();
    }

    /** Starts an attempt that only has to undo, whether or not a slot is free. */
    void startDetached(UploadAttempt attempt, Effects effects) {
        ready.remove(attempt);
        attempt.detach();
        attempt.transition(UploadAttempt.State.RUNNING);
        effects.start(attempt.session());
    }

    private void free() {
        checkState(taken > 0, "no slot is taken");
        taken--;
    }
}
