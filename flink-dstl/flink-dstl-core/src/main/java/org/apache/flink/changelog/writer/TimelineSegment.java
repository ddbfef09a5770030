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
package org.apache.flink.changelog.writer;

import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.upload.SegmentUpload;
import org.apache.flink.runtime.state.changelog.SequenceNumberRange;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkState;

/** A sealed segment in its writer's log. Belongs to the lock of the {@link SegmentTimeline}. */
final class TimelineSegment {

    /**
     * From → to. A truncated segment stays what it is, even if its upload ends later.
     *
     * <pre>
     *   SEALED    → IN_FLIGHT (handed to the scheduler, or asked for again)
     *               STORED    (the scheduler tried again by itself, for lack of memory)
     *               TRUNCATED
     *   IN_FLIGHT → STORED, SEALED (upload failed), TRUNCATED
     *   STORED    → CONFIRMED (part of a completed checkpoint), TRUNCATED
     *   CONFIRMED → TRUNCATED
     * </pre>
     */
    enum State {
        SEALED,
        IN_FLIGHT,
        STORED,
        CONFIRMED,
        TRUNCATED
    }

    /** The legal moves, and no others. */
    private static final Map<State, Set<State>> MOVES =
            Map.of(
                    State.SEALED, Set.of(State.IN_FLIGHT, State.STORED, State.TRUNCATED),
                    State.IN_FLIGHT, Set.of(State.STORED, State.SEALED, State.TRUNCATED),
                    State.STORED, Set.of(State.CONFIRMED, State.TRUNCATED),
                    State.CONFIRMED, Set.of(State.TRUNCATED),
                    State.TRUNCATED, Set.of());

    private final SequenceNumberRange range;
    private State state = State.SEALED;

    /** Present once submitted. */
    private Optional<SegmentUpload> upload = Optional.empty();

    /** Present once stored; owned until released. */
    private Optional<StoredSegment> stored = Optional.empty();

    private boolean released;

    /** Whether a handle contained it before, so that it is no increment any more. */
    private boolean reported;

    /** How many checkpoints need it whose outcome we do not know yet. */
    private int pendingCheckpoints;

    /** The stored segment is not ours to delete, so that it does not matter who else needs it. */
    private boolean handedOver;

    /** Requests that wait for this segment to be stored. */
    private final Set<PersistRequest> waiting = new LinkedHashSet<>();

    TimelineSegment(SequenceNumberRange range) {
        this.range = range;
    }

    SequenceNumberRange range() {
        return range;
    }

    boolean is(State asked) {
        return state == asked;
    }

    /** Legal moves: see {@link #MOVES}. */
    void transition(State to) {
        checkState(
                MOVES.get(state).contains(to),
                "segment [%s] is %s and cannot become %s",
                range,
                state,
                to);
        state = to;
    }

    Optional<SegmentUpload> upload() {
        return upload;
    }

    void submittedAs(SegmentUpload receipt) {
        upload = Optional.of(receipt);
    }

    Optional<StoredSegment> stored() {
        return stored;
    }

    void storedAs(StoredSegment segment) {
        checkState(stored.isEmpty(), "segment [%s] is stored twice", range);
        stored = Optional.of(segment);
    }

    /** Whether the stored segment is to be released now; true at most once. */
    boolean takeRelease() {
        boolean unused = waiting.isEmpty() && (handedOver || pendingCheckpoints == 0);
        if (released || !unused || stored.isEmpty() || state != State.TRUNCATED) {
            return false;
        }
        released = true;
        return true;
    }

    /** Whether nothing more will happen to it. */
    boolean isSettled() {
        return released || (stored.isEmpty() && waiting.isEmpty());
    }

    /** True the first time. */
    boolean markReported() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    /** By one more checkpoint. */
    void needed() {
        pendingCheckpoints++;
    }

    /** The outcome of a checkpoint that needed it is known. */
    void neededNoMore() {
        pendingCheckpoints--;
    }

    /** A complete checkpoint has it. */
    void handOver() {
        handedOver = true;
    }

    Set<PersistRequest> waiting() {
        return waiting;
    }
}
