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

import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.segment.SealedSegment;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A segment in the hands of the scheduler: the receipt for {@link UploadScheduler#submit}. All
 * mutable state belongs to the scheduler's lock.
 */
public final class SegmentUpload implements Comparable<SegmentUpload> {

    enum State {
        /** In a batch that is not decided. */
        BATCHED,
        /** Its batch was given up; waits in memory until somebody asks for it again. */
        PARKED,
        /** Nobody wants it, but its batch may be reading it. */
        CANCELLED,
        /** Stored or dropped; its memory is released. */
        DONE
    }

    private final long ticket;
    private final SealedSegment segment;
    private final LogEpoch epoch;
    private final Listener listener;
    private State state = State.BATCHED;

    /**
     * @param ticket increases with every submitted segment: the order of the log
     */
    SegmentUpload(long ticket, SealedSegment segment, LogEpoch epoch, Listener listener) {
        this.ticket = ticket;
        this.segment = segment;
        this.epoch = epoch;
        this.listener = listener;
    }

    SealedSegment segment() {
        return segment;
    }

    /** Of its log, now: it counts when the segment joins a batch. */
    long epoch() {
        return epoch.lastCheckpointId();
    }

    Listener listener() {
        return listener;
    }

    boolean is(State asked) {
        return state == asked;
    }

    /**
     * Legal: BATCHED to PARKED (given up), to CANCELLED, to DONE (stored); PARKED to BATCHED (asked
     * for again), to DONE (cancelled, or closed); CANCELLED to DONE (its batch is decided).
     */
    void transition(State to) {
        boolean legal;
        switch (state) {
            case BATCHED:
                legal = to != State.BATCHED;
                break;
            case PARKED:
                legal = to == State.BATCHED || to == State.DONE;
                break;
            case CANCELLED:
                legal = to == State.DONE;
                break;
            default:
                legal = false;
        }
        checkState(legal, "%s is %s and cannot become %s", segment, state, to);
        state = to;
    }

    @Override
    public int compareTo(SegmentUpload other) {
        return Long.compare(ticket, other.ticket);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(ticket);
    }

    @Override
    public String toString() {
        return segment.toString();
    }

    /**
     * Hears what becomes of one segment. Called on uploader threads (when the scheduler is closed:
     * on the closing thread) without any lock; what it throws is logged and concerns nobody else.
     */
    public interface Listener {

        /**
         * The segment is durable. The last call for this segment; also made for a cancelled segment
         * if it was stored nevertheless.
         *
         * @param segment the listener takes ownership: it must be confirmed or released some day
         */
        void stored(StoredSegment segment);

        /**
         * The segment could not be stored. It stays in memory and can be asked for again, so this
         * is not necessarily the last call.
         *
         * @param cause what the last attempt died of; an {@link Error} is passed on as it is
         */
        void failed(Throwable cause);
    }
}
