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

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.runtime.checkpoint.CheckpointStoreUtil;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;
import org.apache.flink.runtime.persistence.StateHandleStore;
import org.apache.flink.runtime.zookeeper.ZooKeeperStateHandleStore;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What the patched runtime calls, one method for each patch; and the wiring of what is behind. */
public final class DeletionHooks {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private static volatile CheckpointDeletions deletions =
            create(ZooKeeperStateHandleStore.class::isInstance);

    private DeletionHooks() {}

    /** For tests, which put back what they find. */
    static CheckpointDeletions deletions() {
        return deletions;
    }

    /** For tests. */
    static void use(CheckpointDeletions others) {
        deletions = others;
    }

    static CheckpointDeletions create(Predicate<StateHandleStore<?, ?>> locksWhatIsRead) {
        int threads = DeletionSettings.defaults().threads();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        new ExecutorThreadFactory.Builder()
                                .setPoolName("checkpoint-deletion")
                                .setThreadPriority(Thread.MIN_PRIORITY)
                                .build());
        pool.allowCoreThreadTimeOut(true);
        DeletionPool turns = new DeletionPool(pool, threads);
        return new CheckpointDeletions(
                turns,
                to -> {
                    resize(pool, to);
                    turns.use(to);
                },
                new SubsumedEntries(locksWhatIsRead));
    }

    private static void resize(ThreadPoolExecutor pool, int threads) {
        if (threads > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(threads);
            pool.setCorePoolSize(threads);
        } else {
            pool.setCorePoolSize(threads);
            pool.setMaximumPoolSize(threads);
        }
    }

    /** A JobManager starts in this process. */
    public static void configured(ReadableConfig cluster) {
        deletions.use(DeletionSettings.from(cluster));
    }

    /** A job gets an execution graph. */
    public static void created(Executor flinks, JobManagerJobMetricGroup job) {
        deletions.watch(flinks, job.jobId(), job);
    }

    /** On which a checkpoint is deleted. */
    public static Executor forCheckpoint(Executor flinks, Checkpoint checkpoint, boolean parallel) {
        return deletions.instead(flinks, checkpoint, parallel);
    }

    /** What is deleted in the place of a checkpoint, on Flink's executor or another one. */
    public static Checkpoint retried(Executor flinks, Checkpoint checkpoint) {
        return deletions.retried(flinks, checkpoint);
    }

    /** A checkpoint is not deleted, but forgotten. */
    public static void kept(Executor flinks, Checkpoint checkpoint) {
        deletions.kept(flinks, checkpoint);
    }

    /**
     * Another checkpoint takes the place of one, which is cleaned later.
     *
     * @return false if its entry is to be removed now
     */
    public static boolean subsumed(
            CompletedCheckpointStore store,
            StateHandleStore<?, ?> handles,
            CheckpointStoreUtil names,
            CompletedCheckpoint checkpoint) {
        String name = names.checkpointIDToName(checkpoint.getCheckpointID());
        return deletions.entries().add(store, handles, name, checkpoint);
    }

    /** A job ends here, for good or not. */
    public static void ended(CompletedCheckpointStore store, JobStatus status) {
        if (status.isGloballyTerminalState()) {
            deletions.entries().removeAllOf(store);
        } else {
            deletions.entries().leaveAllOf(store);
        }
    }

    /** Deletes what checkpoints shared, or what was acknowledged and nobody takes. */
    public static void execute(Executor flinks, Runnable deletion) {
        deletions.instead(flinks).execute(deletion);
    }

    /** How many checkpoints to delete the decision about a trigger sees. */
    public static int seenByTriggers(int toDelete) {
        return deletions.seenByTriggers(toDelete);
    }

    /** A JobManager has stopped its I/O executor, and waits so long for deletions. */
    public static void stopped(Duration atMost) {
        try {
            deletions.awaitAll(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whatever else stops is told so, too
        }
    }
}
