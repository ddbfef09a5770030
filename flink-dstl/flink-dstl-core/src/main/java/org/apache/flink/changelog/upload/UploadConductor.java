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
import org.apache.flink.changelog.segment.SealedSegment;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Decides which segment goes into which batch, when a batch is committed, and what follows when an
 * attempt ends, fails or takes too long. No threads, no I/O and no callbacks: it belongs to the
 * scheduler's lock, and what its decisions entail is collected in {@link Effects}.
 */
final class UploadConductor {

    private final UploadHost host;
    private final UploadSettings settings;
    private final UploadThreads threads;
    private final DstlMetrics metrics;
    private final UploadSlots slots;

    /** Accepts segments; one of {@link #undecided}. */
    private Optional<BatchUpload> open = Optional.empty();

    private final Set<BatchUpload> undecided = new LinkedHashSet<>();

    /** Segments of batches that were given up, in the order in which they were submitted. */
    private final TreeSet<SegmentUpload> parked = new TreeSet<>();

    /** Segments in undecided batches and parked ones. */
    private int queueSize;

    private boolean reliefIsComing;
    private boolean clogIsWatched;
    private long nextTicket;
    private boolean closed;

    UploadConductor(
            UploadHost host, UploadSettings settings, UploadThreads threads, DstlMetrics metrics) {
        this.host = host;
        this.settings = settings;
        this.threads = threads;
        this.metrics = metrics;
        this.slots = new UploadSlots(settings.maxConcurrentUploads());
    }

    // ------------------------------------------------------------ asked for by writers

    SegmentUpload submit(SealedSegment segment, SegmentUpload.Listener listener, Effects effects) {
        checkOpen();
        SegmentUpload upload = new SegmentUpload(nextTicket++, segment, listener);
        queueSize++;
        join(upload);
        dispatch(effects);
        return upload;
    }

    void commit(Collection<SegmentUpload> awaited, Effects effects) {
        checkOpen();
        if (awaited.stream().anyMatch(upload -> upload.is(SegmentUpload.State.PARKED))) {
            unpark();
        }
        if (open.isPresent() && awaited.stream().anyMatch(open.get().wanted()::contains)) {
            requestCommit(open.get());
        }
        dispatch(effects);
    }

    void cancel(Collection<SegmentUpload> unwanted, Effects effects) {
        for (SegmentUpload upload : unwanted) {
            if (upload.is(SegmentUpload.State.PARKED)) {
                parked.remove(upload);
                finish(upload, effects);
            } else if (upload.is(SegmentUpload.State.BATCHED)) {
                upload.transition(SegmentUpload.State.CANCELLED);
                undecided.forEach(batch -> batch.wanted().remove(upload));
            }
        }
        for (BatchUpload batch : List.copyOf(undecided)) {
            if (batch.wanted().isEmpty()) {
                conclude(batch, BatchUpload.State.DROPPED, effects);
                batch.segments().forEach(upload -> finish(upload, effects));
            }
        }
        dispatch(effects);
    }

    /** Nothing is accepted any more; idempotent. */
    void close(Effects effects) {
        closed = true;
        IOException cause = new IOException("the changelog storage was closed");
        for (BatchUpload batch : List.copyOf(undecided)) {
            conclude(batch, BatchUpload.State.DROPPED, effects);
            for (SegmentUpload upload : batch.wanted()) {
                effects.notify(() -> upload.listener().failed(cause));
            }
            batch.segments().forEach(upload -> finish(upload, effects));
        }
        parked.forEach(upload -> finish(upload, effects));
        parked.clear();
    }

    /** Memory has become short. */
    void relieve(Effects effects) {
        dispatch(effects);
    }

    int queueSize() {
        return queueSize;
    }

    // ------------------------------------------------------------ told by sessions and by the
    // timer

    UploadAttempt.Step nextStep(UploadAttempt attempt, Effects effects) {
        UploadAttempt.Step step = attempt.nextStep();
        if (attempt.isDetached() && step.kind() != UploadAttempt.Step.Kind.DROP) {
            slots.rejoin(attempt);
            attempt.batch().retry().cameBack();
        }
        if (step.isIo()) {
            watch(attempt, step);
        } else if (step.kind() == UploadAttempt.Step.Kind.REST) {
            attempt.watchWith(UploadTimer.Cancellation.DONE);
            slots.leave(attempt, UploadAttempt.State.RESTING);
        } else {
            detach(attempt);
        }
        dispatch(effects);
        return step;
    }

    /** What the attempt wrote is not dropped yet: {@link #ended} follows. */
    void failed(UploadAttempt attempt, Throwable cause, Effects effects) {
        if (attempt.is(UploadAttempt.State.ENDED)) {
            return;
        }
        BatchUpload batch = attempt.batch();
        boolean awaited = !attempt.isDetached() && !batch.isDecided();
        detach(attempt);
        if (awaited) {
            effects.warn(
                    "Attempt " + attempt.number() + " to store a " + batch + " failed.", cause);
            metrics.attemptFailed();
            follow(batch, batch.retry().failed(cause), cause, effects);
        }
        dispatch(effects);
    }

    /**
     * Whether this attempt is the one that has stored its batch. In any case {@link #ended}
     * follows.
     */
    boolean stored(UploadAttempt attempt, int segments, long sizeBytes, Effects effects) {
        detach(attempt);
        BatchUpload batch = attempt.batch();
        boolean wins = batch.is(BatchUpload.State.COMMITTING);
        if (wins) {
            conclude(batch, BatchUpload.State.STORED, effects);
            batch.segments().forEach(upload -> finish(upload, effects));
            long latency = threads.clock().relativeTimeNanos() - batch.commitDecidedNanos();
            metrics.stored(attempt.number(), segments, sizeBytes, latency);
        }
        dispatch(effects);
        return wins;
    }

    /** An attempt has cleaned up and gives its thread back. */
    void ended(UploadAttempt attempt, Effects effects) {
        detach(attempt);
        slots.leave(attempt, UploadAttempt.State.ENDED);
        attempt.batch().attempts().remove(attempt);
        dispatch(effects);
    }

    private void commitDue(BatchUpload batch, Effects effects) {
        decideCommit(batch);
        dispatch(effects);
    }

    private void retryDue(BatchUpload batch, Effects effects) {
        if (!batch.isDecided()) {
            begin(batch);
        }
        dispatch(effects);
    }

    private void watchDue(
            UploadAttempt attempt, long stepsTaken, UploadAttempt.Step step, Effects effects) {
        if (!attempt.is(UploadAttempt.State.RUNNING)
                || attempt.isDetached()
                || attempt.stepsTaken() != stepsTaken) {
            return;
        }
        BatchUpload batch = attempt.batch();
        if (batch.isDecided()) {
            slots.detach(attempt);
        } else {
            overdue(attempt, step, effects);
        }
        dispatch(effects);
    }

    private void overdue(UploadAttempt attempt, UploadAttempt.Step step, Effects effects) {
        BatchUpload batch = attempt.batch();
        String what = step.kind() + " of attempt " + attempt.number() + " takes too long";
        TimeoutException cause = new TimeoutException(what);
        effects.warn("Storing a " + batch + " goes on.", cause);
        RetryLoop.Verdict verdict = batch.retry().overdue();
        if (verdict == RetryLoop.Verdict.EXTEND) {
            watch(attempt, step);
        } else {
            slots.detach(attempt);
            metrics.attemptFailed();
            follow(batch, verdict, cause, effects);
        }
    }

    private void clogDue(Effects effects) {
        clogIsWatched = false;
        if (slots.isBlocked()) {
            IOException cause = new IOException("uploads that hang hold all threads");
            for (BatchUpload batch : List.copyOf(undecided)) {
                if (batch.isBlocked()) {
                    giveUp(batch, cause, effects);
                }
            }
        }
        dispatch(effects);
    }

    private void reliefDue(Effects effects) {
        reliefIsComing = false;
        if (!closed && host.memoryIsShort()) {
            unpark();
        }
        dispatch(effects);
    }

    // ------------------------------------------------------------ batches and attempts

    private void join(SegmentUpload upload) {
        if (open.isEmpty()) {
            RetryLoop retry = new RetryLoop(settings.retryPolicy(), threads.random());
            open = Optional.of(new BatchUpload(retry));
            undecided.add(open.get());
            begin(open.get());
        }
        BatchUpload batch = open.get();
        batch.add(upload);
        batch.wake(slots);
        if (batch.payloadBytes() >= settings.batchThresholdBytes()) {
            decideCommit(batch);
        }
    }

    private void unpark() {
        for (SegmentUpload upload : parked) {
            upload.transition(SegmentUpload.State.BATCHED);
            join(upload);
        }
        parked.clear();
    }

    private void requestCommit(BatchUpload batch) {
        if (settings.persistDelay().isZero()) {
            decideCommit(batch);
        } else if (batch.requestCommit()) {
            host.later(settings.persistDelay(), effects -> commitDue(batch, effects));
        }
    }

    private void commitForMemory() {
        open.ifPresent(this::decideCommit);
        if (!parked.isEmpty() && !reliefIsComing) {
            reliefIsComing = true;
            host.later(settings.retryPolicy().delay(), this::reliefDue);
        }
    }

    /** From now on the batch accepts nothing and its attempts end with a commit. */
    private void decideCommit(BatchUpload batch) {
        if (batch.is(BatchUpload.State.OPEN)) {
            batch.decideCommit(threads.clock().relativeTimeNanos());
            open = Optional.empty();
            batch.wake(slots);
        }
    }

    /** What comes after an attempt of an undecided batch failed or became overdue. */
    private void follow(
            BatchUpload batch, RetryLoop.Verdict verdict, Throwable cause, Effects effects) {
        if (verdict == RetryLoop.Verdict.RETRY_NOW) {
            begin(batch);
        } else if (verdict == RetryLoop.Verdict.RETRY_AFTER_DELAY) {
            host.later(batch.retry().delay(), later -> retryDue(batch, later));
        } else if (verdict == RetryLoop.Verdict.GIVE_UP) {
            giveUp(batch, cause, effects);
        }
    }

    private void giveUp(BatchUpload batch, Throwable cause, Effects effects) {
        conclude(batch, BatchUpload.State.GIVEN_UP, effects);
        String message = "a " + batch + " was not stored in " + batch.retry().begun() + " attempts";
        effects.warn(message + "; its changes are kept and tried again when asked for.", cause);
        Throwable failure = cause instanceof Error ? cause : new IOException(message, cause);
        for (SegmentUpload upload : batch.segments()) {
            if (upload.is(SegmentUpload.State.CANCELLED)) {
                finish(upload, effects);
            } else {
                upload.transition(SegmentUpload.State.PARKED);
                parked.add(upload);
                effects.notify(() -> upload.listener().failed(failure));
            }
        }
    }

    private void conclude(BatchUpload batch, BatchUpload.State outcome, Effects effects) {
        batch.transition(outcome);
        undecided.remove(batch);
        open = open.filter(current -> current != batch);
        metrics.decided(batch.retry().begun());
        batch.undoRest(slots, effects);
    }

    private void finish(SegmentUpload upload, Effects effects) {
        upload.transition(SegmentUpload.State.DONE);
        queueSize--;
        effects.release(upload.segment());
    }

    private void begin(BatchUpload batch) {
        UploadAttempt attempt = new UploadAttempt(batch, batch.retry().begin(), host);
        batch.attempts().add(attempt);
        metrics.attemptBegun();
        slots.enqueue(attempt);
    }

    /**
     * The end of every decision. When memory is short nobody may wait for a request to commit: no
     * segment stays in an open batch, and parked ones are tried again before long.
     */
    private void dispatch(Effects effects) {
        if (host.memoryIsShort()) {
            commitForMemory();
        }
        slots.startReady(effects);
        if (slots.isBlocked() && !clogIsWatched) {
            clogIsWatched = true;
            host.later(settings.retryPolicy().delay(), this::clogDue);
        }
    }

    private void watch(UploadAttempt attempt, UploadAttempt.Step step) {
        Optional<Duration> timeout = settings.retryPolicy().timeout();
        if (timeout.isPresent() && !attempt.isDetached()) {
            long stepsTaken = attempt.stepsTaken();
            attempt.watchWith(
                    host.later(timeout.get(), later -> watchDue(attempt, stepsTaken, step, later)));
        }
    }

    /** From now on nobody waits for a running attempt. */
    private void detach(UploadAttempt attempt) {
        attempt.watchWith(UploadTimer.Cancellation.DONE);
        if (!attempt.isDetached()) {
            slots.detach(attempt);
        }
    }

    private void checkOpen() {
        checkState(!closed, "the changelog storage is closed");
    }
}
