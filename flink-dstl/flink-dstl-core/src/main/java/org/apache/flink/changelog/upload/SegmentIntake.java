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
package org.apache.flink.changelog.upload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The segments that are not on their way yet: those in open batches, of which there is one for each
 * {@link LogEpoch}, and those of batches that were given up. Belongs to the scheduler's lock.
 */
final class SegmentIntake {

    /** By the epoch of their segments. Mostly one, and two while a barrier passes. */
    private final Map<Long, BatchUpload> open = new TreeMap<>();

    /** In the order in which they were submitted. */
    private final TreeSet<SegmentUpload> parked = new TreeSet<>();

    Optional<BatchUpload> openIn(long epoch) {
        return Optional.ofNullable(open.get(epoch));
    }

    /** Makes a batch the open one of its epoch. */
    void open(BatchUpload batch) {
        open.put(batch.epoch(), batch);
    }

    List<BatchUpload> openBatches() {
        return List.copyOf(open.values());
    }

    /** Open batches in which one of these segments is wanted. */
    List<BatchUpload> openWith(Collection<SegmentUpload> segments) {
        List<BatchUpload> found = new ArrayList<>();
        for (BatchUpload batch : open.values()) {
            if (segments.stream().anyMatch(batch.wanted()::contains)) {
                found.add(batch);
            }
        }
        return found;
    }

    /** The batch accepts nothing any more, if it did. */
    void shut(BatchUpload batch) {
        open.remove(batch.epoch(), batch);
    }

    void park(SegmentUpload segment) {
        segment.transition(SegmentUpload.State.PARKED);
        parked.add(segment);
    }

    void unpark(SegmentUpload segment) {
        parked.remove(segment);
    }

    /** Takes out all parked segments, in order. */
    List<SegmentUpload> unparkAll() {
        List<SegmentUpload> all = List.copyOf(parked);
        parked.clear();
        return all;
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }
}
