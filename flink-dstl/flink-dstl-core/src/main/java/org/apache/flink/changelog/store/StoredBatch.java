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
package org.apache.flink.changelog.store;

import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.util.List;
import java.util.function.Supplier;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** A durable batch: how to read it and where each of its segments lies. Immutable. */
public final class StoredBatch {

    private final Supplier<StreamStateHandle> handles;
    private final List<SegmentLocation> segments;
    private final long sizeBytes;

    /**
     * @param handles makes the handle as it goes into checkpoints, each time another instance that
     *     equals the others; one of Flink's own classes, so that a JobManager without the medium's
     *     plugin can read and delete it
     * @param segments in the order in which they were appended; not empty
     * @param sizeBytes of the whole batch, framing included
     */
    public StoredBatch(
            Supplier<StreamStateHandle> handles, List<SegmentLocation> segments, long sizeBytes) {
        checkArgument(!segments.isEmpty(), "a batch without a segment");
        checkArgument(sizeBytes > 0, "a batch of %s bytes", sizeBytes);
        this.handles = checkNotNull(handles);
        this.segments = List.copyOf(segments);
        this.sizeBytes = sizeBytes;
    }

    /**
     * Another instance for each segment of a checkpoint: Flink's registry takes the same one for a
     * mistake, and says so for each segment.
     */
    public StreamStateHandle handle() {
        return handles.get();
    }

    /** One for each segment, in the order in which they were appended. */
    public List<SegmentLocation> segments() {
        return segments;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public String toString() {
        return "batch of " + segments.size() + " segments, " + sizeBytes + " bytes in " + handle();
    }
}
