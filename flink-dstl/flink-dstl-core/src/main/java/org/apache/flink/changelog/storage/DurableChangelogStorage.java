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
package org.apache.flink.changelog.storage;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.local.LocalDirectories;
import org.apache.flink.changelog.local.LocalMirror;
import org.apache.flink.changelog.local.LocalMirrors;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.changelog.upload.UploadThreads;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.WriterEnvironment;
import org.apache.flink.runtime.io.AvailabilityProvider;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The changelog of one job on one TaskManager: its writers share the scheduler, the memory and the
 * files.
 *
 * <p>Thread-safe. Closed when the last slot of the job is freed; until then it outlives the tasks.
 */
public final class DurableChangelogStorage
        implements StateChangelogStorage<ChangelogStateHandleStreamImpl> {

    private static final Logger LOG = LoggerFactory.getLogger(DurableChangelogStorage.class);

    private static final int CHUNK_BYTES = 32 * 1024;

    /** Which part of the limit is kept as free chunks, at most. */
    private static final int POOLED_PART = 2;

    private final SegmentStore store;
    private final StorageThreads threads;
    private final InFlightBudget budget;
    private final UploadScheduler scheduler;
    private final ChunkPool pool;
    private final WriterEnvironment writers;
    private final Supplier<UUID> logIds;

    /**
     * @param logIds a new one for each writer
     */
    DurableChangelogStorage(
            SegmentStore store,
            StorageSettings settings,
            StorageThreads threads,
            DstlMetrics metrics,
            Supplier<UUID> logIds) {
        this.store = store;
        this.threads = threads;
        UploadThreads uploads = threads.forUploads();
        this.budget = new InFlightBudget(settings.inFlightLimitBytes(), uploads.clock());
        this.scheduler = new UploadScheduler(store, budget, settings.uploads(), uploads, metrics);
        long pooledChunks = settings.inFlightLimitBytes() / POOLED_PART / CHUNK_BYTES;
        this.pool = new ChunkPool(CHUNK_BYTES, (int) Math.min(pooledChunks, Integer.MAX_VALUE));
        this.writers =
                new WriterEnvironment(scheduler, budget, settings.writers(), uploads, metrics);
        this.logIds = logIds;
        metrics.watchMemory(budget::openBytes, budget::sealedBytes, pool::pooledBytes);
        metrics.watchBackPressure(
                () -> budget.exhaustedTime().toMillis(), () -> budget.blockedTime().toMillis());
    }

    /**
     * Opens a storage with threads of its own, which are started when they are needed.
     *
     * @param store takes ownership
     * @param name of the job, for thread names
     */
    public static DurableChangelogStorage open(
            SegmentStore store, StorageSettings settings, DstlMetrics metrics, String name) {
        LOG.info("Opening the changelog storage of job {}: {}.", name, store);
        StorageThreads threads =
                StorageThreads.create(name, settings.uploads().discards().maxThreads());
        return new DurableChangelogStorage(store, settings, threads, metrics, UUID::randomUUID);
    }

    /**
     * Opens a mirror with a thread of its own, for a store that takes ownership.
     *
     * @param name of the job, for the thread's name
     */
    public static LocalMirror openMirror(
            LocalMirrors mirrors,
            LocalDirectories directories,
            long maxBytes,
            DstlMetrics metrics,
            String name) {
        return new LocalMirror(
                mirrors,
                directories,
                maxBytes,
                StorageThreads.oneByOne("changelog-local-" + name),
                metrics);
    }

    /**
     * Called by the task thread, on which the store is prepared. The mailbox is needed only if time
     * alone seals: nothing else of ours has to run there.
     */
    @Override
    public DurableChangelogWriter createWriter(
            String operatorId, KeyGroupRange keyGroupRange, MailboxExecutor mailboxExecutor) {
        try {
            store.prepare();
        } catch (IOException e) {
            throw new UncheckedIOException("no changelog can be written for " + operatorId, e);
        }
        SegmentBuffer buffer =
                new SegmentBuffer(logIds.get(), keyGroupRange, pool, SequenceNumber.of(0L));
        return new DurableChangelogWriter(buffer, writers, mailboxExecutor);
    }

    @Override
    public StateChangelogHandleReader<ChangelogStateHandleStreamImpl> createReader() {
        return new StreamHandleChangelogReader();
    }

    @Override
    public AvailabilityProvider getAvailabilityProvider() {
        return budget;
    }

    /** Does not wait for uploads that are under way; they are dropped when the store returns. */
    @Override
    public void close() throws IOException {
        LOG.info("Closing the changelog storage: {}.", store);
        scheduler.close();
        budget.close();
        threads.close();
        store.close();
    }
}
