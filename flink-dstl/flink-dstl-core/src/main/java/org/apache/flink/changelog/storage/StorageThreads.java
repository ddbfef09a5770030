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
import org.apache.flink.util.clock.SystemClock;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one storage; those of a view are made likewise by {@link TimerThread}. They are
 * daemons, are started when they are needed, and end when they are idle. Their context class loader
 * is that of this library: that of whoever started them might be a job's.
 */
final class StorageThreads implements AutoCloseable {

    static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor uploaders;
    private final ThreadPoolExecutor discards;
    private final TimerThread timer;

    private StorageThreads(
            ThreadPoolExecutor uploaders, ThreadPoolExecutor discards, TimerThread timer) {
        this.uploaders = uploaders;
        this.discards = discards;
        this.timer = timer;
    }

    static StorageThreads create(String name, int discardThreads) {
        ThreadPoolExecutor uploaders =
                (ThreadPoolExecutor)
                        Executors.newCachedThreadPool(threads("changelog-upload-" + name));
        uploaders.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        ThreadPoolExecutor discards = upTo(discardThreads, "changelog-discard-" + name);
        return new StorageThreads(uploaders, discards, new TimerThread("changelog-timer-" + name));
    }

    UploadThreads forUploads() {
        return new UploadThreads(
                uploaders, discards, timer, SystemClock.getInstance(), new Random());
    }

    /** Lets running uploads and queued deletions end; nothing new begins. */
    @Override
    public void close() {
        timer.close();
        uploaders.shutdown();
        discards.shutdown();
    }

    /** One thread, for commands that are run in order; what is queued at its end is still run. */
    static ExecutorService oneByOne(String name) {
        return upTo(1, name);
    }

    /** What is queued at its end is still run. */
    static ThreadPoolExecutor upTo(int count, String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        count,
                        count,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        threads(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
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
