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

import java.time.Duration;

/**
 * Sees to it that nobody waits for ever: neither for memory that only a commit can set free, nor
 * for a thread that a hung store holds. Belongs to the scheduler's lock.
 */
final class UploadRelief {

    /** Decides what follows. */
    interface Listener {

        /**
         * Memory is short, so nobody may wait for a request to commit.
         *
         * @return whether something stays behind that has to be tried again before long
         */
        boolean memoryIsShort();

        /** Memory is still short after the delay of a retry. */
        void memoryStaysShort();

        /** What hangs has held all threads for the delay of a retry, and none of it moved. */
        void threadsStayHeld(Effects effects);

        /** The end of a decision. */
        void dispatch(Effects effects);
    }

    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final UploadHost host;
    private final UploadSlots slots;
    private final Duration delay;
    private final Listener listener;

    private boolean memoryIsWatched;
    private boolean threadsAreWatched;

    /** What had returned when the watch over the threads began. */
    private long returnedBefore;

    UploadRelief(UploadHost host, UploadSlots slots, Duration delay, Listener listener) {
        this.host = host;
        this.slots = slots;
        this.delay = delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay;
        this.listener = listener;
    }

    /** Called for every decision, before anything starts. */
    void checkMemory() {
        if (host.memoryIsShort() && listener.memoryIsShort() && !memoryIsWatched) {
            host.later(delay, this::memoryDue);
            memoryIsWatched = true; // not if there was no memory for that
        }
    }

    /** Called for every decision, after what can start has started. */
    void checkThreads() {
        if (slots.isBlocked() && !threadsAreWatched) {
            returnedBefore = slots.returned();
            host.later(delay, this::threadsDue);
            threadsAreWatched = true;
        }
    }

    private void memoryDue(Effects effects) {
        memoryIsWatched = false;
        if (host.memoryIsShort()) {
            listener.memoryStaysShort();
        }
        listener.dispatch(effects);
    }

    private void threadsDue(Effects effects) {
        threadsAreWatched = false;
        if (slots.isBlocked() && slots.returned() == returnedBefore) {
            listener.threadsStayHeld(effects);
        }
        listener.dispatch(effects);
    }
}
