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

import org.apache.flink.changelog.reader.ReaderTimer;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of a storage view, with one thread that exists only while a call is due or was lately.
 *
 * <p>Thread-safe.
 */
final class ViewTimer implements ReaderTimer, AutoCloseable {

    private final ScheduledThreadPoolExecutor executor;

    ViewTimer() {
        executor = new ScheduledThreadPoolExecutor(1, StorageThreads.threads("changelog-reader"));
        executor.setKeepAliveTime(StorageThreads.IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void schedule(Duration delay, Runnable action) {
        try {
            // nobody asks for the result: the action does not throw
            ScheduledFuture<?> unused =
                    executor.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed: so is what would have been called, and nothing is left for it to do
        }
    }

    /** What is due later is never called. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
