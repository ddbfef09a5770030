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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.CheckpointListener;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.Janitor;
import org.apache.flink.runtime.changelog.janitor.StoreTimes;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.util.clock.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Keeps the markers of one job's run, and lets its janitor look from time to time, on a thread of
 * its own, until the job takes no more checkpoints here; and once more when it has ended for good.
 *
 * <p>Any thread may call; all the work is done by one at a time.
 */
final class JanitorRounds implements CheckpointListener, JobLife {

    private static final Logger LOG = LoggerFactory.getLogger(JanitorRounds.class);

    private static final Duration BETWEEN_LOOKS_AT_MARKERS = Duration.ofSeconds(30);

    /** Until another janitor of the process may have come to its end. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** After the last round, when markers are removed if there is nothing for them to mark. */
    private static final List<Duration> UNTIL_CHECKPOINTS_ARE_DELETED =
            List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(1));

    /** The thread of the coordinator does no I/O; it answers soon, or something is wrong. */
    private static final long PATIENCE_SECONDS = 60;

    private final JobID job;
    private final Optional<Janitor> janitor;
    private final OwnerMarkers markers;
    private final JobOrigin origin;
    private final Duration firstDelay;
    private final Duration interval;
    private final Semaphore turn;
    private final Clock clock;
    private final Supplier<ScheduledExecutorService> threads;
    private final ScheduledExecutorService thread;
    private final FailureCount failures;

    /** Whether the failure that lasts has been told. By the working thread only. */
    private boolean markersFail;

    private boolean restoredFails;

    /** Whether nothing is left of the JobManager before. By the working thread only. */
    private boolean clearedUp;

    /** The first number of a checkpoint that this JobManager has given; -1 before. */
    private volatile long firstOwn = -1;

    /** When the markers were looked after last, on the relative clock. */
    private long keptMs;

    /**
     * @param janitor empty if there is none, but markers
     * @param turn of the process: of its janitors one looks at a time, as each has the names of all
     *     files of its job on the heap. That at the end does not wait for it.
     * @param threads makes single ones, which are owned and shut down here
     */
    JanitorRounds(
            JobID job,
            Optional<Janitor> janitor,
            OwnerMarkers markers,
            JobOrigin origin,
            Duration firstDelay,
            Duration interval,
            Semaphore turn,
            Clock clock,
            Supplier<ScheduledExecutorService> threads,
            FailureCount failures) {
        this.job = checkNotNull(job);
        this.janitor = checkNotNull(janitor);
        this.markers = checkNotNull(markers);
        this.origin = checkNotNull(origin);
        this.firstDelay = checkNotNull(firstDelay);
        this.interval = checkNotNull(interval);
        this.turn = checkNotNull(turn);
        this.clock = checkNotNull(clock);
        this.threads = checkNotNull(threads);
        this.failures = checkNotNull(failures);
        this.thread = threads.get();
        this.clearedUp = !origin.resumed().isPresent();
    }

    @Override
    public void begun(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        repeat(
                Duration.ZERO,
                () -> {
                    keepMarkers();
                    return BETWEEN_LOOKS_AT_MARKERS;
                });
        janitor.ifPresent(
                present -> {
                    if (!clearedUp) {
                        schedule(
                                Duration.ZERO, () -> clearUpAfterPredecessor(present, checkpoints));
                    }
                    repeat(firstDelay, () -> roundInTurn(present, checkpoints));
                });
    }

    @Override
    public void triggered(long checkpointId, long triggerTimestampMs) {
        if (firstOwn < 0 || checkpointId < firstOwn) {
            firstOwn = checkpointId;
        }
    }

    /** Not in turn: it looks at a few folders. */
    private void clearUpAfterPredecessor(
            Janitor present, Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        try {
            clearUp(present, ask(checkpoints));
        } catch (CancellationException e) {
            return; // the job has ended here
        } catch (Throwable t) {
            if (!thread.isShutdown()) {
                failures.caught("Clearing up after a JobManager", t);
            }
        }
        if (!clearedUp) {
            schedule(untilNextTry(), () -> clearUpAfterPredecessor(present, checkpoints));
        }
    }

    private void clearUp(Janitor present, JobCheckpoints known) {
        clearedUp =
                clearedUp
                        || present.clearUpAfterPredecessor(
                                known,
                                firstOwn < 0 ? OptionalLong.empty() : OptionalLong.of(firstOwn));
    }

    private Duration untilNextTry() {
        return interval.compareTo(BETWEEN_TRIES) < 0 ? interval : BETWEEN_TRIES;
    }

    /**
     * @param what returns after how long it is to be done again
     */
    private void repeat(Duration delay, Supplier<Duration> what) {
        schedule(delay, () -> repeat(what.get(), what));
    }

    private void schedule(Duration delay, Runnable what) {
        try {
            // Nobody asks the returned future: what is thrown is caught.
            Future<?> unused = thread.schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Stopped already.
        }
    }

    private Duration roundInTurn(
            Janitor present, Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        if (!turn.tryAcquire()) {
            return untilNextTry();
        }
        try {
            round(present, checkpoints);
        } finally {
            turn.release();
        }
        return interval;
    }

    /** A round may take hours, and others go by the markers. */
    private void keepMarkersIfDue() {
        if (clock.relativeTimeMillis() - keptMs >= BETWEEN_LOOKS_AT_MARKERS.toMillis()) {
            keepMarkers();
        }
    }

    private void keepMarkers() {
        keptMs = clock.relativeTimeMillis();
        try {
            markers.keep();
            markersFail = false;
        } catch (Throwable t) {
            if (!markersFail && !thread.isShutdown()) {
                LOG.warn(
                        "Job {} cannot mark its log in {} as its own yet, and tries on. Until it"
                                + " can, its janitor deletes no log, and a run of the same job id"
                                + " with another folder for checkpoints does not know of it.",
                        job,
                        markers.folders(),
                        t);
            }
            markersFail = true;
        }
    }

    private void round(Janitor present, Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        try {
            Optional<List<CheckpointFacts>> restored = restoredBefore();
            if (restored.isPresent()) {
                present.run(
                        () -> {
                            keepMarkersIfDue();
                            if (!clearedUp) { // a round may take hours
                                clearUp(present, ask(checkpoints));
                            }
                            return ask(checkpoints).alsoRestored(restored.get());
                        });
            }
        } catch (CancellationException e) {
            LOG.debug("The janitor of job {} stops with the job.", job);
        } catch (Throwable t) {
            if (!thread.isShutdown()) {
                failures.caught("A round", t);
            }
        }
    }

    /**
     * @return empty if it cannot be read
     */
    private Optional<List<CheckpointFacts>> restoredBefore() {
        try {
            List<CheckpointFacts> restored = origin.notOwned().get();
            restoredFails = false;
            return Optional.of(restored);
        } catch (Exception e) {
            if (!restoredFails && !thread.isShutdown()) {
                LOG.warn(
                        "The janitor of job {} cannot read the snapshot from which the job was"
                                + " started without claiming it. It deletes nothing until it can.",
                        job,
                        e);
            }
            restoredFails = true;
            return Optional.empty();
        }
    }

    private static JobCheckpoints ask(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        return checkpoints.get().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** A round that is under way ends before its next batch. */
    @Override
    public void stopped() {
        thread.shutdownNow();
    }

    /** Ends with the process, if that is earlier. */
    @Override
    public void endedForGood(List<CheckpointFacts> staying, List<CheckpointFacts> discarded) {
        long endedMs = clock.relativeTimeMillis();
        ScheduledExecutorService last = threads.get();
        Future<?> unused =
                last.submit(
                        () -> {
                            try {
                                lastRound(staying, discarded, endedMs);
                                if (janitor.isPresent() && janitor.get().areElsewhere(staying)) {
                                    removeMarkers(janitor.get(), discarded, last);
                                }
                            } catch (Throwable t) {
                                failures.caught("The end", t);
                            } finally {
                                last.shutdown(); // what is scheduled is still done
                            }
                        });
    }

    /** Flink deletes earlier checkpoints in the background: some may still be there. */
    private void removeMarkers(
            Janitor ofTheJob, List<CheckpointFacts> discarded, ScheduledExecutorService last) {
        for (Duration later : UNTIL_CHECKPOINTS_ARE_DELETED) {
            Future<?> unused =
                    last.schedule(
                            () -> {
                                if (removesMarkers(ofTheJob, discarded)) {
                                    last.shutdownNow(); // of no use now
                                }
                            },
                            later.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void lastRound(
            List<CheckpointFacts> staying, List<CheckpointFacts> discarded, long endedMs) {
        stopped();
        try {
            // At once, and before a round that is under way has come to its end.
            Optional<StoreTimes> end = janitor.map(present -> present.timesAtEnd(endedMs));
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return; // the store does not answer
            }
            Optional<List<CheckpointFacts>> restored = restoredBefore();
            if (janitor.isPresent() && end.isPresent() && restored.isPresent()) {
                List<CheckpointFacts> kept = new ArrayList<>(staying);
                kept.addAll(discarded);
                JobCheckpoints known = new JobCheckpoints(job, kept, restored.get(), List.of());
                clearUp(janitor.get(), known);
                janitor.get().runAfterEnd(known, end.get(), origin.isFresh());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable t) {
            failures.caught("The last round", t);
        }
    }

    private boolean removesMarkers(Janitor ofTheJob, List<CheckpointFacts> discarded) {
        try {
            // Unless a round that still waits for the store may put them back.
            if (thread.isTerminated() && ofTheJob.isNothingLeft(discarded)) {
                markers.remove();
                LOG.debug("Nothing of job {} is left in {}.", job, markers.folders());
                return true;
            }
        } catch (Throwable t) {
            failures.caught("Removing the markers", t);
        }
        return false;
    }
}
