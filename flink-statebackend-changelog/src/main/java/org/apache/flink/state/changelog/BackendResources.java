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
package org.apache.flink.state.changelog;

import org.apache.flink.util.IOUtils;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a keyed backend stops before its wrapped backend goes, the latest first.
 *
 * <p>Of two kinds: what any thread may stop, such as the one that cancels the task, and what
 * belongs to the task thread, which may be using it at that moment. Thread-safe.
 */
final class BackendResources implements AutoCloseable {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<AutoCloseable> ofAnyThread = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Deque<AutoCloseable> ofTaskThread = new ArrayDeque<>();

    /** Takes ownership of what any thread may close. */
    void add(AutoCloseable resource) {
        synchronized (lock) {
            ofAnyThread.push(resource);
        }
    }

    /** Takes ownership of what only the task thread may close. */
    void addOfTaskThread(AutoCloseable resource) {
        synchronized (lock) {
            ofTaskThread.push(resource);
        }
    }

    /** Any thread: closes what any thread may close, once; logs what fails. */
    void stop() {
        List<AutoCloseable> latestFirst;
        synchronized (lock) {
            latestFirst = new ArrayList<>(ofAnyThread);
            ofAnyThread.clear();
        }
        IOUtils.closeAllQuietly(latestFirst);
    }

    /** Task thread: closes everything, once; logs what fails, so that the rest is closed too. */
    @Override
    public void close() {
        stop();
        List<AutoCloseable> latestFirst;
        synchronized (lock) {
            latestFirst = new ArrayList<>(ofTaskThread);
            ofTaskThread.clear();
        }
        IOUtils.closeAllQuietly(latestFirst);
    }
}
