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
package org.apache.flink.state.changelog.taskmanager;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.memory.SharedResources;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;
import org.apache.flink.state.changelog.schedule.ReplayRate;
import org.apache.flink.state.changelog.traffic.MaterializationTraffic;
import org.apache.flink.state.changelog.traffic.Pause;
import org.apache.flink.util.clock.SystemClock;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * What the materializations of all backends of a TaskManager share: one timer and a few threads,
 * apart from those that checkpoints use; how many there may be at once and how much they may send;
 * and how fast logs are replayed here. It lives as long as a backend holds a lease. Thread-safe.
 */
public final class TaskManagerMaterialization implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskManagerMaterialization.class);

    /** At once: one that hangs must not keep those of all other jobs. */
    private static final int DELETIONS = 4;

    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService uploads;
    private final ExecutorService deletions;
    private final ExecutorService localDeletions;
    private final MaterializationSlots slots;
    private final MaterializationTraffic traffic;
    private final ReplayRate replayRate = new ReplayRate();

    private TaskManagerMaterialization(SharedSettings settings) {
        // Wiring: the one place of this module that makes threads.
        timer = new ScheduledThreadPoolExecutor(1, daemons("changelog-materialization-timer"));
        timer.setRemoveOnCancelPolicy(true); // each checkpoint may set one for an interval ahead
        uploads = Executors.newCachedThreadPool(daemons("changelog-materialization"));
        deletions = Executors.newFixedThreadPool(DELETIONS, daemons("changelog-deletion"));
        localDeletions = Executors.newSingleThreadExecutor(daemons("changelog-local-deletion"));
        slots = new MaterializationSlots(settings.maxConcurrent());
        traffic =
                new MaterializationTraffic(
                        settings.traffic(), SystemClock.getInstance(), Pause.onMonitor());
    }

    /**
     * Threads that outlive the job whose task starts them: they must not hold its class loader. And
     * an error on them is no reason to end the process, as it would be for Flink's own.
     */
    private static ThreadFactory daemons(String name) {
        ThreadFactory factory =
                new ExecutorThreadFactory(
                        name, (thread, t) -> LOG.error("Thread {} failed.", thread.getName(), t));
        return task -> {
            Thread thread = factory.newThread(task);
            thread.setContextClassLoader(TaskManagerMaterialization.class.getClassLoader());
            return thread;
        };
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * As many threads as are needed: a store that hangs keeps the thread of a task that has ended.
     */
    public ExecutorService uploads() {
        return uploads;
    }

    /** So many materializations may be under way at once. */
    public MaterializationSlots slots() {
        return slots;
    }

    public MaterializationTraffic traffic() {
        return traffic;
    }

    public ReplayRate replayRate() {
        return replayRate;
    }

    /**
     * Deletes remote files that nobody needs, which need not wait for an upload: on a few threads
     * of its own, or on the caller's when no backend holds a lease any more. In no order.
     */
    public Executor deletions() {
        return this::delete;
    }

    /** Deletes files of this machine, also while a store hangs. */
    public Executor localDeletions() {
        return localDeletions;
    }

    private void delete(Runnable deletion) {
        try {
            deletions.execute(deletion);
        } catch (RejectedExecutionException e) {
            LOG.debug("All backends of this TaskManager have ended.", e);
            deletion.run();
        }
    }

    /** Whoever uploaded has cancelled it; deletes that were handed over still run. */
    @Override
    public void close() {
        timer.shutdownNow();
        uploads.shutdown();
        deletions.shutdown();
        localDeletions.shutdown();
    }

    /**
     * Leases what the backends of this TaskManager share; the first lease makes it.
     *
     * @param taskManager its configuration; that of a job has no say
     */
    public static Lease lease(SharedResources resources, ReadableConfig taskManager)
            throws Exception {
        SharedSettings settings = SharedSettings.read(taskManager);
        // The class loader is part of the name: another one has another class of this name.
        String name =
                TaskManagerMaterialization.class.getName()
                        + '@'
                        + System.identityHashCode(
                                TaskManagerMaterialization.class.getClassLoader());
        Object holder = new Object();
        TaskManagerMaterialization shared =
                resources
                        .<TaskManagerMaterialization>getOrAllocateSharedResource(
                                name,
                                holder,
                                ignored -> new TaskManagerMaterialization(settings),
                                0L)
                        .resourceHandle();
        return new Lease(shared, () -> resources.release(name, holder, ignored -> {}));
    }

    /** The right to use it until it is closed; the last one to close stops the threads. */
    public static final class Lease implements AutoCloseable {

        private final TaskManagerMaterialization shared;
        private final ThrowingRunnable<Exception> release;

        private Lease(TaskManagerMaterialization shared, ThrowingRunnable<Exception> release) {
            this.shared = shared;
            this.release = release;
        }

        public TaskManagerMaterialization shared() {
            return shared;
        }

        @Override
        public void close() {
            ThrowingRunnable.unchecked(release).run();
        }
    }
}
