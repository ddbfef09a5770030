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
package org.apache.flink.changelog.testkit;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.upload.UploadThreads;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.changelog.writer.WriterEnvironment;
import org.apache.flink.changelog.writer.WriterSettings;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * An {@link UploadScheduler} on a store, with manual time, and writers on top. With a {@link
 * ManualExecutor} everything happens on the thread of the test.
 */
public final class UploadRig implements AutoCloseable {

    public static final Duration PERSIST_DELAY = Duration.ofMillis(10);
    public static final Duration TIMEOUT = Duration.ofSeconds(1);
    public static final Duration RETRY_DELAY = Duration.ofMillis(500);
    public static final int ATTEMPTS = 3;

    /** Enough for a retry with any jitter. */
    public static final Duration RETRY_DELAY_WITH_JITTER = RETRY_DELAY.multipliedBy(2);

    public static final long BATCH_THRESHOLD_BYTES = 10_000;
    public static final long PREEMPTIVE_THRESHOLD_BYTES = 5_000;
    public static final long IN_FLIGHT_LIMIT_BYTES = 1_000_000;
    public static final int CONCURRENT_UPLOADS = 2;
    public static final int DISCARDS_PER_SECOND = 10;
    public static final int DISCARD_TRIES = 3;
    public static final Duration DISCARD_RETRY_DELAY = Duration.ofSeconds(1);

    public static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 127);

    private static final int CHUNK_BYTES = 1024;

    private final ManualClock clock = new ManualClock();
    private final ManualExecutor manual = new ManualExecutor();
    private final ChunkPool pool = new ChunkPool(CHUNK_BYTES, 64);
    private final InFlightBudget budget = new InFlightBudget(IN_FLIGHT_LIMIT_BYTES, clock);
    private final UploadScheduler scheduler;
    private final WriterEnvironment writers;
    private long nextLog;

    private UploadRig(SegmentStore store, Optional<Executor> uploaders, Options options) {
        UploadSettings settings =
                new UploadSettings(
                        PERSIST_DELAY,
                        BATCH_THRESHOLD_BYTES,
                        CONCURRENT_UPLOADS,
                        options.policy,
                        new DiscardSettings(
                                DISCARDS_PER_SECOND, 1, DISCARD_TRIES, DISCARD_RETRY_DELAY));
        UploadThreads threads =
                new UploadThreads(
                        uploaders.orElse(manual),
                        uploaders.orElse(manual),
                        clock,
                        clock,
                        new Random(17));
        DstlMetrics metrics = new DstlMetrics(options.metrics);
        this.scheduler = new UploadScheduler(store, budget, settings, threads, metrics);
        this.writers =
                new WriterEnvironment(
                        scheduler,
                        budget,
                        new WriterSettings(
                                options.preemptiveThresholdBytes,
                                options.linger,
                                options.inline,
                                "test"),
                        threads,
                        metrics);
    }

    /** Everything happens on the thread of the test, in {@link #settle()} and {@link #advance}. */
    public static UploadRig on(SegmentStore store) {
        return on(store, new Options());
    }

    /** Like {@link #on(SegmentStore)}, otherwise configured. */
    public static UploadRig on(SegmentStore store, Options options) {
        return new UploadRig(store, Optional.empty(), options);
    }

    /** Uploads and deletions run on threads of their own, for steps that hang; time is manual. */
    public static UploadRig withThreads(SegmentStore store, Executor uploaders) {
        return withThreads(store, uploaders, new Options());
    }

    /** Like {@link #withThreads(SegmentStore, Executor)}, otherwise configured. */
    public static UploadRig withThreads(SegmentStore store, Executor uploaders, Options options) {
        return new UploadRig(store, Optional.of(uploaders), options);
    }

    public ManualClock clock() {
        return clock;
    }

    public InFlightBudget budget() {
        return budget;
    }

    public UploadScheduler scheduler() {
        return scheduler;
    }

    /** A writer of all key groups, whose task never looks into its mailbox. */
    public DurableChangelogWriter writer() {
        return writer(RoutedMailbox.unused());
    }

    /** A writer of all key groups. */
    public DurableChangelogWriter writer(MailboxExecutor mailbox) {
        return writer(KEY_GROUPS, mailbox);
    }

    /** A writer of some key groups. */
    public DurableChangelogWriter writer(KeyGroupRange range, MailboxExecutor mailbox) {
        return new DurableChangelogWriter(newBuffer(range), writers, mailbox);
    }

    /** A segment of a log of its own with one change, counted by the budget. */
    public SealedSegment segment(byte[] change) throws IOException {
        SealedSegment segment;
        try (SegmentBuffer buffer = newBuffer(KEY_GROUPS)) {
            buffer.beginChange(0).write(change);
            buffer.commitChange();
            segment = buffer.seal().orElseThrow();
        }
        budget.seal(0, segment.retainedBytes());
        return segment;
    }

    /** Runs whatever can run without time passing. */
    public void settle() {
        manual.runAll();
    }

    /** Lets time pass; what that sets off is run before and after. */
    public void advance(Duration duration) {
        settle();
        clock.advance(duration);
        settle();
    }

    /** Lets enough time pass for all attempts of a batch, in steps. */
    public void exhaustAttempts() {
        advance(PERSIST_DELAY);
        for (int i = 0; i < ATTEMPTS; i++) {
            advance(RETRY_DELAY_WITH_JITTER);
        }
    }

    @Override
    public void close() {
        scheduler.close();
        budget.close();
        settle();
    }

    private SegmentBuffer newBuffer(KeyGroupRange range) {
        return new SegmentBuffer(new UUID(0, nextLog++), range, pool, SequenceNumber.of(0L));
    }

    /** What a test may want otherwise. */
    public static final class Options {

        private RetryPolicy policy = RetryPolicy.fixed(ATTEMPTS, TIMEOUT, RETRY_DELAY);
        private InlineSettings inline = InlineSettings.off();
        private Optional<Duration> linger = Optional.empty();
        private long preemptiveThresholdBytes = PREEMPTIVE_THRESHOLD_BYTES;
        private MetricGroup metrics = new UnregisteredMetricsGroup();

        public Options policy(RetryPolicy wanted) {
            policy = wanted;
            return this;
        }

        public Options inline(InlineSettings wanted) {
            inline = wanted;
            return this;
        }

        public Options linger(Duration wanted) {
            linger = Optional.of(wanted);
            return this;
        }

        public Options preemptiveThreshold(long wantedBytes) {
            preemptiveThresholdBytes = wantedBytes;
            return this;
        }

        public Options metrics(MetricGroup wanted) {
            metrics = wanted;
            return this;
        }
    }
}
