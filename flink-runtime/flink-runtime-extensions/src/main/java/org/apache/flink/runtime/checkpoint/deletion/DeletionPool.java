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
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Runs the deletions of all jobs of a process, each lane in turn.
 *
 * <p>So a job that has much to delete delays the deletions of another one by one round only. One
 * whose store hangs keeps not more than three quarters of the threads.
 *
 * <p>Unbounded: whoever adds to it has to look at {@link #backlog()}. Thread-safe; deletions run on
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

    /** How many deletions of a lane may be under way. */
    @GuardedBy("lanes")
    private int mostOfALane;

    /** Threads that found nothing they might begin; so many deletions wait without one. */
    @GuardedBy("lanes")
    private int idle;

    @GuardedBy("lanes")
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

    /**
     * @param executor bounds how many deletions are under way at once; refuses none
     * @param threads how many that are
     */
    DeletionPool(Executor executor, int threads) {
        this.executor = executor;
        this.mostOfALane = mostOfALane(threads);
    }

    private static int mostOfALane(int threads) {
        return Math.max(1, threads * 3 / 4);
    }

    /** The executor has another number of threads from now on. */
    void use(int threads) {
        int more;
        synchronized (lanes) {
            mostOfALane = mostOfALane(threads);
            more = idle;
            idle = 0;
        }
        for (int i = 0; i < more; i++) {
            executor.execute(this::deleteNext);
        }
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
            int most = mostOfALane;
            Optional<Queue> next = turns.stream().filter(any -> any.underWay < most).findFirst();
            if (next.isEmpty()) {
                idle++;
                return;
            }
            queue = next.get();
            turns.remove(queue);
            queue.underWay++;
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
        Optional<CompletableFuture<Void>> reached;
        boolean oneMore;
        synchronized (lanes) {
            queue.underWay--;
            queue.backlog -= files;
            queue.done += files;
            backlog -= files;
            reached = backlog == 0 ? Optional.of(empty) : Optional.empty();
            oneMore = idle > 0 && !queue.waiting.isEmpty();
            idle -= oneMore ? 1 : 0;
        }
        if (oneMore) {
            executor.execute(this::deleteNext);
        }
        reached.ifPresent(all -> all.complete(null));
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
        private int underWay;
        private long backlog;
        private long done;
    }
}
