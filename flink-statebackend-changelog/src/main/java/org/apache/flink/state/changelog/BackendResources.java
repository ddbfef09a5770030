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

/** What a keyed backend stops before its wrapped backend goes, the latest first. Thread-safe. */
final class BackendResources implements AutoCloseable {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Takes ownership. */
    void add(AutoCloseable resource) {
        synchronized (lock) {
            open.push(resource);
        }
    }

    /** Closes everything, once; logs what fails, so that the rest is closed too. */
    @Override
    public void close() {
        List<AutoCloseable> latestFirst;
        synchronized (lock) {
            latestFirst = new ArrayList<>(open);
            open.clear();
        }
        IOUtils.closeAllQuietly(latestFirst);
    }
}
