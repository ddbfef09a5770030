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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A checkpoint that waits until all segments of its handle are stored. The segments are fixed when
 * it is made; later appends and truncations do not change them. Belongs to the lock of the {@link
 * SegmentTimeline}, except for the future, which is completed outside.
 */
final class PersistRequest {

    private final long checkpointId;
    private final List<TimelineSegment> segments;
    private final Optional<ByteStreamStateHandle> inlineTail;
    private final CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
            new CompletableFuture<>();

    /**
     * @param segments in the order of the log
     * @param inlineTail what follows them, not stored: a segment at offset 0
     */
    PersistRequest(
            long checkpointId,
            List<TimelineSegment> segments,
            Optional<ByteStreamStateHandle> inlineTail) {
        this.checkpointId = checkpointId;
        this.segments = List.copyOf(segments);
        this.inlineTail = inlineTail;
    }

    long checkpointId() {
        return checkpointId;
    }

    List<TimelineSegment> segments() {
        return segments;
    }

    boolean isReady() {
        return segments.stream().allMatch(segment -> segment.stored().isPresent());
    }

    CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future() {
        return future;
    }

    /**
     * Only when ready. What no handle contained before counts as the increment; what travels inline
     * is sent each time, and counts each time.
     */
    ChangelogStateHandleStreamImpl toHandle(KeyGroupRange range, String storageIdentifier) {
        List<Tuple2<StreamStateHandle, Long>> locations = new ArrayList<>(segments.size() + 1);
        long sizeBytes = 0;
        long incrementBytes = 0;
        for (TimelineSegment segment : segments) {
            StoredSegment stored = segment.stored().orElseThrow();
            long lengthBytes = stored.location().lengthBytes();
            locations.add(Tuple2.of(stored.handle(), stored.location().offset()));
            sizeBytes += lengthBytes;
            if (segment.markReported()) {
                incrementBytes += lengthBytes;
            }
        }
        if (inlineTail.isPresent()) {
            locations.add(Tuple2.of(inlineTail.get(), 0L));
            sizeBytes += inlineTail.get().getStateSize();
            incrementBytes += inlineTail.get().getStateSize();
        }
        return new ChangelogStateHandleStreamImpl(
                locations, range, sizeBytes, incrementBytes, storageIdentifier);
    }
}
