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
package org.apache.flink.state.changelog.traffic;

import org.apache.flink.changelog.testkit.ManualClock;

import java.time.Duration;

/** The way to a store that several share: a queue that is served in order at a constant rate. */
final class SharedLink {

    private final ManualClock clock;
    private final long bytesPerSecond;
    private long emptyAtNanos;

    SharedLink(ManualClock clock, long bytesPerSecond) {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Returns how long it takes until all of the bytes have arrived. */
    Duration send(long bytes) {
        long nowNanos = clock.relativeTimeNanos();
        long servedNanos = bytes * 1_000_000_000L / bytesPerSecond;
        emptyAtNanos = Math.max(nowNanos, emptyAtNanos) + servedNanos;
        return Duration.ofNanos(emptyAtNanos - nowNanos);
    }
}
