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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the operators of the job in this process tell, and are told. Thread-safe. */
public final class JobProbe {

    public static final JobProbe IN_THIS_PROCESS = new JobProbe(SystemClock.getInstance());

    private final Clock clock;
    private final Schedule schedule;
    private final AtomicLong records = new AtomicLong();
    private final Map<Long, Long> completedMs = new ConcurrentHashMap<>();
    private volatile long newestDueMs;
    private volatile boolean failing;

    JobProbe(Clock clock) {
        this.clock = clock;
        this.schedule = new Schedule(clock);
    }

    /** Records that the keyed operator took, those of a replay of the source included. */
    public long records() {
        return records.get();
    }

    /** How long ago the record was due that the keyed operator took last. */
    public long lagMs() {
        return newestDueMs == 0 ? 0 : clock.absoluteTimeMillis() - newestDueMs;
    }

    /** Makes the keyed operator fail at its next record, once. */
    public void fail() {
        failing = true;
    }

    /** Checkpoints of whose completion tasks have heard. */
    public int completed() {
        return completedMs.size();
    }

    /** When tasks first heard that a checkpoint is complete, by its id. */
    public Map<Long, Long> completedMs() {
        return new TreeMap<>(completedMs);
    }

    Schedule schedule() {
        return schedule;
    }

    void take(long dueMs) {
        if (failing) {
            failing = false;
            throw new InjectedFailure();
        }
        newestDueMs = dueMs;
        records.incrementAndGet();
    }

    void completed(long checkpointId) {
        completedMs.putIfAbsent(checkpointId, clock.absoluteTimeMillis());
    }

    /** What the experiment wants. */
    static final class InjectedFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InjectedFailure() {
            super("injected by the experiment");
        }
    }
}
