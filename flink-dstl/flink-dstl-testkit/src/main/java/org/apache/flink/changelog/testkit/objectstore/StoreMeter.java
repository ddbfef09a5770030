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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.core.fs.Path;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts what happens in the store, in all and per second. Thread-safe. */
public final class StoreMeter {

    private static final long MILLIS_PER_SECOND = 1_000;

    private final Clock clock;

    @GuardedBy("this")
    private final StoreCounts total = new StoreCounts();

    @GuardedBy("this")
    private final SortedMap<Long, StoreCounts> perSecond = new TreeMap<>();

    public StoreMeter(Clock clock) {
        this.clock = clock;
    }

    /** Since the beginning. */
    public synchronized StoreCounts total() {
        return new StoreCounts(total);
    }

    /** By the second of the wall clock; without those in which nothing happened. */
    public synchronized SortedMap<Long, StoreCounts> perSecond() {
        SortedMap<Long, StoreCounts> copy = new TreeMap<>();
        perSecond.forEach((second, counts) -> copy.put(second, new StoreCounts(counts)));
        return copy;
    }

    /** For bytes that another file system writes. */
    public void addUploaded(Path object, long bytes) {
        count(counts -> counts.addUploaded(ObjectKind.of(object), bytes));
    }

    /** For bytes that another file system reads. */
    public void addDownloaded(Path object, long bytes) {
        count(counts -> counts.addDownloaded(ObjectKind.of(object), bytes));
    }

    synchronized void count(Consumer<StoreCounts> event) {
        event.accept(total);
        event.accept(
                perSecond.computeIfAbsent(
                        clock.absoluteTimeMillis() / MILLIS_PER_SECOND,
                        ignored -> new StoreCounts()));
    }
}
