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
package org.apache.flink.runtime.checkpoint.deletion;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Runs the deletions of all jobs of a process, each lane in turn.
 *
 * <p>So a job that has much to delete delays the deletions of another one by one round only.
 * Unbounded: whoever adds to it has to look at {@link #backlog()}. Thread-safe; deletions run on
 * the executor, without a lock.
 */
final class DeletionPool {

    private final Executor executor;

    /** Weak, as a lane ends with its job. */
    @GuardedBy("lanes")
    private final Map<DeletionLane, Queue> lanes = new WeakHashMap<>();

    /** Queues with deletions that did not begin; the first one is next. */
    @GuardedBy("lanes")
    private final Deque<Queue> turns = new ArrayDeque<>();

    @GuardedBy("lanes")
    private long backlog;

    @GuardedBy("lanes")
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

    /**
     * @param executor bounds how many deletions are under way at once; refuses none
     */
    DeletionPool(Executor executor) {
        this.executor = executor;
    }

    void add(DeletionLane lane, DeletionLane.Deletion deletion) {
        synchronized (lanes) {
            Queue queue = lanes.computeIfAbsent(lane, ignored -> new Queue());
            if (queue.waiting.isEmpty()) {
                turns.addLast(queue);
            }
            queue.waiting.addLast(deletion);
            queue.backlog += deletion.files();
            if (backlog == 0) {
                empty = new CompletableFuture<>();
            }
            backlog += deletion.files();
        }
        executor.execute(this::deleteNext);
    }

    /** Called once for each deletion that was added, but not for a certain one. */
    private void deleteNext() {
        Queue queue;
        DeletionLane.Deletion deletion;
        synchronized (lanes) {
            queue = turns.removeFirst();
            deletion = queue.waiting.removeFirst();
            if (!queue.waiting.isEmpty()) {
                turns.addLast(queue);
            }
        }
        try {
            deletion.run();
        } finally {
            ended(queue, deletion.files());
        }
    }

    private void ended(Queue queue, int files) {
        CompletableFuture<Void> reached;
        synchronized (lanes) {
            queue.backlog -= files;
            queue.done += files;
            backlog -= files;
            if (backlog > 0) {
                return;
            }
            reached = empty;
        }
        reached.complete(null);
    }

    /** Files that are waiting to be deleted, or being deleted. */
    long backlog() {
        synchronized (lanes) {
            return backlog;
        }
    }

    /** Completes when nothing waits or is being deleted. */
    CompletableFuture<Void> emptied() {
        synchronized (lanes) {
            return empty.copy();
        }
    }

    long backlogOf(DeletionLane lane) {
        synchronized (lanes) {
            Queue queue = lanes.get(lane);
            return queue == null ? 0 : queue.backlog;
        }
    }

    long doneOf(DeletionLane lane) {
        synchronized (lanes) {
            Queue queue = lanes.get(lane);
            return queue == null ? 0 : queue.done;
        }
    }

    /** What is known of a lane; guarded as its map is. */
    private static final class Queue {
        private final Deque<DeletionLane.Deletion> waiting = new ArrayDeque<>();
        private long backlog;
        private long done;
    }
}
