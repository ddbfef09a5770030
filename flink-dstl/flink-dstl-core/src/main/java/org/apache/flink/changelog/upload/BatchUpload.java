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

import org.apache.flink.changelog.retry.RetryLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The segments that become durable together, and the attempts to make them so. No threads, no I/O:
 * everything here belongs to the scheduler's lock.
 *
 * <pre>
 *           decision to commit               an attempt commits
 *   OPEN ──────────────────────► COMMITTING ────────────────────► STORED
 *    │ │                           │ │
 *    │ └──── attempts used up ─────┼─┴──────────────────────────► GIVEN_UP
 *    └────── nobody wants it ──────┴────────────────────────────► DROPPED
 * </pre>
 */
final class BatchUpload {

    enum State {
        OPEN,
        COMMITTING,
        STORED,
        GIVEN_UP,
        DROPPED
    }

    /**
     * Some stores, S3 among them, give as the time of a file when its upload began. A file must not
     * look much older than the youngest segment in it, to whoever looks for files that nobody needs
     * (ADR 0015).
     */
    private static final Duration ACCEPTS_FOR = Duration.ofMinutes(5);

    private final long epoch;
    private final long openedNanos;
    private final RetryLoop retry;
    private final List<SegmentUpload> segments = new ArrayList<>();
    private final Set<SegmentUpload> wanted = new LinkedHashSet<>();
    private final Set<UploadAttempt> attempts = new LinkedHashSet<>();

    private State state = State.OPEN;
    private long payloadBytes;
    private boolean commitRequested;
    private long commitDecidedNanos;

    /**
     * @param epoch see {@link LogEpoch}
     */
    BatchUpload(long epoch, long nowNanos, RetryLoop retry) {
        this.epoch = epoch;
        this.openedNanos = nowNanos;
        this.retry = retry;
    }

    long epoch() {
        return epoch;
    }

    void add(SegmentUpload segment) {
        checkState(state == State.OPEN, "a batch that is %s accepts no segment", state);
        checkState(wanted.add(segment), "%s is in this batch already", segment);
        segments.add(segment);
        payloadBytes += segment.segment().payloadBytes();
    }

    /** Whether it was opened too long ago to take one more segment. */
    boolean isFullByAge(long nowNanos) {
        return nowNanos - openedNanos >= ACCEPTS_FOR.toNanos();
    }

    /** Notes a request to commit; true if it is the first. */
    boolean requestCommit() {
        boolean first = !commitRequested;
        commitRequested = true;
        return first;
    }

    boolean isCommitRequested() {
        return commitRequested;
    }

    void decideCommit(long nowNanos) {
        commitDecidedNanos = nowNanos;
        transition(State.COMMITTING);
    }

    /**
     * Legal: OPEN to COMMITTING, GIVEN_UP or DROPPED; COMMITTING to STORED, GIVEN_UP or DROPPED.
     */
    void transition(State to) {
        boolean legal =
                state == State.OPEN
                        ? to != State.OPEN && to != State.STORED
                        : state == State.COMMITTING && to.compareTo(State.COMMITTING) > 0;
        checkState(legal, "a batch that is %s cannot become %s", state, to);
        state = to;
    }

    boolean is(State asked) {
        return state == asked;
    }

    boolean isDecided() {
        return state != State.OPEN && state != State.COMMITTING;
    }

    /**
     * What whoever waits is told when the batch is given up; an error is passed on as it is.
     *
     * @param store where it was to be stored
     */
    Throwable failure(Throwable cause, String store) {
        if (cause instanceof Error) {
            return cause;
        }
        String what = "a " + this + " was not stored in " + retry.begun() + " attempts: " + store;
        return new IOException(what, cause);
    }

    /** All, cancelled ones too, in the order in which they were added. */
    List<SegmentUpload> segments() {
        return segments;
    }

    /** Those that were not cancelled. */
    Set<SegmentUpload> wanted() {
        return wanted;
    }

    /** Attempts that have something to do again are queued. */
    void wake(UploadSlots slots) {
        for (UploadAttempt attempt : attempts) {
            if (attempt.is(UploadAttempt.State.RESTING)) {
                attempt.transition(UploadAttempt.State.READY);
                slots.enqueue(attempt);
            }
        }
    }

    /** The batch is decided: attempts that do not run now are started once more, to undo. */
    void undoRest(UploadSlots slots, Effects effects) {
        for (UploadAttempt attempt : List.copyOf(attempts)) {
            if (attempt.is(UploadAttempt.State.RUNNING)) {
                continue;
            }
            if (attempt.hasBegun()) {
                slots.startDetached(attempt, effects);
            } else {
                slots.dismiss(attempt);
                attempts.remove(attempt);
            }
        }
    }

    /** Whether an attempt waits for a thread, and no other gets on. */
    boolean isBlocked() {
        return attempts.stream().anyMatch(attempt -> attempt.is(UploadAttempt.State.READY))
                && attempts.stream()
                        .noneMatch(
                                attempt ->
                                        attempt.is(UploadAttempt.State.RUNNING)
                                                && !attempt.isDetached());
    }

    /** Those that have not ended, in the order in which they began. */
    Set<UploadAttempt> attempts() {
        return attempts;
    }

    RetryLoop retry() {
        return retry;
    }

    long payloadBytes() {
        return payloadBytes;
    }

    long commitDecidedNanos() {
        return commitDecidedNanos;
    }

    @Override
    public String toString() {
        return "batch of " + segments.size() + " segments, " + payloadBytes + " payload bytes";
    }
}
