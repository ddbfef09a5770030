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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.state.changelog.metrics.ChangelogMetrics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Notices when a materialization takes longer than its interval, once for each, and when it does
 * not get on at all. Task thread only.
 */
final class UploadWatch {

    private static final Logger LOG = LoggerFactory.getLogger(UploadWatch.class);

    /** A large file may be sent when it is closed, and nothing is seen of it until then. */
    private static final Duration SHORTEST_HANG = Duration.ofMinutes(10);

    private final MaterializationRuntime runtime;
    private final Duration interval;
    private final ChangelogMetrics metrics;

    private long id;
    private long beganMs;
    private long sentBytes;
    private long sentAtMs;
    private boolean lateReported;
    private boolean hangReported;

    UploadWatch(MaterializationRuntime runtime, Duration interval, ChangelogMetrics metrics) {
        this.runtime = runtime;
        this.interval = interval;
        this.metrics = metrics;
    }

    void began(long materializationId) {
        id = materializationId;
        beganMs = runtime.clock().relativeTimeMillis();
        sentBytes = runtime.traffic().sentBytes();
        sentAtMs = beganMs;
        lateReported = false;
        hangReported = false;
    }

    /** From time to time, and when it is stored. */
    void reportIfLate() {
        long durationMs = runtime.clock().relativeTimeMillis() - beganMs;
        if (!lateReported && durationMs > interval.toMillis()) {
            lateReported = true;
            metrics.materializationLate();
            LOG.warn(
                    "Materialization {} takes {} ms and more, longer than the interval of {} ms: the"
                            + " store is too slow for it, or the interval too short.",
                    id,
                    durationMs,
                    interval.toMillis());
        }
    }

    /**
     * Whether nothing was sent for an interval, and for ten minutes, when asked from time to time;
     * says so once for each.
     */
    boolean hangs() {
        long nowMs = runtime.clock().relativeTimeMillis();
        long nowSent = runtime.traffic().sentBytes();
        if (nowSent != sentBytes) {
            sentBytes = nowSent;
            sentAtMs = nowMs;
        }
        boolean hangs = nowMs - sentAtMs >= Math.max(interval.toMillis(), SHORTEST_HANG.toMillis());
        if (hangs && !hangReported) {
            hangReported = true;
            LOG.warn("Materialization {} does not get on any more and is cancelled.", id);
        }
        return hangs;
    }
}
