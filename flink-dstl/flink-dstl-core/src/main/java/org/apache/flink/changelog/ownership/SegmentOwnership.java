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

import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;

import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Counts who still needs the batches that this TaskManager has stored.
 *
 * <p>A batch holds segments of several writers. The TaskManager owns it until the first of its
 * segments is confirmed; from then on it belongs to the JobManager's shared-state registry and is
 * never deleted here. A batch of which all segments were released without a confirmation is deleted
 * through the {@link DiscardQueue}. A segment that is neither released nor confirmed keeps its
 * batch: that is what happens to segments in the handle of a checkpoint whose outcome is unknown.
 *
 * <p>Thread-safe.
 */
public final class SegmentOwnership {

    private final SegmentStore store;
    private final DiscardQueue discards;

    /**
     * @param discards stays the caller's
     */
    public SegmentOwnership(SegmentStore store, DiscardQueue discards) {
        this.store = checkNotNull(store);
        this.discards = checkNotNull(discards);
    }

    /**
     * Takes ownership of a batch that was just stored.
     *
     * @return its segments, in the order in which they were appended, each to be released or
     *     confirmed by its writer
     */
    public List<StoredSegment> adopt(StoredBatch batch) {
        return new OwnedBatch(batch, this::discard, store::forget).segments();
    }

    /** Takes ownership of a batch that was stored too late: nobody will need it. */
    public void discard(StoredBatch batch) {
        discards.add(batch.toString(), () -> store.delete(batch));
    }

    /** Takes ownership of a batch that was not committed, and could not be dropped at once. */
    public void discard(PendingBatch batch) {
        discards.add("an upload that did not succeed: " + batch, batch::close);
    }
}
