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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.memory.SharedResources;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * One timer and a few upload threads for all backends of a TaskManager, apart from the threads that
 * checkpoints use. They live as long as a backend holds a lease. Thread-safe.
 */
public final class MaterializationThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationThreads.class);
    private static final int UPLOAD_THREADS = 2;

    private final ScheduledExecutorService timer;
    private final ExecutorService uploads;
    private final ExecutorService deletions;

    private MaterializationThreads() {
        // Wiring: the one place of this module that makes threads.
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        daemons("changelog-materialization-timer"));
        uploads =
                Executors.newFixedThreadPool(UPLOAD_THREADS, daemons("changelog-materialization"));
        deletions = Executors.newSingleThreadExecutor(daemons("changelog-local-deletion"));
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
            thread.setContextClassLoader(MaterializationThreads.class.getClassLoader());
            return thread;
        };
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public ExecutorService uploads() {
        return uploads;
    }

    /** Deletes local copies, which need not wait for an upload. */
    public ExecutorService deletions() {
        return deletions;
    }

    /** Whoever uploaded has cancelled it; deletes that were handed over still run. */
    @Override
    public void close() {
        timer.shutdownNow();
        uploads.shutdown();
        deletions.shutdown();
    }

    /** Leases the threads of this TaskManager; the first lease starts them. */
    public static Lease lease(SharedResources resources) throws Exception {
        // The class loader is part of the name: another one has another class of this name.
        String name =
                MaterializationThreads.class.getName()
                        + '@'
                        + System.identityHashCode(MaterializationThreads.class.getClassLoader());
        Object holder = new Object();
        MaterializationThreads threads =
                resources
                        .<MaterializationThreads>getOrAllocateSharedResource(
                                name, holder, ignored -> new MaterializationThreads(), 0L)
                        .resourceHandle();
        return new Lease(threads, () -> resources.release(name, holder, ignored -> {}));
    }

    /** The right to use the threads until it is closed; the last one to close stops them. */
    public static final class Lease implements AutoCloseable {

        private final MaterializationThreads threads;
        private final ThrowingRunnable<Exception> release;

        private Lease(MaterializationThreads threads, ThrowingRunnable<Exception> release) {
            this.threads = threads;
            this.release = release;
        }

        public MaterializationThreads threads() {
            return threads;
        }

        @Override
        public void close() {
            ThrowingRunnable.unchecked(release).run();
        }
    }
}
