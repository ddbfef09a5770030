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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.testkit.RoutedMailbox;
import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;
import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.upload.UploadThreads;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.changelog.writer.WriterEnvironment;
import org.apache.flink.changelog.writer.WriterSettings;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.util.function.ThrowingRunnable;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

/**
 * The changelog of the job on one TaskManager, under test. This is the only place of the simulation
 * that knows how the parts of the log are put together; settings are drawn.
 */
final class SimulatedStorage {

    /** Small, so that memory is short now and then. */
    private static final int CHUNK_BYTES = 256;

    /** A last change of each task, and a chunk for each. */
    private static final long SLACK_BYTES = 20_000;

    private final SeededScheduler scheduler;
    private final Random random;
    private final long limitBytes;
    private final InFlightBudget budget;
    private final UploadScheduler uploads;
    private final ChunkPool pool = new ChunkPool(CHUNK_BYTES, 16);
    private final WriterEnvironment writers;

    private boolean closed;
    private boolean crashed;
    private boolean deletionRefused;

    SimulatedStorage(TaskManagerStore store, SeededScheduler scheduler, Random random) {
        this.scheduler = scheduler;
        this.random = random;
        this.limitBytes = 2_000L << random.nextInt(8);
        this.budget = new InFlightBudget(limitBytes, scheduler.clock());
        DstlMetrics metrics = new DstlMetrics(new UnregisteredMetricsGroup());
        UploadThreads threads =
                new UploadThreads(
                        this::upload,
                        this::discard,
                        this::schedule,
                        scheduler.clock(),
                        new Random(random.nextLong()));
        this.uploads = new UploadScheduler(store, budget, uploadSettings(), threads, metrics);
        this.writers = new WriterEnvironment(uploads, budget, writerSettings(), threads, metrics);
    }

    private UploadSettings uploadSettings() {
        return new UploadSettings(
                Duration.ofMillis(random.nextInt(4) * 20L),
                500L << random.nextInt(6),
                1 + random.nextInt(3),
                retryPolicy(),
                new DiscardSettings(
                        10 << random.nextInt(6),
                        1 + random.nextInt(2),
                        1 + random.nextInt(4),
                        Duration.ofMillis(500)));
    }

    private RetryPolicy retryPolicy() {
        int attempts = 1 + random.nextInt(3);
        Duration delay = Duration.ofMillis(500);
        return random.nextBoolean()
                ? RetryPolicy.fixed(attempts, Duration.ofSeconds(1), delay)
                : RetryPolicy.adaptive(
                        attempts,
                        new RetryPolicy.Hedging(
                                Duration.ofMillis(50),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(500)),
                        delay);
    }

    /** The threshold of a log that travels inline is met as often as not. */
    private WriterSettings writerSettings() {
        return new WriterSettings(
                60L << random.nextInt(6),
                Optional.empty(),
                new InlineSettings(
                        random.nextInt(3) * 100L, random.nextInt(3) * 300L, SegmentCompression.LZ4),
                "simulation");
    }

    DurableChangelogWriter writer(KeyGroupRange range) {
        UUID log = new UUID(random.nextLong(), random.nextLong());
        SegmentBuffer buffer = new SegmentBuffer(log, range, pool, SequenceNumber.of(0L));
        return new DurableChangelogWriter(buffer, writers, new RoutedMailbox(this::mail));
    }

    /** Whether a task would be back-pressured now. */
    boolean exhausted() {
        return budget.exhausted();
    }

    long usedBytes() {
        return budget.usedBytes();
    }

    /** Tasks heed the back-pressure, so that not much comes on top of the limit. */
    void checkMemory() {
        long used = budget.usedBytes();
        if (used < 0 || used > limitBytes + SLACK_BYTES) {
            throw new AssertionError(used + " bytes are retained with a limit of " + limitBytes);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether something was to be deleted after the end, so that it is left to the janitor. */
    boolean deletionRefused() {
        return deletionRefused;
    }

    /** In the order of the real storage. Running uploads go on; nothing new begins. */
    void close() {
        uploads.close();
        budget.close();
        closed = true;
    }

    /** Memory and threads are gone. */
    void crash() {
        crashed = true;
    }

    /** To a task, which takes it some time. */
    private void mail(ThrowingRunnable<? extends Exception> mail) {
        scheduler.send(
                () -> {
                    if (!closed && !crashed) {
                        ThrowingRunnable.unchecked(mail).run();
                    }
                });
    }

    private void upload(Runnable command) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (!crashed) {
            scheduler.start(command);
        }
    }

    private void discard(Runnable command) {
        if (closed) {
            deletionRefused = true;
            throw new RejectedExecutionException("closed");
        }
        if (!crashed) {
            scheduler.start(command);
        }
    }

    private CallTimer.Cancellation schedule(Duration delay, Runnable action) {
        return scheduler
                .clock()
                .schedule(
                        delay,
                        () -> {
                            if (!closed && !crashed) {
                                action.run();
                            }
                        });
    }
}
