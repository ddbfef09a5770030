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

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.upload.LogEpoch;
import org.apache.flink.changelog.upload.SegmentUpload;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * The log of one backend.
 *
 * <p>Called by the task thread only, which is the one that made it. The futures of {@link #persist}
 * complete on an uploader thread (or at once, if everything is stored), whether or not the task
 * thread is busy.
 *
 * <p>The exception is closing: Flink's canceller may close the writer while the task thread is in
 * any of its methods, or between the beginning and the end of a change. The buffer then stays with
 * the task thread, which may still write into its chunks: they are given back when the task thread
 * closes, too, and are left to the garbage collector if it does not. Whatever else the task thread
 * calls after that fails.
 *
 * <p>A failed upload does not harm the writer: the checkpoint that needed it fails, the changes
 * stay in memory and are stored for the next one.
 */
public final class DurableChangelogWriter
        implements InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> {

    /** When memory is short, changes are sealed early, but not in smaller pieces than this. */
    private static final long SCARCITY_SEAL_BYTES = 64 * 1024;

    private final SegmentBuffer buffer;
    private final SequenceNumber initial;
    private final SegmentTimeline timeline;
    private final WriterEnvironment env;
    private final UploadScheduler scheduler;
    private final InFlightBudget budget;
    private final long preemptiveThresholdBytes;
    private final LogEpoch epoch = new LogEpoch();
    private final Optional<Linger> linger;

    /** The only thread that touches the buffer. */
    private final Thread taskThread = Thread.currentThread();

    /** Memory of the buffer, as the budget knows it. */
    private final InFlightBudget.OpenMemory openMemory;

    /** What the task thread last reported, so that a change that takes no chunk costs no lock. */
    private long reportedOpenBytes;

    /** Set by any thread, and never reset. Whoever goes by it needs no more than to fail soon. */
    private volatile boolean closed;

    /**
     * @param buffer takes ownership; empty, of a log id that no other writer has
     * @param mailbox of the task, which seals when time or scarce memory demands it
     */
    public DurableChangelogWriter(
            SegmentBuffer buffer, WriterEnvironment env, MailboxExecutor mailbox) {
        WriterSettings settings = env.settings();
        this.buffer = buffer;
        this.initial = buffer.nextSequenceNumber();
        this.timeline = new SegmentTimeline(initial, buffer.range(), settings.storageIdentifier());
        this.env = env;
        this.scheduler = env.scheduler();
        this.budget = env.budget();
        this.preemptiveThresholdBytes = settings.preemptiveThresholdBytes();
        this.openMemory = budget.openMemory(new SealRequest(mailbox, this::sealScarce)::ask);
        this.linger = env.linger(mailbox, this::sealLingering);
        scheduler.opened(epoch);
    }

    @Override
    public DataOutputView beginChange(int keyGroup) throws IOException {
        checkOpen();
        budget.awaitRoom();
        return buffer.beginChange(keyGroup);
    }

    @Override
    public DataOutputView beginMetadata() throws IOException {
        checkOpen();
        budget.awaitRoom();
        return buffer.beginMetadata();
    }

    @Override
    public void commitChange() throws IOException {
        checkOpen();
        try {
            buffer.commitChange();
        } catch (IOException e) { // too long
            rollbackChange();
            throw e;
        }
        afterCommit();
    }

    @Override
    public void rollbackChange() {
        checkOpen();
        buffer.rollbackChange();
        countOpenMemory();
    }

    @Override
    public void append(int keyGroup, byte[] value) throws IOException {
        append(beginChange(keyGroup), value);
    }

    @Override
    public void appendMeta(byte[] value) throws IOException {
        append(beginMetadata(), value);
    }

    @Override
    public SequenceNumber initialSequenceNumber() {
        return initial;
    }

    /** Also a boundary: seals what was appended so far. */
    @Override
    public SequenceNumber nextSequenceNumber() {
        checkOpen();
        seal();
        return buffer.nextSequenceNumber();
    }

    @Override
    public SequenceNumber reaches() {
        checkOpen();
        return buffer.nextSequenceNumber();
    }

    @Override
    public void passed(long checkpointId) {
        checkOpen();
        scheduler.passed(epoch, checkpointId);
    }

    /**
     * Asks for everything from a boundary on to be stored, and seals for that. If all is stored but
     * for a few open changes, these travel in the handle, and stay open; unless another log of the
     * TaskManager has just asked for a file, which they join if they are worth a segment. With
     * nothing to store the handle has no segments; it is never absent.
     *
     * @throws IllegalArgumentException if changes from there on are truncated, or do not exist yet
     */
    @Override
    public CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> persist(
            SequenceNumber from, long checkpointId) throws IOException {
        checkOpen();
        checkArgument(
                from.compareTo(buffer.nextSequenceNumber()) <= 0,
                "changes from %s are asked for, but the next one is %s",
                from,
                buffer.nextSequenceNumber());
        long begunNanos = env.nowNanos();
        Optional<ByteStreamStateHandle> inlineTail = inlineTail(from, checkpointId);
        if (inlineTail.isEmpty()) {
            seal();
        }
        List<SegmentUpload> awaited = new ArrayList<>();
        TimelineEffects effects = new TimelineEffects();
        PersistRequest request = timeline.persist(from, checkpointId, inlineTail, awaited, effects);
        CompletableFuture<Void> unused = request.future().thenRun(() -> env.persisted(begunNanos));
        try {
            scheduler.commit(awaited, epoch, checkpointId);
        } catch (RuntimeException | Error e) {
            timeline.abandon(request, e, effects);
            throw e;
        } finally {
            carryOut(effects);
        }
        return request.future();
    }

    @Override
    public void truncate(SequenceNumber to) {
        checkOpen();
        TimelineEffects effects = new TimelineEffects();
        timeline.truncate(to, effects);
        carryOut(effects);
    }

    @Override
    public void confirm(SequenceNumber from, SequenceNumber to, long checkpointId) {
        checkOpen();
        TimelineEffects effects = new TimelineEffects();
        timeline.confirm(checkpointId, effects);
        carryOut(effects);
    }

    @Override
    public void reset(SequenceNumber from, SequenceNumber to, long checkpointId) {
        checkOpen();
        TimelineEffects effects = new TimelineEffects();
        timeline.reset(checkpointId, effects);
        carryOut(effects);
    }

    /**
     * Ends the log. Requests that are not complete fail. Segments from {@code from} on are deleted,
     * except those that a completed checkpoint has, or that a checkpoint whose outcome is unknown
     * may have. Idempotent, and may be called by any thread; see the class.
     */
    @Override
    public void truncateAndClose(SequenceNumber from) {
        closed = true;
        openMemory.close();
        try {
            if (Thread.currentThread() == taskThread) {
                linger.ifPresent(Linger::sealed);
                buffer.close();
            }
            TimelineEffects effects = new TimelineEffects();
            timeline.close(from, effects);
            carryOut(effects);
        } finally {
            scheduler.closed(epoch);
        }
    }

    /** Like {@link #truncateAndClose} from the beginning. */
    @Override
    public void close() {
        truncateAndClose(initial);
    }

    private void append(DataOutputView change, byte[] value) throws IOException {
        boolean written = false;
        try {
            change.write(value);
            buffer.commitChange();
            written = true;
        } finally {
            if (!written) {
                rollbackChange();
            }
        }
        afterCommit();
    }

    private void afterCommit() {
        countOpenMemory();
        if (linger.isPresent()) {
            linger.get().open();
        }
        if (buffer.payloadBytes() >= preemptiveThresholdBytes || isScarce()) {
            seal();
        }
    }

    private boolean isScarce() {
        return budget.overLimit() && buffer.payloadBytes() >= SCARCITY_SEAL_BYTES;
    }

    /** There may be no change any more after which it would be noticed. */
    private void sealScarce() {
        if (!closed && isScarce()) {
            seal();
        }
    }

    /** The open changes in a handle, if they are few, all to be stored, and no file takes them. */
    private Optional<ByteStreamStateHandle> inlineTail(SequenceNumber from, long checkpointId)
            throws IOException {
        InlineDeltas deltas = env.inlineDeltas();
        if (buffer.isEmpty()
                || from.compareTo(buffer.firstSequenceNumber()) > 0
                || !deltas.haveRoom(checkpointId, buffer.payloadBytes())
                || !timeline.isStored(from)
                || (deltas.areWorthASegment(buffer.payloadBytes())
                        && scheduler.awaitsMore(epoch))) {
            return Optional.empty();
        }
        SealedSegment copy = buffer.copy().orElseThrow();
        try {
            return deltas.encode(checkpointId, copy);
        } finally {
            copy.release();
        }
    }

    private void sealLingering() {
        if (!closed) {
            seal();
        }
    }

    /** Hands the open changes, if any, to the scheduler. */
    private void seal() {
        linger.ifPresent(Linger::sealed);
        Optional<SealedSegment> sealed = buffer.seal();
        if (sealed.isEmpty()) {
            return;
        }
        SealedSegment segment = sealed.get();
        reportedOpenBytes = buffer.retainedBytes();
        openMemory.seal(reportedOpenBytes, segment.retainedBytes());
        TimelineEffects effects = new TimelineEffects();
        boolean submitted = false;
        try {
            TimelineSegment entry = timeline.append(segment.range());
            SegmentUpload upload = scheduler.submit(segment, epoch, new Outcome(entry));
            submitted = true;
            timeline.submitted(entry, upload, effects);
        } finally {
            if (!submitted) { // writer or storage is closed: no request can succeed any more
                budget.releaseSealed(segment.retainedBytes());
                segment.release();
            }
        }
        carryOut(effects);
    }

    private void countOpenMemory() {
        long openBytes = buffer.retainedBytes();
        if (openBytes != reportedOpenBytes) {
            reportedOpenBytes = openBytes;
            openMemory.resize(openBytes);
        }
    }

    /** Whoever waits comes first: nothing that fails behind it may keep it waiting. */
    private void carryOut(TimelineEffects effects) {
        effects.completions().forEach(Runnable::run);
        try {
            if (!effects.cancels().isEmpty()) {
                scheduler.cancel(effects.cancels());
            }
        } finally {
            effects.releases().forEach(StoredSegment::release);
        }
    }

    private void checkOpen() {
        checkState(!closed, "the changelog writer is closed");
    }

    /** Called on uploader threads. */
    private final class Outcome implements SegmentUpload.Listener {

        private final TimelineSegment segment;

        Outcome(TimelineSegment segment) {
            this.segment = segment;
        }

        @Override
        public void stored(StoredSegment result) {
            TimelineEffects effects = new TimelineEffects();
            timeline.stored(segment, result, effects);
            carryOut(effects);
        }

        @Override
        public void failed(Throwable cause) {
            TimelineEffects effects = new TimelineEffects();
            timeline.failed(segment, cause, effects);
            carryOut(effects);
        }
    }
}
