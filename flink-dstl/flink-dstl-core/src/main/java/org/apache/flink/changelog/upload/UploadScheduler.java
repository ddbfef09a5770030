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

import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardQueue;
import org.apache.flink.changelog.ownership.SegmentOwnership;
import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.changelog.timer.CallTimer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Stores the sealed segments of all writers of a job on this TaskManager.
 *
 * <p>A submitted segment streams into the open batch of its {@link LogEpoch} at once. So that the
 * tasks of a checkpoint share it, the batch is committed when all open logs have left its epoch; at
 * the latest a short delay after the first request, or when it has grown to its threshold. While
 * one batch is committed the next one opens. A batch that fails is tried again as {@link
 * org.apache.flink.changelog.retry.RetryLoop} says; when that gives up, the segments are parked in
 * memory and join a new batch, in their order, as soon as anybody asks for a commit, or by
 * themselves if memory is short.
 *
 * <p>Thread-safe. Every decision is made by {@link UploadConductor} under one lock, during which
 * neither I/O happens nor a listener is called. Listeners run on the uploader threads, each
 * isolated from the others.
 */
public final class UploadScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadScheduler.class);

    private final SegmentStore store;
    private final DiscardQueue discards;
    private final SegmentOwnership ownership;
    private final InFlightBudget budget;
    private final UploadThreads threads;
    private final long batchThresholdBytes;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final UploadConductor conductor;

    /**
     * @param store not closed here
     * @param budget charged by the writers for each segment before they submit it; released here
     */
    public UploadScheduler(
            SegmentStore store,
            InFlightBudget budget,
            UploadSettings settings,
            UploadThreads threads,
            DstlMetrics metrics) {
        this.store = store;
        this.discards =
                new DiscardQueue(
                        settings.discards(),
                        threads.discards(),
                        threads.timer(),
                        threads.clock(),
                        metrics);
        this.ownership = new SegmentOwnership(store, discards);
        this.budget = budget;
        this.threads = threads;
        this.batchThresholdBytes = settings.batchThresholdBytes();
        this.conductor = new UploadConductor(new Host(), settings, threads, metrics);
        metrics.watchQueue(this::queueSize);
        budget.whenExhausted(this::relieve);
    }

    /**
     * Begins to store a segment. It becomes durable some time after a {@link #commit}, or sooner.
     *
     * @param segment takes ownership; its memory is released when it is stored or cancelled
     * @param epoch of the log of the segment
     * @return for {@link #commit} and {@link #cancel}
     * @throws IllegalStateException if closed; then the segment still belongs to the caller
     */
    public SegmentUpload submit(
            SealedSegment segment, LogEpoch epoch, SegmentUpload.Listener listener) {
        Effects effects = new Effects();
        SegmentUpload upload;
        synchronized (lock) {
            upload = conductor.submit(segment, epoch, listener, effects);
        }
        carryOut(effects, threads.uploaders());
        return upload;
    }

    /**
     * Asks to make segments durable soon. If one of them is parked, all parked ones are tried
     * again. What is stored or under way already is left alone.
     *
     * @throws IllegalStateException if closed
     */
    public void commit(Collection<SegmentUpload> awaited) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.commit(awaited, effects);
        }
        carryOut(effects, threads.uploaders());
    }

    /** Batches may wait for a log from now on, until it is {@link #closed}. */
    public void opened(LogEpoch log) {
        logsChange(intake -> intake.opened(log));
    }

    /**
     * Asks to make durable what a checkpoint needs of a log. What is submitted later is for later
     * checkpoints.
     *
     * @throws IllegalStateException if closed
     */
    public void commit(Collection<SegmentUpload> awaited, LogEpoch log, long checkpointId) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.commit(awaited, effects);
            conductor.logsChange(ignored -> log.asked(checkpointId), effects);
        }
        carryOut(effects, threads.uploaders());
    }

    /**
     * Whether what is submitted at once goes into a file that others have asked for already, so
     * that it costs none; unless that file is completed in between.
     */
    public boolean awaitsMore(LogEpoch log) {
        synchronized (lock) {
            return conductor.awaitsMore(log.lastCheckpointId());
        }
    }

    /** A checkpoint that needs nothing of a log passes it. No news after a close. */
    public void passed(LogEpoch log, long checkpointId) {
        logsChange(ignored -> log.asked(checkpointId));
    }

    /** Nothing comes from this log any more. Idempotent, and also after a close. */
    public void closed(LogEpoch log) {
        logsChange(intake -> intake.closed(log));
    }

    private void logsChange(Consumer<SegmentIntake> change) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.logsChange(change, effects);
        }
        carryOut(effects, threads.uploaders());
    }

    /**
     * Nobody wants these segments any more. Those that are being stored may still be: their
     * listeners hear of it. Finished ones are ignored.
     */
    public void cancel(Collection<SegmentUpload> unwanted) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.cancel(unwanted, effects);
        }
        carryOut(effects, threads.uploaders());
    }

    /**
     * Fails everything that is not stored, on the calling thread. What is being written is dropped
     * by its own thread as soon as the store returns; what is to be deleted is so at once, on the
     * discard threads. Idempotent.
     */
    @Override
    public void close() {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.close(effects);
        }
        carryOut(effects, Runnable::run);
        discards.close();
    }

    // ------------------------------------------------------------ called by sessions

    /** What the session of an attempt has to do now. */
    UploadAttempt.Step nextStep(UploadAttempt attempt) {
        Effects effects = new Effects();
        UploadAttempt.Step step;
        synchronized (lock) {
            step = conductor.nextStep(attempt, effects);
        }
        carryOut(effects, Runnable::run);
        return step;
    }

    /** An attempt died; {@link #ended} follows when what it wrote is dropped. */
    void failed(UploadAttempt attempt, Throwable cause) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.failed(attempt, cause, effects);
        }
        carryOut(effects, Runnable::run);
    }

    /**
     * An attempt has made its batch durable.
     *
     * @param appended the segments in it, in order
     * @return false if it came too late; then the caller discards it
     * @throws IllegalStateException if it is not what was appended; then the caller discards it,
     *     too
     */
    boolean stored(UploadAttempt attempt, StoredBatch result, List<SegmentUpload> appended) {
        checkState(
                result.segments().size() == appended.size(),
                "the store has %s of %s segments: %s",
                result.segments().size(),
                appended.size(),
                result);
        List<StoredSegment> segments = ownership.adopt(result);
        DstlMetrics.Stored what =
                new DstlMetrics.Stored(
                        appended.size(),
                        appended.stream().mapToLong(each -> each.segment().payloadBytes()).sum(),
                        result.sizeBytes(),
                        batchThresholdBytes);
        Effects effects = new Effects();
        boolean wins;
        synchronized (lock) {
            wins = conductor.stored(attempt, what, effects);
        }
        for (int i = 0; wins && i < appended.size(); i++) {
            SegmentUpload.Listener listener = appended.get(i).listener();
            StoredSegment segment = segments.get(i);
            effects.notify(() -> listener.stored(segment));
        }
        carryOut(effects, Runnable::run);
        return wins;
    }

    /** An attempt is over, and so is what it had to drop. */
    void ended(UploadAttempt attempt) {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.ended(attempt, effects);
        }
        carryOut(effects, Runnable::run);
    }

    // ------------------------------------------------------------ others

    private void relieve() {
        Effects effects = new Effects();
        synchronized (lock) {
            conductor.dispatch(effects);
        }
        carryOut(effects, threads.uploaders());
    }

    /** Called by the timer and by whoever used up the memory: listeners run elsewhere. */
    private void decide(Consumer<Effects> decision) {
        Effects effects = new Effects();
        synchronized (lock) {
            decision.accept(effects);
        }
        carryOut(effects, threads.uploaders());
    }

    private int queueSize() {
        synchronized (lock) {
            return conductor.queueSize();
        }
    }

    /**
     * Each effect by itself: whatever happens to one, none of the others is lost.
     *
     * @param callbacks where listeners may run
     */
    private void carryOut(Effects effects, Executor callbacks) {
        effects.starts().forEach(session -> isolated(() -> start(session)));
        effects.releases().forEach(segment -> isolated(() -> release(segment)));
        effects.notifications().forEach(notification -> tell(callbacks, notification));
    }

    private void start(UploadSession session) {
        try {
            threads.uploaders().execute(session);
        } catch (Throwable t) {
            session.die(t);
        }
    }

    private void release(SealedSegment segment) {
        try {
            segment.release();
        } finally {
            budget.releaseSealed(segment.retainedBytes());
        }
    }

    /** On this thread if there is no other, because of a close or for lack of memory. */
    private static void tell(Executor callbacks, Runnable notification) {
        try {
            callbacks.execute(() -> isolated(notification));
        } catch (Throwable t) {
            isolated(notification);
        }
    }

    private static void isolated(Runnable effect) {
        try {
            effect.run();
        } catch (Throwable t) {
            LOG.error("A listener or an effect of an upload failed; the others go on.", t);
        }
    }

    private final class Host implements UploadHost {

        @Override
        public CallTimer.Cancellation later(Duration delay, Consumer<Effects> decision) {
            return threads.timer().schedule(delay, () -> decide(decision));
        }

        @Override
        public String store() {
            return store.toString();
        }

        @Override
        public UploadSession newSession(UploadAttempt attempt) {
            return new UploadSession(UploadScheduler.this, store, ownership, attempt);
        }

        @Override
        public boolean memoryIsShort() {
            return budget.exhausted();
        }
    }
}
