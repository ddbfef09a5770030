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
package org.apache.flink.changelog.segment;

import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a segment should contain, in the plainest form, and how to make a real one of it. */
public final class ModelSegment {

    public static final UUID LOG = new UUID(0x0102030405060708L, 0x090A0B0C0D0E0F10L);

    private final KeyGroupRange range;
    private final List<StateChange> changes = new ArrayList<>();

    public ModelSegment(KeyGroupRange range) {
        this.range = range;
    }

    public ModelSegment metadata(byte[] bytes) {
        changes.add(StateChange.ofMetadataChange(bytes));
        return this;
    }

    public ModelSegment change(int keyGroup, byte[] bytes) {
        changes.add(StateChange.ofDataChange(keyGroup, bytes));
        return this;
    }

    /** A segment of many shapes: no, few or many key groups and changes, of zero to huge size. */
    public static ModelSegment random(Random random) {
        int first = random.nextInt(100);
        ModelSegment model = new ModelSegment(KeyGroupRange.of(first, first + random.nextInt(128)));
        int count = 1 + random.nextInt(random.nextBoolean() ? 20 : 2000);
        int maxBytes = 1 << random.nextInt(12);
        for (int i = 0; i < count; i++) {
            boolean huge = random.nextInt(500) == 0;
            byte[] bytes = new byte[huge ? random.nextInt(200_000) : random.nextInt(maxBytes)];
            if (random.nextBoolean()) {
                random.nextBytes(bytes);
            }
            if (random.nextInt(50) == 0) {
                model.metadata(bytes);
            } else {
                model.change(first + random.nextInt(model.range.getNumberOfKeyGroups()), bytes);
            }
        }
        return model;
    }

    public KeyGroupRange range() {
        return range;
    }

    public List<StateChange> changes() {
        return changes;
    }

    public SealedSegment seal(ChunkPool pool) throws IOException {
        return seal(pool, SequenceNumber.of(0));
    }

    public SealedSegment seal(ChunkPool pool, SequenceNumber first) throws IOException {
        try (SegmentBuffer buffer = new SegmentBuffer(LOG, range, pool, first)) {
            for (StateChange change : changes) {
                append(buffer, change);
            }
            return buffer.seal().orElseThrow();
        }
    }

    public static void append(SegmentBuffer buffer, StateChange change) throws IOException {
        DataOutputView view =
                change.getKeyGroup() == StateChange.META_KEY_GROUP
                        ? buffer.beginMetadata()
                        : buffer.beginChange(change.getKeyGroup());
        view.write(change.getChange());
        buffer.commitChange();
    }

    /** What a reader of some key groups gets: metadata, then by key group, each in order. */
    public List<StateChange> expected(KeyGroupRange wanted) {
        return changes.stream()
                .filter(
                        change ->
                                change.getKeyGroup() == StateChange.META_KEY_GROUP
                                        || wanted.contains(change.getKeyGroup()))
                .sorted(Comparator.comparingInt(StateChange::getKeyGroup))
                .collect(Collectors.toList());
    }

    /** In a form that can be compared and printed. */
    public static List<String> describe(List<StateChange> changes) {
        return changes.stream()
                .map(
                        change ->
                                change.getKeyGroup()
                                        + ":"
                                        + change.getChange().length
                                        + ":"
                                        + java.util.Arrays.hashCode(change.getChange()))
                .collect(Collectors.toList());
    }
}
