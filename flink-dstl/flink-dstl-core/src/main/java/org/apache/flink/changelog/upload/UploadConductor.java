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
import org.apache.flink.changelog.retry.RetryLoop;
import org.apache.flink.changelog.retry.StepLatencies;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.timer.CallTimer;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Decides which segment goes into which batch, when a batch is committed, and what follows when an
 * attempt ends, fails or takes too long. No threads, no I/O and no callbacks: it belongs to the
 * scheduler's lock, and what its decisions entail is collected in {@link Effects}.
 */
final class UploadConductor implements StepWatch.Listener, UploadRelief.Listener {

    private final UploadHost host;
    private final UploadSettings settings;
    private final UploadThreads threads;
    private final DstlMetrics metrics;
    private final UploadSlots slots;
    private final StepLatencies latencies;
    private final StepWatch watch;
    private final UploadRelief relief;
    private final SegmentIntake intake;

    /** Open ones and those that are being committed. */
    private final Set<BatchUpload> undecided = new LinkedHashSet<>();

    /** Segments in undecided batches and parked ones. */
    private int queueSize;

    private long nextTicket;
    private boolean closed;

    UploadConductor(
            UploadHost host, UploadSettings settings, UploadThreads threads, DstlMetrics metrics) {
        this.host = host;
        this.settings = settings;
        this.threads = threads;
        this.metrics = metrics;
        this.slots = new UploadSlots(settings.maxConcurrentUploads());
        this.latencies = new StepLatencies(threads.clock());
        this.watch = new StepWatch(host, latencies, this);
        this.intake =
                new SegmentIntake(host, threads.clock(), settings.persistDelay(), this::commitDue);
        this.relief = new UploadRelief(host, slots, settings.retryPolicy().delay(), this);
    }

    // ------------------------------------------------------------ asked for by writers

    SegmentUpload submit(
            SealedSegment segment,
            LogEpoch epoch,
            SegmentUpload.Listener listener,
            Effects effects) {
        checkOpen();
        SegmentUpload upload = new SegmentUpload(nextTicket++, segment, epoch, listener);
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
        intake.requestCommit(awaited, effects);
        dispatch(effects);
    }

    /** For what changes the logs that batches may wait for. */
    void logsChange(Consumer<SegmentIntake> change, Effects effects) {
        change.accept(intake);
        intake.complete().forEach(this::decideCommit);
        dispatch(effects);
    }

    void cancel(Collection<SegmentUpload> unwanted, Effects effects) {
        for (SegmentUpload upload : unwanted) {
            if (upload.is(SegmentUpload.State.PARKED)) {
                intake.unpark(upload);
                finish(upload, effects);
            } else if (upload.is(SegmentUpload.State.BATCHED)) {
                upload.transition(SegmentUpload.State.CANCELLED);
                undecided.forEach(batch -> batch.wanted().remove(upload));
            }
        }
        for (BatchUpload batch : List.copyOf(undecided)) {
            if (batch.wanted().isEmpty()) {
                finish(batch, BatchUpload.State.DROPPED, effects);
            }
        }
        dispatch(effects);
    }

    /** Nothing is accepted any more; idempotent. */
    void close(Effects effects) {
        closed = true;
        IOException cause = new IOException("the changelog storage was closed");
        for (BatchUpload batch : List.copyOf(undecided)) {
            for (SegmentUpload upload : batch.wanted()) {
                effects.notify(() -> upload.listener().failed(cause));
            }
            finish(batch, BatchUpload.State.DROPPED, effects);
        }
        intake.unparkAll().forEach(upload -> finish(upload, effects));
    }

    boolean awaitsMore(long epoch) {
        return intake.awaitsMore(epoch);
    }

    int queueSize() {
        return queueSize;
    }

    // ------------------------------------------------------------ told by sessions and timer

    UploadAttempt.Step nextStep(UploadAttempt attempt, Effects effects) {
        watch.end(attempt);
        UploadAttempt.Step step = attempt.nextStep();
        if (attempt.isDetached() && step.kind() != UploadAttempt.Step.Kind.DROP) {
            slots.rejoin(attempt);
            attempt.batch().retry().cameBack();
        }
        Optional<IoStep> io = step.io();
        if (io.isPresent()) {
            watch.begin(attempt, step, io.get());
        } else if (step.kind() == UploadAttempt.Step.Kind.REST) {
            attempt.watchWith(CallTimer.Cancellation.DONE);
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
            attempt.countFailure(metrics);
            follow(batch, batch.retry().failed(cause), cause, effects);
        }
        dispatch(effects);
    }

    /**
     * Whether this attempt is the one that has stored its batch. In any case {@link #ended}
     * follows.
     */
    boolean stored(UploadAttempt attempt, DstlMetrics.Stored what, Effects effects) {
        watch.end(attempt);
        detach(attempt);
        BatchUpload batch = attempt.batch();
        boolean wins = batch.is(BatchUpload.State.COMMITTING);
        if (wins) {
            finish(batch, BatchUpload.State.STORED, effects);
            long latency = threads.clock().relativeTimeNanos() - batch.commitDecidedNanos();
            metrics.stored(attempt.number(), what, latency);
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

    /** It goes on, but a second attempt may be quicker. */
    @Override
    public void slow(UploadAttempt attempt, UploadAttempt.Step step, Effects effects) {
        BatchUpload batch = attempt.batch();
        watch.goOn(attempt, step);
        attempt.foundSlow();
        if (!batch.is(BatchUpload.State.OPEN)) { // else nobody waits for it yet
            hedge(batch);
        }
        dispatch(effects);
    }

    private void hedge(BatchUpload batch) {
        if (batch.retry().slow() == RetryLoop.Verdict.HEDGE) {
            metrics.attemptHedged();
            begin(batch);
        }
    }

    @Override
    public void overdue(UploadAttempt attempt, UploadAttempt.Step step, Effects effects) {
        BatchUpload batch = attempt.batch();
        TimeoutException cause = attempt.timeout(step);
        effects.warn("Storing a " + batch + " goes on.", cause);
        RetryLoop.Verdict verdict = batch.retry().overdue();
        if (verdict == RetryLoop.Verdict.EXTEND) {
            watch.goOn(attempt, step);
        } else {
            slots.detach(attempt);
            attempt.countFailure(metrics);
            follow(batch, verdict, cause, effects);
        }
        dispatch(effects);
    }

    @Override
    public void threadsStayHeld(Effects effects) {
        IOException cause = new IOException("uploads that hang hold all threads");
        List.copyOf(undecided).stream()
                .filter(BatchUpload::isBlocked)
                .forEach(batch -> giveUp(batch, cause, effects));
    }

    @Override
    public boolean memoryIsShort() {
        if (slots.hasFree()) { // else what is open could not be stored yet, and may grow
            intake.openBatches().forEach(this::decideCommit);
        }
        return intake.hasParked();
    }

    @Override
    public void memoryStaysShort() {
        if (!closed) {
            unpark();
        }
    }

    // ------------------------------------------------------------ batches and attempts

    private void join(SegmentUpload upload) {
        long epoch = upload.epoch();
        intake.fullByAgeIn(epoch).ifPresent(this::decideCommit);
        BatchUpload batch = intake.openIn(epoch).orElseGet(() -> open(epoch));
        batch.add(upload);
        batch.wake(slots);
        if (batch.payloadBytes() >= settings.batchThresholdBytes()) {
            decideCommit(batch);
        }
    }

    private BatchUpload open(long epoch) {
        RetryLoop retry = new RetryLoop(settings.retryPolicy(), latencies, threads.random());
        BatchUpload batch = new BatchUpload(epoch, threads.clock().relativeTimeNanos(), retry);
        intake.open(batch);
        undecided.add(batch);
        begin(batch);
        return batch;
    }

    private void unpark() {
        for (SegmentUpload upload : intake.unparkAll()) {
            upload.transition(SegmentUpload.State.BATCHED);
            join(upload);
        }
    }

    /** From now on the batch accepts nothing and its attempts end with a commit. */
    private void decideCommit(BatchUpload batch) {
        if (batch.is(BatchUpload.State.OPEN)) {
            batch.decideCommit(threads.clock().relativeTimeNanos());
            intake.shut(batch);
            batch.wake(slots);
            if (batch.attempts().stream().anyMatch(UploadAttempt::isSlow)) {
                hedge(batch);
            }
        }
    }

    /** What comes after an attempt of an undecided batch failed or became overdue. */
    private void follow(
            BatchUpload batch, RetryLoop.Verdict verdict, Throwable cause, Effects effects) {
        if (verdict == RetryLoop.Verdict.RETRY_NOW) {
            metrics.attemptRetried();
            begin(batch);
        } else if (verdict == RetryLoop.Verdict.RETRY_AFTER_DELAY) {
            metrics.attemptRetried();
            host.later(batch.retry().delay(), later -> retryDue(batch, later));
        } else if (verdict == RetryLoop.Verdict.GIVE_UP) {
            giveUp(batch, cause, effects);
        }
    }

    private void giveUp(BatchUpload batch, Throwable cause, Effects effects) {
        conclude(batch, BatchUpload.State.GIVEN_UP, effects);
        Throwable failure = batch.failure(cause, host.store());
        effects.warn("Changes are kept, and tried again when asked for.", failure);
        for (SegmentUpload upload : batch.segments()) {
            if (upload.is(SegmentUpload.State.CANCELLED)) {
                finish(upload, effects);
            } else {
                intake.park(upload);
                effects.notify(() -> upload.listener().failed(failure));
            }
        }
    }

    private void conclude(BatchUpload batch, BatchUpload.State outcome, Effects effects) {
        batch.transition(outcome);
        undecided.remove(batch);
        intake.shut(batch);
        metrics.decided(batch.retry().begun());
        // nobody waits for them any more, and a hung one must not keep its slot
        batch.attempts().stream()
                .filter(attempt -> attempt.is(UploadAttempt.State.RUNNING))
                .forEach(this::detach);
        batch.undoRest(slots, effects);
    }

    private void finish(BatchUpload batch, BatchUpload.State outcome, Effects effects) {
        conclude(batch, outcome, effects);
        batch.segments().forEach(upload -> finish(upload, effects));
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

    /** The end of every decision: what can start does. */
    @Override
    public void dispatch(Effects effects) {
        relief.checkMemory();
        slots.startReady(effects);
        relief.checkThreads();
    }

    /** From now on nobody waits for a running attempt. */
    private void detach(UploadAttempt attempt) {
        attempt.watchWith(CallTimer.Cancellation.DONE);
        if (!attempt.isDetached()) {
            slots.detach(attempt);
        }
    }

    private void checkOpen() {
        checkState(!closed, "the changelog storage is closed");
    }
}
