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
import org.apache.flink.changelog.store.StoredBatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A stored batch and the count of its segments that somebody may still need. Thread-safe.
 *
 * <pre>
 *            a segment is confirmed
 *   OURS ──────────────────────────────► CONFIRMED   the JobManager deletes it
 *     │      the last segment is released
 *     └────────────────────────────────► GARBAGE     we delete it
 * </pre>
 */
final class OwnedBatch {

    private enum Owner {
        OURS,
        CONFIRMED,
        GARBAGE
    }

    private final StoredBatch batch;
    private final Consumer<StoredBatch> discard;
    private final Consumer<StoredBatch> forget;
    private final Object lock = new Object();

    /** Segments that were not released yet; never negative. */
    @GuardedBy("lock")
    private int needed;

    @GuardedBy("lock")
    private Owner owner = Owner.OURS;

    OwnedBatch(StoredBatch batch, Consumer<StoredBatch> discard, Consumer<StoredBatch> forget) {
        this.batch = batch;
        this.discard = discard;
        this.forget = forget;
        this.needed = batch.segments().size();
    }

    List<StoredSegment> segments() {
        List<StoredSegment> segments = new ArrayList<>(batch.segments().size());
        for (SegmentLocation location : batch.segments()) {
            segments.add(new StoredSegment(this, batch.handle(), location));
        }
        return segments;
    }

    /** One segment fewer is needed. Called at most once for each segment. */
    void release() {
        boolean ours;
        synchronized (lock) {
            checkState(needed > 0, "more segments were released than there are in %s", batch);
            needed--;
            if (needed > 0) {
                return;
            }
            ours = owner == Owner.OURS;
            if (ours) {
                transition(Owner.GARBAGE);
            }
        }
        if (ours) {
            discard.accept(batch);
        } else {
            forget.accept(batch);
        }
    }

    void confirm() {
        synchronized (lock) {
            if (owner != Owner.CONFIRMED) {
                transition(Owner.CONFIRMED);
            }
        }
    }

    /** Legal: OURS to CONFIRMED, OURS to GARBAGE. */
    @GuardedBy("lock")
    private void transition(Owner to) {
        checkState(owner == Owner.OURS, "%s is %s and cannot become %s", batch, owner, to);
        owner = to;
    }
}
