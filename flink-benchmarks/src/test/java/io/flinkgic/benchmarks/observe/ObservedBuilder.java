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

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CompletedStats;

import io.flinkgic.benchmarks.process.ProcessUsage;
import io.flinkgic.benchmarks.workload.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was seen from 10 s to 20 s, and what a test adds, also before and after. */
public final class ObservedBuilder {

    private static final long FROM_MS = 10_000;
    private static final long TO_MS = 20_000;

    private final Map<Long, Long> toldMs = new TreeMap<>();
    private final List<SeenCheckpoint> checkpoints = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Recovery> recoveries = new ArrayList<>();
    private final List<StoredMetadata> metadata = new ArrayList<>();
    private final Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
    private final SortedMap<Long, Long> waits = new TreeMap<>();
    private final ManualClock clock = new ManualClock();
    private final StoreMeter meter = new StoreMeter(clock);
    private long records;

    public ObservedBuilder() {
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, 0L);
        }
    }

    public ObservedBuilder checkpoint(
            long triggeredMs, long durationMs, long incrementBytes, long fullBytes) {
        long id = checkpoints.size() + 1L;
        checkpoints.add(
                SeenCheckpoint.of(
                        CompletedStats.of(id, triggeredMs, durationMs, incrementBytes, fullBytes),
                        toldMs));
        return this;
    }

    /** Of a second. */
    public ObservedBuilder sample(long beganMs, long cpuMs, long lagMs) {
        samples.add(new Sample(beganMs, beganMs + 1_000, cpuMs, 0, lagMs, 0, 0));
        return this;
    }

    public ObservedBuilder recovery(
            String title, Map<String, Long> phasesMs, SortedMap<Long, Long> lagsMs) {
        recoveries.add(new Recovery(title, phasesMs, Map.of(), lagsMs));
        return this;
    }

    public ObservedBuilder metadata(long atMs, long bytes, double checkpointsSince) {
        metadata.add(new StoredMetadata(atMs, bytes, OptionalDouble.of(checkpointsSince)));
        return this;
    }

    public ObservedBuilder requests(RequestKind kind, long number) {
        requests.put(kind, number);
        return this;
    }

    /**
     * @param atMs not before what was uploaded before
     */
    public ObservedBuilder uploaded(long atMs, String object, long bytes) {
        clock.advance(Duration.ofMillis(atMs - clock.absoluteTimeMillis()));
        meter.addUploaded(new Path("store:///" + object), bytes);
        return this;
    }

    public ObservedBuilder waited(long ms, long rows) {
        waits.put(ms, rows);
        return this;
    }

    public ObservedBuilder records(long taken) {
        records = taken;
        return this;
    }

    public Observed build(Workload workload) {
        return new Observed(
                workload,
                Duration.ofSeconds(4),
                FROM_MS,
                TO_MS,
                checkpoints,
                samples,
                recoveries,
                new StoreUse(meter.perSecond(), requests, 0, metadata),
                waits,
                ProcessUsage.now(),
                records,
                0);
    }
}
