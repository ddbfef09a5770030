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

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One timer and a few upload threads for all backends of a TaskManager, apart from the threads that
 * checkpoints use. They live as long as a backend holds a lease. Thread-safe.
 */
public final class MaterializationThreads implements AutoCloseable {

    private static final int UPLOAD_THREADS = 2;

    private final ScheduledExecutorService timer;
    private final ExecutorService uploads;

    private MaterializationThreads() {
        // Wiring: the one place of this module that makes threads. Both factories make daemons.
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        new ExecutorThreadFactory("changelog-materialization-timer"));
        uploads =
                Executors.newFixedThreadPool(
                        UPLOAD_THREADS, new ExecutorThreadFactory("changelog-materialization"));
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public ExecutorService uploads() {
        return uploads;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        uploads.shutdownNow();
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
