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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.runtime.blob.BlobWriter;
import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;
import org.apache.flink.runtime.checkpoint.deletion.DeletionOptions;
import org.apache.flink.runtime.execution.librarycache.LibraryCacheManager;
import org.apache.flink.runtime.jobmaster.JobManagerSharedServices;
import org.apache.flink.runtime.shuffle.ShuffleMaster;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.SharedStateRegistryKey;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Deletes with an executor of Flink's that does nothing; each test fails on the published one. */
@Timeout(60)
class PatchedDeletionTest {

    /** As one that is busy with other things. */
    private final Executor busy = command -> {};

    private final CompletableFuture<String> deletingThread = new CompletableFuture<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
        DeletionHooks.configured(new Configuration());
        DeletionHooks.stopped(Duration.ofSeconds(30));
    }

    @Test
    void aCheckpointIsDeletedThoughFlinksExecutorIsBusy() throws Exception {
        CompletableFuture<Void> afterwards = new CompletableFuture<>();
        CheckpointsCleaner cleaner = new CheckpointsCleaner();
        cleaner.cleanCheckpoint(
                new Deletable(1, this::recordThread), true, () -> afterwards.complete(null), busy);

        afterwards.get(30, TimeUnit.SECONDS);
        assertThat(deletingThread.join()).startsWith("checkpoint-deletion");
        assertThat(cleaner.closeAsync()).isDone();
    }

    @Test
    void closingTheCleanerWaitsForWhatIsBeingDeletedElsewhere() throws Exception {
        CheckpointsCleaner cleaner = new CheckpointsCleaner();
        cleaner.cleanCheckpoint(new Deletable(1, this::awaitRelease), true, () -> {}, busy);
        CompletableFuture<Void> closed = cleaner.closeAsync();
        assertThat(closed).isNotDone();

        released.countDown();
        closed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aCheckpointWhoseDeletionFailedIsDeletedOnceAnotherOneCouldBe() {
        JobID job = new JobID();
        for (boolean parallel : new boolean[] {true, false}) {
            CheckpointsCleaner cleaner = new CheckpointsCleaner(parallel);
            Failing failing = new Failing(1);
            cleaner.cleanCheckpoint(checkpoint(job, failing), true, () -> {}, busy);
            await().until(() -> failing.attempts.get() == 1);
            assertThat(failing.deleted).isNotDone();

            Failing other = new Failing(0);
            cleaner.cleanCheckpoint(checkpoint(job, other), true, () -> {}, busy);
            await().until(other.deleted::isDone);
            await().until(failing.deleted::isDone);
        }
    }

    private static CompletedCheckpoint checkpoint(JobID job, StreamStateHandle metadata) {
        return new CompletedCheckpoint(
                job,
                1,
                1,
                2,
                Map.of(),
                List.of(),
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION),
                new LocationNowhere(metadata),
                null);
    }

    @Test
    void whatIsOnlyForgottenStaysOnFlinksExecutor() {
        List<Runnable> given = new ArrayList<>();
        new CheckpointsCleaner()
                .cleanCheckpoint(new Deletable(1, this::recordThread), false, () -> {}, given::add);

        assertThat(given).hasSize(1);
    }

    @Test
    void sharedStateIsDeletedThoughFlinksExecutorIsBusy() throws Exception {
        SharedStateRegistryImpl registry = new SharedStateRegistryImpl(busy);
        registry.registerReference(
                new SharedStateRegistryKey("key"),
                new DeletableHandle(this::recordThread),
                1,
                false);
        registry.unregisterUnusedState(2);

        assertThat(deletingThread.get(30, TimeUnit.SECONDS)).startsWith("checkpoint-deletion");
    }

    @Test
    void checkpointsToDeleteHoldUpNoTriggerBelowTheLimit() {
        CheckpointsCleaner cleaner = new CheckpointsCleaner();
        for (int id = 1; id <= 3; id++) {
            cleaner.cleanCheckpoint(new Deletable(id, this::awaitRelease), true, () -> {}, busy);
        }
        assertThat(cleaner.getNumberOfCheckpointsToClean()).isZero();

        DeletionHooks.configured(limit(2));
        assertThat(cleaner.getNumberOfCheckpointsToClean()).isEqualTo(3);
    }

    @Test
    void aJobManagerDoesNotStartWithALimitThatMakesNoSense() {
        assertThatThrownBy(() -> JobManagerSharedServices.fromConfiguration(limit(-1), null, null))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining(DeletionOptions.MAX_BACKLOG.key());
    }

    @Test
    void aJobManagerThatStopsWaitsForSharedStateToBeDeleted() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        new CheckpointsCleaner()
                .cleanCheckpoint(
                        new Deletable(
                                1,
                                () -> {
                                    awaitRelease();
                                    events.add("deleted");
                                }),
                        true,
                        () -> {},
                        busy);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Thread stopping =
                new Thread(
                        () -> {
                            try {
                                services().shutdown();
                                events.add("stopped");
                                stopped.complete(null);
                            } catch (Exception e) {
                                stopped.completeExceptionally(e);
                            }
                        });
        stopping.start();
        await().until(
                        () ->
                                stopping.getState() == Thread.State.TIMED_WAITING
                                        || stopping.getState() == Thread.State.TERMINATED);
        released.countDown();

        stopped.get(30, TimeUnit.SECONDS);
        assertThat(events).containsExactly("deleted", "stopped");
    }

    private void recordThread() {
        deletingThread.complete(Thread.currentThread().getName());
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Configuration limit(int maxBacklog) {
        Configuration configuration = new Configuration();
        configuration.set(DeletionOptions.MAX_BACKLOG, maxBacklog);
        return configuration;
    }

    private static JobManagerSharedServices services() {
        return new JobManagerSharedServices(
                Executors.newSingleThreadScheduledExecutor(),
                Executors.newSingleThreadExecutor(),
                doingNothing(LibraryCacheManager.class),
                doingNothing(ShuffleMaster.class),
                doingNothing(BlobWriter.class));
    }

    private static <T> T doingNothing(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> null));
    }

    private static final class Deletable implements Checkpoint {
        private final long id;
        private final Runnable deletion;

        Deletable(long id, Runnable deletion) {
            this.id = id;
            this.deletion = deletion;
        }

        @Override
        public long getCheckpointID() {
            return id;
        }

        @Override
        public DiscardObject markAsDiscarded() {
            return deletion::run;
        }
    }

    /** Metadata of a checkpoint that cannot be deleted so many times. */
    private static final class Failing extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;
        private final transient AtomicInteger attempts = new AtomicInteger();
        private final transient CompletableFuture<Void> deleted = new CompletableFuture<>();
        private final int failures;

        Failing(int failures) {
            super("metadata", new byte[1]);
            this.failures = failures;
        }

        @Override
        public void discardState() {
            if (attempts.incrementAndGet() <= failures) {
                throw new IllegalStateException("the store is down");
            }
            deleted.complete(null);
        }
    }

    private static final class DeletableHandle extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;
        private final transient Runnable deletion;

        DeletableHandle(Runnable deletion) {
            super("handle", new byte[1]);
            this.deletion = deletion;
        }

        @Override
        public void discardState() {
            deletion.run();
        }
    }
}
