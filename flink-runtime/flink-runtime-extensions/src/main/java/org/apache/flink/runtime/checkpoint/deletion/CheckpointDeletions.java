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

import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.util.concurrent.Executors;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The deletions of a process: which executor of Flink's stands for which lane, and when there are
 * so many that triggers have to wait.
 *
 * <p>A JobMaster has an I/O executor of its own, by which its job is known here. With high
 * availability checkpoints are deleted on one that all jobs share: there the checkpoint tells the
 * job. Thread-safe.
 */
final class CheckpointDeletions {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointDeletions.class);

    private final DeletionPool pool;
    private final IntConsumer resize;
    private final SubsumedEntries entries;
    private final AtomicLong heldUp = new AtomicLong();
    private volatile DeletionSettings settings = DeletionSettings.defaults();

    @GuardedBy("lanes")
    private final Map<Executor, DeletionLane> lanes = new WeakHashMap<>();

    /** The latest of each, as long as it is used. */
    @GuardedBy("lanes")
    private final Map<JobID, WeakReference<DeletionLane>> byJob = new HashMap<>();

    /** Metrics cannot be registered twice in one group, and a job may get several graphs. */
    @GuardedBy("metrics")
    private final Map<MetricGroup, DeletionMetrics> metrics = new WeakHashMap<>();

    /**
     * @param resize is told how many deletions may be under way at once
     */
    CheckpointDeletions(DeletionPool pool, IntConsumer resize, SubsumedEntries entries) {
        this.pool = pool;
        this.resize = resize;
        this.entries = entries;
    }

    synchronized void use(DeletionSettings others) {
        settings = others;
        resize.accept(others.threads());
    }

    /** The metrics are those of the job's latest lane. */
    void watch(Executor flinks, JobID job, MetricGroup group) {
        Executor executor = instead(flinks);
        if (executor instanceof DeletionLane) {
            DeletionLane lane = (DeletionLane) executor;
            synchronized (lanes) {
                byJob.values().removeIf(other -> other.get() == null);
                byJob.put(job, new WeakReference<>(lane));
            }
            synchronized (metrics) {
                metrics.computeIfAbsent(group, DeletionMetrics::new).watch(lane, heldUp::get);
            }
        }
    }

    /** Takes the place of Flink's. One that runs in the caller's thread, as tests use, stays. */
    Executor instead(Executor flinks) {
        if (flinks instanceof DeletionLane || flinks == Executors.directExecutor()) {
            return flinks;
        }
        synchronized (lanes) {
            return lanes.computeIfAbsent(flinks, ignored -> new DeletionLane(pool));
        }
    }

    /**
     * For the deletion of a checkpoint.
     *
     * @param parallel whether each file is a deletion; else the whole checkpoint is one
     */
    Executor instead(Executor flinks, Checkpoint checkpoint, boolean parallel) {
        Executor executor = instead(flinks);
        if (!(executor instanceof DeletionLane)) {
            return executor;
        }
        DeletionLane lane = laneOf(checkpoint).orElse((DeletionLane) executor);
        return parallel ? lane : lane.ofFiles(files(checkpoint));
    }

    /** The same checkpoint, which is deleted again if that fails, and whose entry goes then. */
    Checkpoint retried(Executor flinks, Checkpoint checkpoint) {
        if (!(checkpoint instanceof CompletedCheckpoint)) {
            return checkpoint;
        }
        Executor executor = instead(flinks);
        Optional<FailedDeletions> failures =
                executor instanceof DeletionLane
                        ? Optional.of(laneOf(checkpoint).orElse((DeletionLane) executor).failures())
                        : Optional.empty();
        return new RetriedCheckpoint(
                checkpoint,
                () -> ExclusiveStates.of((CompletedCheckpoint) checkpoint),
                failures,
                () -> entries.remove(checkpoint));
    }

    /** A checkpoint that is not to be deleted, and whose entry goes. */
    void kept(Executor flinks, Checkpoint checkpoint) {
        if (entries.contain(checkpoint)) {
            instead(flinks).execute(() -> entries.remove(checkpoint));
        }
    }

    SubsumedEntries entries() {
        return entries;
    }

    private Optional<DeletionLane> laneOf(Checkpoint checkpoint) {
        JobID job = null;
        if (checkpoint instanceof CompletedCheckpoint) {
            job = ((CompletedCheckpoint) checkpoint).getJobId();
        } else if (checkpoint instanceof PendingCheckpoint) {
            job = ((PendingCheckpoint) checkpoint).getJobId();
        }
        synchronized (lanes) {
            return Optional.ofNullable(byJob.get(job)).map(WeakReference::get);
        }
    }

    private static int files(Checkpoint checkpoint) {
        Collection<OperatorState> states = List.of();
        if (checkpoint instanceof CompletedCheckpoint) {
            states = ((CompletedCheckpoint) checkpoint).getOperatorStates().values();
        } else if (checkpoint instanceof PendingCheckpoint) {
            states = ((PendingCheckpoint) checkpoint).getOperatorStates().values();
        }
        int files = 1; // its metadata
        for (OperatorState state : states) {
            files += state.getDiscardables().size();
        }
        return files;
    }

    /**
     * How many of a job's checkpoints a trigger has to take for not deleted yet: none, as long as
     * the memory of all that waits is bounded without that.
     */
    int seenByTriggers(int toDelete) {
        if (pool.backlog() <= settings.maxBacklog()) {
            return 0;
        }
        heldUp.incrementAndGet();
        return toDelete;
    }

    /** Waits until everything is deleted, for so long; what is left goes on as the process does. */
    void awaitAll(Duration atMost) throws InterruptedException {
        try {
            pool.emptied().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "{} files of checkpoints that are no longer needed were not deleted within {}.",
                    pool.backlog(),
                    atMost);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }
}
