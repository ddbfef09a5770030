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
package io.flinkgic.benchmarks.coordinator;

import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the tasks and the store of a process saw, by the wall clock, in milliseconds. */
final class Observer {

    static final Observer IN_THIS_PROCESS = new Observer(SystemClock.getInstance());

    private final Map<Long, Seen> checkpoints = new ConcurrentHashMap<>();
    private final AtomicLong deletions = new AtomicLong();
    private final Clock clock;

    Observer(Clock clock) {
        this.clock = clock;
    }

    void acknowledges(long checkpointId, int subtask) {
        seen(checkpointId).sent.put(subtask, clock.absoluteTimeMillis());
    }

    /** Each task hears of it; the first one counts. */
    void completed(long checkpointId) {
        seen(checkpointId).completed.putIfAbsent(0, clock.absoluteTimeMillis());
    }

    void deleted() {
        deletions.incrementAndGet();
    }

    long deletions() {
        return deletions.get();
    }

    /** When a subtask sent its acknowledgement. */
    Optional<Long> sent(long checkpointId, int subtask) {
        return Optional.ofNullable(seen(checkpointId).sent.get(subtask));
    }

    Optional<Long> lastSent(long checkpointId) {
        return seen(checkpointId).sent.values().stream().max(Long::compare);
    }

    /** When a task heard that it is complete. */
    Optional<Long> completion(long checkpointId) {
        return Optional.ofNullable(seen(checkpointId).completed.get(0));
    }

    private Seen seen(long checkpointId) {
        return checkpoints.computeIfAbsent(checkpointId, ignored -> new Seen());
    }

    private static final class Seen {
        private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
        private final Map<Integer, Long> completed = new ConcurrentHashMap<>();
    }
}
