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

import org.apache.flink.changelog.upload.UploadThreads;
import org.apache.flink.changelog.upload.UploadTimer;
import org.apache.flink.util.clock.SystemClock;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one storage; those of a view are made likewise, in {@link ViewTimer}. They are
 * daemons, are started when they are needed, and end when they are idle. Their context class loader
 * is that of this library: that of whoever started them might be a job's.
 */
final class StorageThreads implements AutoCloseable {

    static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor uploaders;
    private final ThreadPoolExecutor discards;
    private final ScheduledThreadPoolExecutor timer;

    private StorageThreads(
            ThreadPoolExecutor uploaders,
            ThreadPoolExecutor discards,
            ScheduledThreadPoolExecutor timer) {
        this.uploaders = uploaders;
        this.discards = discards;
        this.timer = timer;
    }

    static StorageThreads create(String name, int discardThreads) {
        ThreadPoolExecutor uploaders =
                (ThreadPoolExecutor)
                        Executors.newCachedThreadPool(threads("changelog-upload-" + name));
        uploaders.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        ThreadPoolExecutor discards =
                new ThreadPoolExecutor(
                        discardThreads,
                        discardThreads,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        threads("changelog-discard-" + name));
        discards.allowCoreThreadTimeOut(true);
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, threads("changelog-timer-" + name));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new StorageThreads(uploaders, discards, timer);
    }

    UploadThreads forUploads() {
        return new UploadThreads(
                uploaders, discards, this::schedule, SystemClock.getInstance(), new Random());
    }

    /** Lets running uploads and queued deletions end; nothing new begins. */
    @Override
    public void close() {
        timer.shutdown();
        uploaders.shutdown();
        discards.shutdown();
    }

    private UploadTimer.Cancellation schedule(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> call = timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> call.cancel(false);
        } catch (RejectedExecutionException e) {
            // closed: the scheduler is, too, and has failed whoever waited
            return UploadTimer.Cancellation.DONE;
        }
    }

    static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return action -> {
            Thread thread = new Thread(action, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(StorageThreads.class.getClassLoader());
            return thread;
        };
    }
}
