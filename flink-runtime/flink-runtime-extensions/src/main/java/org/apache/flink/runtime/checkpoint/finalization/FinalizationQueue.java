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
package org.apache.flink.runtime.checkpoint.finalization;

import org.apache.flink.runtime.checkpoint.AcknowledgedMetadata;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The checkpoints of a coordinator that all tasks have acknowledged, in that order.
 *
 * <p>One at a time is stored and completed, so that none overtakes another. A checkpoint that is
 * aborted leaves the queue at once, even while it is being stored: the next one does not wait for a
 * store that hangs. What was stored for it is deleted by the thread that stored it.
 */
final class FinalizationQueue {

    private static final Logger LOG = LoggerFactory.getLogger(FinalizationQueue.class);

    /** The coordinator's. */
    private final Object lock;

    private final Executor io;
    private final Completion completion;
    private final Runnable onEmpty;

    /** Those that are to be completed. The first one is being stored, or about to be. */
    @GuardedBy("lock")
    private final Deque<Finalization> waiting = new ArrayDeque<>();

    /**
     * @param lock of the coordinator
     * @param completion is called under the lock
     * @param onEmpty is called under the lock, when this queue is no longer needed
     */
    FinalizationQueue(Object lock, Executor io, Completion completion, Runnable onEmpty) {
        this.lock = lock;
        this.io = io;
        this.completion = completion;
        this.onEmpty = onEmpty;
    }

    /**
     * Called under the lock, perhaps more than once for a checkpoint.
     *
     * @return false if it has to be completed as in Flink, at once
     */
    boolean add(PendingCheckpoint checkpoint) {
        synchronized (lock) {
            if (waiting.stream().anyMatch(other -> other.checkpoint() == checkpoint)) {
                return true;
            }
            Optional<CheckpointMetadata> metadata = metadataOf(checkpoint);
            if (metadata.isPresent()) {
                Finalization last = new Finalization(checkpoint, metadata.get());
                waiting.addLast(last);
                if (waiting.size() > 1 || start(last)) {
                    leaveWhenAborted(last);
                    return true;
                }
                waiting.clear();
            }
            if (waiting.isEmpty()) {
                onEmpty.run();
            }
            return false;
        }
    }

    /** Empty if the checkpoint has to fail, which Flink does as it is used to. */
    private static Optional<CheckpointMetadata> metadataOf(PendingCheckpoint checkpoint) {
        try {
            return Optional.of(AcknowledgedMetadata.of(checkpoint));
        } catch (RuntimeException e) {
            LOG.debug("Checkpoint {} is going to fail.", checkpoint.getCheckpointID(), e);
            return Optional.empty();
        }
    }

    /** The future ends so before the checkpoint is disposed of, in the thread that aborts it. */
    private void leaveWhenAborted(Finalization last) {
        CompletableFuture<?> unused =
                last.checkpoint()
                        .getCompletionFuture()
                        .whenComplete(
                                (completed, failure) -> {
                                    if (failure != null) {
                                        leave(last);
                                    }
                                });
    }

    /** Whoever is next does not wait longer. */
    private void leave(Finalization aborted) {
        synchronized (lock) {
            boolean first = waiting.peekFirst() == aborted;
            if (!waiting.remove(aborted)) {
                return;
            }
            if (waiting.isEmpty()) {
                onEmpty.run();
            } else if (first && !start(waiting.getFirst())) {
                // The JobManager stops, and aborts what is pending.
                waiting.clear();
                onEmpty.run();
            }
        }
    }

    private boolean start(Finalization first) {
        try {
            io.execute(() -> finalizeFrom(first));
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the JobManager stops
        }
    }

    /** On the I/O executor. */
    private void finalizeFrom(Finalization first) {
        Optional<Finalization> next = Optional.of(first);
        while (next.isPresent()) {
            Finalization current = next.get();
            try {
                current.store(() -> isFirst(current));
                if (!completedUnderLock(current)) {
                    current.undo();
                }
            } finally {
                next = goOn(current);
            }
        }
    }

    private boolean isFirst(Finalization finalization) {
        synchronized (lock) {
            return waiting.peekFirst() == finalization;
        }
    }

    /** Returns false if nobody wants it any more. */
    private boolean completedUnderLock(Finalization stored) {
        synchronized (lock) {
            PendingCheckpoint checkpoint = stored.checkpoint();
            if (!isFirst(stored) || checkpoint.isDisposed() || completion.isOver()) {
                return false;
            }
            checkpoint.setCheckpointTargetLocation(stored.location());
            try {
                completion.complete(checkpoint);
            } catch (Exception e) {
                // the coordinator has failed the checkpoint; Flink tells nobody else, either
                LOG.warn("Could not complete checkpoint {}.", checkpoint.getCheckpointID(), e);
            }
            return true;
        }
    }

    /** Returns what this thread has to go on with, since no other does. */
    private Optional<Finalization> goOn(Finalization ended) {
        synchronized (lock) {
            if (!waiting.remove(ended)) {
                return Optional.empty(); // was aborted
            }
            if (waiting.isEmpty()) {
                onEmpty.run();
                return Optional.empty();
            }
            Finalization next = waiting.getFirst();
            return start(next) ? Optional.empty() : Optional.of(next);
        }
    }

    /** Completes a checkpoint whose metadata is stored. */
    interface Completion {

        void complete(PendingCheckpoint checkpoint) throws Exception;

        /** Whether nothing is completed any more. */
        default boolean isOver() {
            return false;
        }
    }
}
