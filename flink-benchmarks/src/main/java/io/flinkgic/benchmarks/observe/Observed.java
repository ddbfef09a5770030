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
package io.flinkgic.benchmarks.observe;

import io.flinkgic.benchmarks.process.ProcessUsage;
import io.flinkgic.benchmarks.workload.Workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that was seen of a job while it was measured. Immutable, but for its flaws. */
public final class Observed {

    private final Workload workload;
    private final Duration materializationInterval;
    private final long fromMs;
    private final long toMs;
    private final List<SeenCheckpoint> checkpoints;
    private final List<Sample> samples;
    private final List<Recovery> recoveries;
    private final StoreUse store;
    private final SortedMap<Long, Long> waits;
    private final ProcessUsage usage;
    private final long records;
    private final long recordsTakenAgain;
    private final List<String> flaws = new ArrayList<>();

    Observed(
            Workload workload,
            Duration materializationInterval,
            long fromMs,
            long toMs,
            List<SeenCheckpoint> checkpoints,
            List<Sample> samples,
            List<Recovery> recoveries,
            StoreUse store,
            SortedMap<Long, Long> waits,
            ProcessUsage usage,
            long records,
            long recordsTakenAgain) {
        this.workload = workload;
        this.materializationInterval = materializationInterval;
        this.fromMs = fromMs;
        this.toMs = toMs;
        this.checkpoints = new ArrayList<>(checkpoints);
        this.checkpoints.removeIf(one -> one.triggeredMs() < fromMs || one.triggeredMs() > toMs);
        this.samples = new ArrayList<>(samples);
        this.samples.removeIf(sample -> sample.beganMs() < fromMs || sample.endedMs() > toMs);
        this.recoveries = List.copyOf(recoveries);
        this.store = store.between(fromMs / 1_000 + 1, toMs / 1_000);
        this.waits = new TreeMap<>(waits);
        this.usage = usage;
        this.records = records;
        this.recordsTakenAgain = recordsTakenAgain;
    }

    public Workload workload() {
        return workload;
    }

    public Duration materializationInterval() {
        return materializationInterval;
    }

    /** On the wall clock. */
    public long fromMs() {
        return fromMs;
    }

    public Instant from() {
        return Instant.ofEpochMilli(fromMs);
    }

    public Instant to() {
        return Instant.ofEpochMilli(toMs);
    }

    public double seconds() {
        return (toMs - fromMs) / 1e3;
    }

    public List<SeenCheckpoint> checkpoints() {
        return new ArrayList<>(checkpoints);
    }

    public List<Sample> samples() {
        return new ArrayList<>(samples);
    }

    public List<Recovery> recoveries() {
        return recoveries;
    }

    public StoreUse store() {
        return store;
    }

    /** The whole ones that {@link #store()} has. */
    public long storeSeconds() {
        return toMs / 1_000 - (fromMs / 1_000 + 1);
    }

    /** How many rows waited how many milliseconds from when they were due to their commit. */
    public SortedMap<Long, Long> waits() {
        return new TreeMap<>(waits);
    }

    /** That the keyed operator took, those that it took again included. */
    public long records() {
        return records;
    }

    /** Of a job with a row for each record: those that a source has replayed, in all its life. */
    public long recordsTakenAgain() {
        return recordsTakenAgain;
    }

    /** Of this process. */
    public ProcessUsage usage() {
        return usage;
    }

    /** Processor time of {@link ReferenceWork}, half of the time; empty after too short a time. */
    public OptionalLong referenceNanos() {
        long[] nanos = samples.stream().mapToLong(Sample::referenceNanos).sorted().toArray();
        return nanos.length == 0 ? OptionalLong.empty() : OptionalLong.of(nanos[nanos.length / 2]);
    }

    /** Why it must not be counted. */
    public List<String> flaws() {
        return List.copyOf(flaws);
    }

    void addFlaw(String flaw) {
        flaws.add(flaw);
    }

    /** A job that is behind for half of the time does not have the rate that it is said to have. */
    void demandPunctuality(Duration late) {
        long[] lagsMs = samples.stream().mapToLong(Sample::lagMs).sorted().toArray();
        if (lagsMs.length > 0 && lagsMs[lagsMs.length / 2] > late.toMillis()) {
            addFlaw("the job was " + lagsMs[lagsMs.length / 2] + " ms behind, half of the time");
        }
    }
}
