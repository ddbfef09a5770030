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
package org.apache.flink.changelog.writer;

import org.apache.flink.changelog.format.SegmentEncoder;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns small logs into handles that carry their bytes, so that they cost no file; see {@code
 * docs/adr/0008-small-deltas-travel-inline.md}.
 *
 * <p>Thread-safe: the task threads of a job and TaskManager share the limit and the encoder.
 */
final class InlineDeltas {

    /**
     * Of the threshold. What is less does not join a file that is written anyway: each segment is
     * an entry in the handles of all later checkpoints, until the log is truncated.
     */
    private static final int WORTH_A_SEGMENT = 4;

    /** More checkpoints are not under way at once; if they are, the oldest is counted anew. */
    private static final int MAX_COUNTED_CHECKPOINTS = 16;

    private final InlineSettings settings;
    private final DstlMetrics metrics;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final SegmentEncoder encoder;

    /** Bytes of each of the latest checkpoints. */
    @GuardedBy("lock")
    private final TreeMap<Long, Long> usedBytes = new TreeMap<>();

    InlineDeltas(InlineSettings settings, DstlMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.encoder = new SegmentEncoder(settings.compression());
    }

    /** Whether so much payload is little enough, and the checkpoint has some of its limit left. */
    boolean haveRoom(long checkpointId, long payloadBytes) {
        if (settings.thresholdBytes() == 0 || payloadBytes > settings.thresholdBytes()) {
            return false;
        }
        synchronized (lock) {
            return used(checkpointId) < settings.maxPerCheckpointBytes();
        }
    }

    /** Whether so much payload had better be a segment of a file, if that costs no file. */
    boolean areWorthASegment(long payloadBytes) {
        return payloadBytes * WORTH_A_SEGMENT >= settings.thresholdBytes();
    }

    /**
     * A handle of a segment by itself, at offset 0. Equal for the same changes of the same log,
     * whichever checkpoint they are for.
     *
     * @param segment stays the caller's
     * @return empty if the limit of the checkpoint is reached
     */
    Optional<ByteStreamStateHandle> encode(long checkpointId, SealedSegment segment)
            throws IOException {
        byte[] bytes;
        synchronized (lock) {
            bytes = encoder.encodeAlone(segment);
            if (!reserve(checkpointId, bytes.length)) {
                return Optional.empty();
            }
        }
        metrics.inlined(bytes.length);
        String name =
                String.format(
                        "changelog-inline-%s-%s-%s",
                        segment.logId(), segment.range().from(), segment.range().to());
        return Optional.of(new ByteStreamStateHandle(name, bytes));
    }

    @GuardedBy("lock")
    private long used(long checkpointId) {
        return usedBytes.getOrDefault(checkpointId, 0L);
    }

    @GuardedBy("lock")
    private boolean reserve(long checkpointId, long bytes) {
        long used = used(checkpointId) + bytes;
        if (used > settings.maxPerCheckpointBytes()) {
            return false;
        }
        usedBytes.put(checkpointId, used);
        if (usedBytes.size() > MAX_COUNTED_CHECKPOINTS) {
            usedBytes.pollFirstEntry();
        }
        return true;
    }
}
