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

import org.apache.flink.util.clock.Clock;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The segments that are not on their way yet: those in open batches, of which there is one for each
 * {@link LogEpoch}, and those of batches that were given up. Belongs to the scheduler's lock.
 */
final class SegmentIntake {

    private final UploadHost host;
    private final Clock clock;
    private final Duration delay;
    private final BiConsumer<BatchUpload, Effects> commit;

    /** By the epoch of their segments. Mostly one, and two while a barrier passes. */
    private final Map<Long, BatchUpload> open = new TreeMap<>();

    /** Those whose writers are open. */
    private final Set<LogEpoch> logs = new HashSet<>();

    /** In the order in which they were submitted. */
    private final TreeSet<SegmentUpload> parked = new TreeSet<>();

    /**
     * @param delay of a commit, from the first request on, in case more is going to join
     * @param commit is given each batch when that is over, maybe decided ones
     */
    SegmentIntake(
            UploadHost host, Clock clock, Duration delay, BiConsumer<BatchUpload, Effects> commit) {
        this.host = host;
        this.clock = clock;
        this.delay = delay;
        this.commit = commit;
    }

    void opened(LogEpoch log) {
        logs.add(log);
    }

    void closed(LogEpoch log) {
        logs.remove(log);
    }

    /** Open batches that are to be committed, and that no log is in the epoch of. */
    List<BatchUpload> complete() {
        return open.values().stream()
                .filter(BatchUpload::isCommitRequested)
                .filter(
                        batch ->
                                logs.stream()
                                        .noneMatch(log -> log.lastCheckpointId() == batch.epoch()))
                .collect(Collectors.toList());
    }

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

    /** That of an epoch, if it was opened too long ago to take one more segment. */
    Optional<BatchUpload> fullByAgeIn(long epoch) {
        return openIn(epoch).filter(batch -> batch.isFullByAge(clock.relativeTimeNanos()));
    }

    /** Whether one is open that accepts more, and is to be committed soon anyway. */
    boolean awaitsMore(long epoch) {
        return openIn(epoch).filter(BatchUpload::isCommitRequested).isPresent()
                && !fullByAgeIn(epoch).isPresent();
    }

    /** Open batches in which one of these segments is wanted are to be committed soon. */
    void requestCommit(Collection<SegmentUpload> segments, Effects effects) {
        for (BatchUpload batch : openBatches()) {
            if (segments.stream().anyMatch(batch.wanted()::contains) && batch.requestCommit()) {
                if (delay.isZero()) {
                    commit.accept(batch, effects);
                } else {
                    host.later(delay, later -> commit.accept(batch, later));
                }
            }
        }
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
