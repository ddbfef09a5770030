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
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.SequenceNumberRange;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * The sealed segments of one writer in the order of the log, and the checkpoints that need them.
 *
 * <p>Thread-safe: the task thread appends, persists, confirms and truncates; uploader threads
 * report what was stored or failed; any thread closes. Every method only changes state; what has to
 * follow is put into {@link TimelineEffects}, which the caller carries out without the lock.
 */
final class SegmentTimeline {

    private final KeyGroupRange keyGroupRange;
    private final String storageIdentifier;
    private final Object lock = new Object();

    /** Not truncated, contiguous, in order. */
    @GuardedBy("lock")
    private final Deque<TimelineSegment> segments = new ArrayDeque<>();

    /** Truncated, but a request waits for it or a checkpoint with it may still complete. */
    @GuardedBy("lock")
    private final Set<TimelineSegment> lingering = new LinkedHashSet<>();

    /**
     * What checkpoints need that are persisted, or being persisted, with an outcome we do not know
     * yet: a range of the log each, since there may be thousands of them beside as many segments.
     */
    @GuardedBy("lock")
    private final Map<Long, Pending> pending = new HashMap<>();

    @GuardedBy("lock")
    private SequenceNumber truncatedTo;

    @GuardedBy("lock")
    private boolean closed;

    SegmentTimeline(SequenceNumber initial, KeyGroupRange keyGroupRange, String storageIdentifier) {
        this.truncatedTo = initial;
        this.keyGroupRange = keyGroupRange;
        this.storageIdentifier = storageIdentifier;
    }

    /**
     * A segment was sealed and is about to be submitted.
     *
     * @throws IllegalStateException if closed
     */
    TimelineSegment append(SequenceNumberRange range) {
        synchronized (lock) {
            checkOpen();
            TimelineSegment segment = new TimelineSegment(range);
            segment.transition(TimelineSegment.State.IN_FLIGHT);
            segments.addLast(segment);
            return segment;
        }
    }

    /** The scheduler has it; it may even be stored already, or nobody wants it any more. */
    void submitted(TimelineSegment segment, SegmentUpload upload, TimelineEffects effects) {
        synchronized (lock) {
            segment.submittedAs(upload);
            if (segment.isSettled() && segment.is(TimelineSegment.State.TRUNCATED)) {
                effects.cancel(upload);
            }
        }
    }

    /** Whether everything from a boundary on is stored, as far as it is sealed. */
    boolean isStored(SequenceNumber from) {
        synchronized (lock) {
            return needed(from).stream().allMatch(segment -> segment.stored().isPresent());
        }
    }

    /**
     * A checkpoint needs everything from a boundary on.
     *
     * @param inlineTail what follows the sealed segments
     * @param awaited takes the uploads that the caller has to ask the scheduler for
     * @throws IllegalStateException if closed
     */
    PersistRequest persist(
            SequenceNumber from,
            long checkpointId,
            Optional<ByteStreamStateHandle> inlineTail,
            List<SegmentUpload> awaited,
            TimelineEffects effects) {
        synchronized (lock) {
            checkOpen();
            checkArgument(
                    from.compareTo(truncatedTo) >= 0,
                    "changes from %s are asked for, but those before %s are truncated",
                    from,
                    truncatedTo);
            List<TimelineSegment> needed = needed(from);
            PersistRequest request = new PersistRequest(checkpointId, needed, inlineTail);
            beginPending(request);
            for (TimelineSegment segment : needed) {
                if (segment.stored().isEmpty()) {
                    segment.waiting().add(request);
                    segment.upload().ifPresent(awaited::add);
                }
                if (segment.is(TimelineSegment.State.SEALED)) {
                    segment.transition(TimelineSegment.State.IN_FLIGHT);
                }
            }
            completeIfReady(request, effects);
            return request;
        }
    }

    void stored(TimelineSegment segment, StoredSegment result, TimelineEffects effects) {
        synchronized (lock) {
            segment.storedAs(result);
            if (!segment.is(TimelineSegment.State.TRUNCATED)) {
                segment.transition(TimelineSegment.State.STORED);
            }
            List<PersistRequest> requests = List.copyOf(segment.waiting());
            segment.waiting().clear();
            for (PersistRequest request : requests) {
                completeIfReady(request, effects);
            }
            settle(segment, effects);
        }
    }

    void failed(TimelineSegment segment, Throwable cause, TimelineEffects effects) {
        synchronized (lock) {
            if (segment.is(TimelineSegment.State.IN_FLIGHT)) {
                segment.transition(TimelineSegment.State.SEALED);
            }
            for (PersistRequest request : List.copyOf(segment.waiting())) {
                fail(request, cause, effects);
            }
            settle(segment, effects);
        }
    }

    /** The request could not be passed on to the scheduler. */
    void abandon(PersistRequest request, Throwable cause, TimelineEffects effects) {
        synchronized (lock) {
            fail(request, cause, effects);
        }
    }

    /** Forgets everything before a boundary; what pending checkpoints use lingers. */
    void truncate(SequenceNumber to, TimelineEffects effects) {
        synchronized (lock) {
            if (to.compareTo(truncatedTo) > 0) {
                truncatedTo = to;
            }
            while (!segments.isEmpty() && segments.getFirst().range().to().compareTo(to) <= 0) {
                truncate(segments.removeFirst(), effects);
            }
        }
    }

    /**
     * A checkpoint is complete, and so are its segments. Earlier checkpoints that are still pending
     * stay so: they may have completed as well, with a notification that was lost, and the
     * JobManager may retain them.
     */
    void confirm(long checkpointId, TimelineEffects effects) {
        synchronized (lock) {
            for (TimelineSegment segment : endPending(checkpointId)) {
                if (segment.is(TimelineSegment.State.TRUNCATED)) {
                    segment.stored().orElseThrow().confirm();
                    segment.handOver();
                    settle(segment, effects);
                } else if (!segment.is(TimelineSegment.State.CONFIRMED)) {
                    segment.transition(TimelineSegment.State.CONFIRMED);
                    segment.stored().orElseThrow().confirm();
                }
            }
        }
    }

    /** A checkpoint was aborted. Its segments stay: the next one uses them again. */
    void reset(long checkpointId, TimelineEffects effects) {
        synchronized (lock) {
            endPending(checkpointId).forEach(segment -> settle(segment, effects));
        }
    }

    /**
     * The end of the log: requests fail, and everything from a boundary on is given up, except what
     * a checkpoint with unknown outcome uses. Idempotent.
     */
    void close(SequenceNumber from, TimelineEffects effects) {
        synchronized (lock) {
            closed = true;
            Set<PersistRequest> requests = new LinkedHashSet<>();
            segments.forEach(segment -> requests.addAll(segment.waiting()));
            lingering.forEach(segment -> requests.addAll(segment.waiting()));
            IOException cause = new IOException("the changelog writer was closed");
            for (PersistRequest request : requests) {
                fail(request, cause, effects);
            }
            for (TimelineSegment segment : segments) {
                // what is confirmed is not released: whoever restores will need it
                boolean given = !segment.is(TimelineSegment.State.CONFIRMED);
                boolean unwanted = segment.range().from().compareTo(from) >= 0;
                if (segment.stored().isEmpty() || (given && unwanted)) {
                    truncate(segment, effects);
                }
            }
            segments.clear();
            for (TimelineSegment segment : List.copyOf(lingering)) {
                settle(segment, effects);
            }
        }
    }

    @GuardedBy("lock")
    private void truncate(TimelineSegment segment, TimelineEffects effects) {
        if (segment.is(TimelineSegment.State.CONFIRMED)) {
            segment.handOver();
        }
        segment.transition(TimelineSegment.State.TRUNCATED);
        lingering.add(segment);
        settle(segment, effects);
    }

    /** Lets go of a truncated segment as far as nobody needs it. */
    @GuardedBy("lock")
    private void settle(TimelineSegment segment, TimelineEffects effects) {
        if (!segment.is(TimelineSegment.State.TRUNCATED)) {
            return;
        }
        if (segment.takeRelease()) {
            effects.release(segment.stored().orElseThrow());
        }
        if (segment.isSettled()) {
            lingering.remove(segment);
            segment.upload().ifPresent(effects::cancel);
        }
    }

    @GuardedBy("lock")
    private void completeIfReady(PersistRequest request, TimelineEffects effects) {
        if (request.isReady()) {
            ChangelogStateHandleStreamImpl handle =
                    request.toHandle(keyGroupRange, storageIdentifier);
            effects.complete(() -> request.future().complete(SnapshotResult.of(handle)));
        }
    }

    /** Its checkpoint gets no handle, so it needs nothing any more. */
    @GuardedBy("lock")
    private void fail(PersistRequest request, Throwable cause, TimelineEffects effects) {
        Pending newest = pending.get(request.checkpointId());
        if (newest != null && newest.request == request) {
            endPending(request.checkpointId());
        }
        for (TimelineSegment segment : request.segments()) {
            segment.waiting().remove(request);
            settle(segment, effects);
        }
        effects.complete(
                () ->
                        request.future()
                                .completeExceptionally(
                                        cause instanceof Error
                                                ? cause
                                                : new IOException(
                                                        "the changes of checkpoint "
                                                                + request.checkpointId()
                                                                + " were not stored",
                                                        cause)));
    }

    /** What was asked for under the same id before stays needed, too. */
    @GuardedBy("lock")
    private void beginPending(PersistRequest request) {
        List<TimelineSegment> needed = new ArrayList<>(endPending(request.checkpointId()));
        needed.addAll(request.segments());
        if (!needed.isEmpty()) {
            SequenceNumberRange range =
                    SequenceNumberRange.generic(
                            needed.get(0).range().from(),
                            needed.get(needed.size() - 1).range().to());
            pending.put(request.checkpointId(), new Pending(range, request));
            within(range).forEach(TimelineSegment::needed);
        }
    }

    /**
     * The outcome of a checkpoint is known.
     *
     * @return what it needed and is not settled
     */
    @GuardedBy("lock")
    private List<TimelineSegment> endPending(long checkpointId) {
        Pending ended = pending.remove(checkpointId);
        if (ended == null) {
            return List.of();
        }
        List<TimelineSegment> needed = within(ended.range);
        needed.forEach(TimelineSegment::neededNoMore);
        return needed;
    }

    /** In the order of the log. */
    @GuardedBy("lock")
    private List<TimelineSegment> within(SequenceNumberRange range) {
        List<TimelineSegment> within = new ArrayList<>();
        for (Collection<TimelineSegment> some : List.of(lingering, segments)) {
            for (TimelineSegment segment : some) {
                if (range.contains(segment.range().from())) {
                    within.add(segment);
                }
            }
        }
        return within;
    }

    @GuardedBy("lock")
    private void checkOpen() {
        checkState(!closed, "the changelog writer is closed");
    }

    @GuardedBy("lock")
    private List<TimelineSegment> needed(SequenceNumber from) {
        List<TimelineSegment> needed = new ArrayList<>();
        for (TimelineSegment segment : segments) {
            if (segment.range().to().compareTo(from) > 0) {
                needed.add(segment);
            }
        }
        return needed;
    }

    /** What one checkpoint needs. Immutable. */
    private static final class Pending {

        private final SequenceNumberRange range;

        /** The newest under this id. */
        private final PersistRequest request;

        Pending(SequenceNumberRange range, PersistRequest request) {
            this.range = range;
            this.request = request;
        }
    }
}
