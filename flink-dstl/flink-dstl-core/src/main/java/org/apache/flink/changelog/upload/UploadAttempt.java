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

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.retry.IoStep;
import org.apache.flink.changelog.retry.StepLatencies;
import org.apache.flink.changelog.timer.CallTimer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * One attempt to store a batch: how far it has come. The I/O is done by its {@link UploadSession}.
 * No threads; everything here belongs to the scheduler's lock.
 */
final class UploadAttempt {

    enum State {
        /** Has something to do and waits for a thread. */
        READY,
        RUNNING,
        /** Has nothing to do and holds no thread. */
        RESTING,
        ENDED
    }

    private final BatchUpload batch;
    private final int number;
    private final UploadSession session;

    private State state = State.READY;

    /** Takes no slot, and nobody waits for it: it is overdue, or has only to clean up. */
    private boolean detached;

    private boolean begun;

    /** Of the next segment in the batch. */
    private int position;

    /** Counts steps, so that a late watch does not hit the step after the one it was set for. */
    private long stepsTaken;

    private CallTimer.Cancellation watch = CallTimer.Cancellation.DONE;

    /** The step under way, if it waits for the store, and since when. */
    private Optional<IoStep> io = Optional.empty();

    private long ioBegunNanos;
    private boolean slow;
    private boolean failed;

    UploadAttempt(BatchUpload batch, int number, UploadHost host) {
        this.batch = batch;
        this.number = number;
        this.session = host.newSession(this);
    }

    BatchUpload batch() {
        return batch;
    }

    /** Does the I/O. */
    UploadSession session() {
        return session;
    }

    /** 1 is the first. */
    int number() {
        return number;
    }

    boolean is(State asked) {
        return state == asked;
    }

    /** Legal: READY, RUNNING and RESTING to one another, and each to ENDED. */
    void transition(State to) {
        checkState(state != State.ENDED && state != to, "an attempt cannot go %s to %s", state, to);
        state = to;
    }

    /** Moves on by one step. */
    Step nextStep() {
        stepsTaken++;
        if (batch.isDecided()) {
            return Step.DROP;
        }
        List<SegmentUpload> segments = batch.segments();
        while (position < segments.size()
                && segments.get(position).is(SegmentUpload.State.CANCELLED)) {
            position++;
        }
        if (position == segments.size()) {
            return batch.is(BatchUpload.State.COMMITTING) ? Step.COMMIT : Step.REST;
        }
        if (!begun) {
            begun = true;
            return Step.BEGIN;
        }
        return Step.append(segments.get(position++));
    }

    long stepsTaken() {
        return stepsTaken;
    }

    /** A step begins that waits for the store. */
    void beginIo(IoStep step, StepLatencies latencies) {
        io = Optional.of(step);
        ioBegunNanos = latencies.nowNanos();
    }

    /** It has failed, or takes too long, which it may do in several steps, and then fail. */
    void countFailure(DstlMetrics metrics) {
        if (!failed) {
            failed = true;
            metrics.attemptFailed();
        }
    }

    /** The step under way takes longer than is usual. */
    void foundSlow() {
        slow = true;
    }

    /** Whether that is so, and the attempt is waited for. */
    boolean isSlow() {
        return slow && state == State.RUNNING && !detached;
    }

    /** The step came to a good end, if it waited for the store. */
    void endIo(StepLatencies latencies) {
        io.ifPresent(step -> latencies.ended(step, ioBegunNanos));
        io = Optional.empty();
        slow = false;
    }

    void detach() {
        checkState(!detached, "already detached");
        detached = true;
    }

    void rejoin() {
        checkState(detached, "not detached");
        detached = false;
    }

    /** Whether there may be something to undo. */
    boolean hasBegun() {
        return begun;
    }

    boolean isDetached() {
        return detached;
    }

    /** What is wrong with a step that is overdue. */
    TimeoutException timeout(Step step) {
        return new TimeoutException(step.kind() + " of attempt " + number + " takes too long");
    }

    /** Replaces the watch over the last step. */
    void watchWith(CallTimer.Cancellation newWatch) {
        watch.cancel();
        watch = newWatch;
    }

    /** What a session has to do next. Immutable. */
    static final class Step {

        enum Kind {
            /** Open a pending batch. */
            BEGIN,
            APPEND,
            COMMIT,
            /** Nothing, until more segments or a decision to commit arrive. */
            REST,
            /** The batch was decided without this attempt: undo. */
            DROP
        }

        static final Step BEGIN = new Step(Kind.BEGIN, Optional.empty());
        static final Step COMMIT = new Step(Kind.COMMIT, Optional.empty());
        static final Step REST = new Step(Kind.REST, Optional.empty());
        static final Step DROP = new Step(Kind.DROP, Optional.empty());

        private final Kind kind;
        private final Optional<SegmentUpload> segment;

        private Step(Kind kind, Optional<SegmentUpload> segment) {
            this.kind = kind;
            this.segment = segment;
        }

        static Step append(SegmentUpload segment) {
            return new Step(Kind.APPEND, Optional.of(segment));
        }

        Kind kind() {
            return kind;
        }

        /** Present for {@link Kind#APPEND} only. */
        Optional<SegmentUpload> segment() {
            return segment;
        }

        /** As what it waits for the store, which can take too long; empty if it does not. */
        Optional<IoStep> io() {
            switch (kind) {
                case BEGIN:
                    return Optional.of(IoStep.BEGIN);
                case APPEND:
                    return Optional.of(IoStep.APPEND);
                case COMMIT:
                    return Optional.of(IoStep.COMMIT);
                default:
                    return Optional.empty();
            }
        }
    }
}
