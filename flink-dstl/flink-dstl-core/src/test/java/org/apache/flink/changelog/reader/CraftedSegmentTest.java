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

import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.runtime.state.KeyGroupRange;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Segments with right checksums that claim what no memory has room for: each number of the index,
 * one by one. {@link DecoderFuzzTest} tries them together.
 */
class CraftedSegmentTest {

    private static final long[] CLAIMS = {
        -1,
        Long.MIN_VALUE,
        1 << 24,
        1 << 30,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE,
        1L << 31,
        (1L << 32) + 3,
        1L << 62,
        Long.MAX_VALUE
    };

    private static final KeyGroupRange ALL = KeyGroupRange.of(0, Integer.MAX_VALUE - 1);

    /** More than {@code docs/format/segment-v1.md} promises for so small a segment. */
    private static final long MAX_BYTES = 2 << 20;

    private static final long UNKNOWN_SIZE_BYTES = 4 << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is loaded when it is first used is not what is counted. */
    @BeforeEach
    void readWhatWasWritten() throws Exception {
        for (SegmentCompression compression : SegmentCompression.values()) {
            byte[] segment = parts(compression).seal();
            assertThat(Batches.read(new RecordingSource(segment, true), 0, ALL)).hasSize(21);
        }
    }

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void noNumberOfTheIndexIsBelieved(SegmentCompression compression) throws Exception {
        SegmentParts right = parts(compression);
        for (int block = 0; block < right.index.size(); block++) {
            for (int i = 0; i < right.index.get(block).numbers.size(); i++) {
                for (long claim : CLAIMS) {
                    SegmentParts crafted = right.copy();
                    crafted.index.get(block).numbers.set(i, claim);
                    assertRefused(crafted.seal(), "number " + i + " of block " + block);
                }
            }
        }
    }

    @Test
    void noNumberOfRecordsIsBelieved() throws Exception {
        for (long claim : CLAIMS) {
            SegmentParts crafted = parts(SegmentCompression.LZ4);
            crafted.recordCount = claim;
            assertRefused(crafted.seal(), "records " + claim);
        }
    }

    @Test
    void noNumberOfBlocksIsBelieved() throws Exception {
        for (long claim : CLAIMS) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(parts(SegmentCompression.NONE).fields);
            body.write(1);
            for (long left = claim; ; left >>>= 7) {
                body.write((int) (left & 0x7F) | (left >>> 7 == 0 ? 0 : 0x80));
                if (left >>> 7 == 0) {
                    break;
                }
            }
            assertRefused(SegmentParts.frame("GICS", body.toByteArray()), "blocks " + claim);
        }
    }

    /** As many key groups as there can be, and a block of one record for all of them. */
    @Test
    void aHugeRangeOfKeyGroupsCostsNothing() throws Exception {
        SegmentParts crafted = parts(SegmentCompression.NONE);
        ByteBuffer.wrap(crafted.fields).putInt(32, 0).putInt(36, Integer.MAX_VALUE - 1);
        crafted.index.forEach(
                entry -> {
                    if (!entry.isMetadata()) {
                        entry.numbers.set(1, Integer.MAX_VALUE - 2L);
                    }
                });
        assertRefused(crafted.seal(), "key groups");
    }

    /** Zstandard writes sizes into its frames, which its decompressor need not be told. */
    @ParameterizedTest
    @ValueSource(ints = {0xC0, 0xE0})
    void noSizeInsideOfAFrameOfZstandardIsBelieved(int descriptor) throws Exception {
        ByteBuffer frame = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0xFD2FB528).put((byte) descriptor);
        if ((descriptor & 0x20) == 0) {
            frame.put((byte) 0xFF); // the longest window there is
        }
        frame.putLong(1L << 31); // the content
        frame.put((byte) 0x03).put((byte) 0xFF).put((byte) 0xFF); // a block of one byte, repeated
        SegmentParts crafted = parts(SegmentCompression.ZSTD);
        int last = crafted.blocks.size() - 1;
        crafted.blocks.set(last, frame.array());
        List<Long> numbers = crafted.index.get(last).numbers;
        numbers.set(numbers.size() - 2, 64L * 255);
        numbers.set(numbers.size() - 1, 64L);
        assertRefused(crafted.seal(), "frame");
    }

    private void assertRefused(byte[] segment, String what) throws Exception {
        for (boolean sizeKnown : new boolean[] {true, false}) {
            RecordingSource source = new RecordingSource(segment, sizeKnown);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            Optional<IOException> error = readingError(source);
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertThat(after - before)
                    .as(what)
                    .isLessThan(MAX_BYTES + (sizeKnown ? 0 : UNKNOWN_SIZE_BYTES));
            assertThat(error)
                    .as(what)
                    .hasValueSatisfying(
                            thrown ->
                                    assertThat(thrown)
                                            .isInstanceOfAny(
                                                    CorruptSegmentException.class,
                                                    TruncatedSegmentException.class));
        }
    }

    private static Optional<IOException> readingError(RecordingSource source) throws Exception {
        try {
            Batches.read(source, 0, ALL);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(e.getCause());
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static SegmentParts parts(SegmentCompression compression) throws IOException {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(2, 12)).metadata(new byte[300]);
        for (int i = 0; i < 20; i++) {
            model.change(3 + i % 3, new byte[300]);
        }
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = Batches.encode(List.of(model), compression, locations);
        return SegmentParts.of(batch, (int) locations.get(0).offset());
    }
}
