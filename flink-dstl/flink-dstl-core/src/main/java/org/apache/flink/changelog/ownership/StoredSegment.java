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
package org.apache.flink.changelog.ownership;

import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.util.concurrent.atomic.AtomicBoolean;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A durable segment, held by the writer that appended it. Thread-safe.
 *
 * <p>Its batch is kept until the segment is released; see {@link SegmentOwnership}.
 */
public final class StoredSegment {

    private final OwnedBatch batch;
    private final StreamStateHandle handle;
    private final SegmentLocation location;
    private final AtomicBoolean released = new AtomicBoolean();

    StoredSegment(OwnedBatch batch, StreamStateHandle handle, SegmentLocation location) {
        this.batch = batch;
        this.handle = handle;
        this.location = location;
    }

    /** The whole batch; equal for all segments of a batch, but not the same instance. */
    public StreamStateHandle handle() {
        return handle;
    }

    public SegmentLocation location() {
        return location;
    }

    /** A completed checkpoint uses this segment: the batch belongs to the JobManager now. */
    public void confirm() {
        checkState(!released.get(), "a released segment cannot be confirmed: %s", this);
        batch.confirm();
    }

    /**
     * No checkpoint, pending or complete, can need this segment through this writer any more.
     *
     * @throws IllegalStateException if it was released before
     */
    public void release() {
        checkState(released.compareAndSet(false, true), "released twice: %s", this);
        batch.release();
    }

    @Override
    public String toString() {
        return location + " of " + handle;
    }
}
