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

import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.FailedCheckpointStats;

import java.util.Map;
import java.util.OptionalLong;

/** One checkpoint. Immutable. */
public final class SeenCheckpoint {

    private final AbstractCheckpointStats stats;
    private final OptionalLong toldMs;

    private SeenCheckpoint(AbstractCheckpointStats stats, OptionalLong toldMs) {
        this.stats = stats;
        this.toldMs = toldMs;
    }

    /**
     * @param completedMs when tasks heard of completion, by checkpoint
     */
    static SeenCheckpoint of(AbstractCheckpointStats stats, Map<Long, Long> completedMs) {
        Long toldMs = completedMs.get(stats.getCheckpointId());
        return new SeenCheckpoint(
                stats, toldMs == null ? OptionalLong.empty() : OptionalLong.of(toldMs));
    }

    public long triggeredMs() {
        return stats.getTriggerTimestamp();
    }

    public boolean completed() {
        return stats.getStatus().isCompleted();
    }

    /** Failed because it took too long. */
    public boolean expired() {
        if (!(stats instanceof FailedCheckpointStats)) {
            return false;
        }
        String message = ((FailedCheckpointStats) stats).getFailureMessage();
        return message != null && message.contains("expired");
    }

    /** Up to the last acknowledgement, as Flink counts. */
    public long durationMs() {
        return Math.max(0, stats.getEndToEndDuration());
    }

    /** Up to when a task heard that it is complete: its metadata is stored. */
    public OptionalLong untilToldMs() {
        return toldMs.isPresent()
                ? OptionalLong.of(Math.max(0, toldMs.getAsLong() - triggeredMs()))
                : OptionalLong.empty();
    }

    /** What is new in it. */
    public long incrementBytes() {
        return stats.getCheckpointedSize();
    }

    /** All that it refers to. */
    public long fullBytes() {
        return stats.getStateSize();
    }
}
