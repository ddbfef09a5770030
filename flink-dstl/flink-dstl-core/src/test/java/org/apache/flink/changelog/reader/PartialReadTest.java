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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.format.LocatedBytes;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentFormat;
import org.apache.flink.changelog.format.SegmentHeader;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * After a rescale a task reads some key groups of a segment. What that costs is compared with a
 * segment in which nobody else ever wrote anything.
 */
class PartialReadTest {

    private static final KeyGroupRange ALL = KeyGroupRange.of(0, 127);

    /** So many changes are about as long as a segment gets before it is sent: 5 MB. */
    private static final int LONG = 40_000;

    private final Random random = Seed.random();

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void fiveOf128KeyGroupsCostATenthMoreThanTheyAlone(SegmentCompression compression)
            throws Exception {
        Written written = new Written(log(LONG), compression);
        KeyGroupRange wanted = KeyGroupRange.of(3, 7);
        long alone = new Written(written.only(wanted), compression).location.lengthBytes();
        for (boolean sizeKnown : new boolean[] {true, false}) {
            RecordingSource source = written.read(wanted, sizeKnown);
            assertThat(source.bytesRead()).isLessThanOrEqualTo(alone * 11 / 10);
            // The preamble, the rest of the index, metadata, and the neighbouring blocks at once.
            assertThat(source.reads()).isEqualTo(4);
        }
    }

    /** Not a tenth more: 128 entries of an index are long beside one short key group. */
    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void oneKeyGroupCostsTheIndexMoreThanItAlone(SegmentCompression compression) throws Exception {
        Written written = new Written(log(LONG), compression);
        for (int keyGroup : new int[] {0, 1, 64, 127}) {
            KeyGroupRange wanted = KeyGroupRange.of(keyGroup, keyGroup);
            Written alone = new Written(written.only(wanted), compression);
            long bytes = written.read(wanted, true).bytesRead();
            assertThat(bytes - written.headerBytes())
                    .isEqualTo(alone.location.lengthBytes() - alone.headerBytes());
            assertThat(written.headerBytes()).isLessThan(4096);
            assertThat(bytes).isLessThan(written.location.lengthBytes() / 50);
        }
    }

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void allKeyGroupsInPartsCostTheIndexAndMetadataMoreForEachPart(SegmentCompression compression)
            throws Exception {
        Written written = new Written(log(LONG), compression);
        long metadataBytes = written.read(KeyGroupRange.of(500, 500), true).bytesRead();
        long sum = 0;
        for (int first = 0; first < 128; first += 16) {
            sum += written.read(KeyGroupRange.of(first, first + 15), true).bytesRead();
        }
        assertThat(sum).isEqualTo(written.location.lengthBytes() + 7 * metadataBytes);
    }

    /** Here key groups share blocks, of which those at both ends may be mostly others'. */
    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void someKeyGroupsOfAShortSegmentCostTwoBlocksMoreAtMost(SegmentCompression compression)
            throws Exception {
        Written written = new Written(log(500), compression);
        KeyGroupRange wanted = KeyGroupRange.of(3, 7);
        Written alone = new Written(written.only(wanted), compression);
        long more = written.read(wanted, true).bytesRead() - alone.location.lengthBytes();
        assertThat(more - written.headerBytes()).isLessThan(2 * 4400);
        assertThat(written.read(wanted, true).bytesRead())
                .isLessThan(written.location.lengthBytes() / 4);
    }

    /** Counters and words by key: what a state backend logs. */
    private ModelSegment log(int changes) {
        ModelSegment model = new ModelSegment(ALL).metadata(new byte[200]);
        for (int i = 0; i < changes; i++) {
            int key = random.nextInt(50_000);
            byte[] word =
                    ("user-" + key * 31 % 9973 + "/page-" + key % 101)
                            .getBytes(StandardCharsets.US_ASCII);
            ByteBuffer change = ByteBuffer.allocate(100 + word.length);
            change.put((byte) 1).putShort((short) (i % 3)).putInt(key).put(word);
            change.putLong(1_700_000_000_000L + i).putLong(random.nextLong()).putDouble(key / 7.0);
            model.change(key % 128, change.array());
        }
        return model;
    }

    /** A batch of one segment. */
    private static final class Written {
        private final ModelSegment model;
        private final byte[] batch;
        private final SegmentLocation location;

        private Written(ModelSegment model, SegmentCompression compression) throws Exception {
            List<SegmentLocation> locations = new ArrayList<>();
            this.model = model;
            this.batch = Batches.encode(List.of(model), compression, locations);
            this.location = locations.get(0);
        }

        private ModelSegment only(KeyGroupRange wanted) {
            ModelSegment only = new ModelSegment(wanted);
            for (StateChange change : model.expected(wanted)) {
                if (change.getKeyGroup() == StateChange.META_KEY_GROUP) {
                    only.metadata(change.getChange());
                } else {
                    only.change(change.getKeyGroup(), change.getChange());
                }
            }
            return only;
        }

        private RecordingSource read(KeyGroupRange wanted, boolean sizeKnown) throws Exception {
            RecordingSource source = new RecordingSource(batch, sizeKnown);
            assertThat(describe(Batches.read(source, location.offset(), wanted)))
                    .isEqualTo(describe(model.expected(wanted)));
            return source;
        }

        private int headerBytes() throws Exception {
            int offset = (int) location.offset();
            byte[] preamble =
                    Arrays.copyOfRange(batch, offset, offset + SegmentFormat.PREAMBLE_BYTES);
            return SegmentHeader.lengthBytes(
                    new LocatedBytes("batch", offset, preamble, 0, preamble.length));
        }
    }
}
