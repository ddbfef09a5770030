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

import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.util.clock.Clock;

import java.io.InterruptedIOException;

/** Takes the time that requests take, and counts them. Thread-safe. */
final class StoreRequests {

    private final RequestLatency latency;
    private final SharedBandwidth bandwidth;
    private final Clock clock;
    private final Waiting waiting;
    private final StoreMeter meter;

    StoreRequests(ReadableConfig configuration, Clock clock, Waiting waiting) {
        MemorySize perSecond = configuration.get(ObjectStoreOptions.BANDWIDTH);
        this.latency = new RequestLatency(configuration);
        this.bandwidth = new SharedBandwidth(perSecond.getBytes(), clock, waiting);
        this.clock = clock;
        this.waiting = waiting;
        this.meter = new StoreMeter(clock);
    }

    StoreMeter meter() {
        return meter;
    }

    /** A request; what it transfers takes its time before or after it. */
    void send(RequestKind kind) throws InterruptedIOException {
        meter.count(counts -> counts.addRequest(kind));
        waiting.until(clock.relativeTimeNanos() + latency.next(kind).toNanos());
    }

    void upload(ObjectKind kind, long bytes) throws InterruptedIOException {
        bandwidth.transfer(
                bytes, passed -> meter.count(counts -> counts.addUploaded(kind, passed)));
    }

    void download(ObjectKind kind, long bytes) throws InterruptedIOException {
        bandwidth.transfer(
                bytes, passed -> meter.count(counts -> counts.addDownloaded(kind, passed)));
    }
}
