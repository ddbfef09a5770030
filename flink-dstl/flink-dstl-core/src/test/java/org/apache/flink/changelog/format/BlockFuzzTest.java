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
package org.apache.flink.changelog.format;

import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.shaded.io.airlift.compress.Compressor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Blocks with right checksums and wrong bytes, as a faulty or malicious writer makes them. */
class BlockFuzzTest {

    private static final int ROUNDS = 50_000;

    private final Random random = Seed.random();

    @Test
    void anyBytesAreRecordsOrCorrupt() {
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] raw = new byte[1 + random.nextInt(20)];
            random.nextBytes(raw);
            // Small numbers, so that some of the blocks are right.
            for (int i = 0; i < raw.length; i++) {
                raw[i] = random.nextInt(8) == 0 ? raw[i] : (byte) random.nextInt(12);
            }
            accepted += decodeAll(raw, SegmentCompression.NONE, raw.length) ? 1 : 0;
        }
        assertThat(accepted).isBetween(1, ROUNDS / 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = SegmentCompression.class,
            names = {"LZ4", "ZSTD"})
    void anyBytesAreDecompressedOrCorrupt(SegmentCompression compression) {
        int accepted = 0;
        int rounds = ROUNDS / 5;
        for (int round = 0; round < rounds; round++) {
            byte[] stored = compressed(new byte[200 + random.nextInt(200)], compression);
            int damages = random.nextInt(4);
            for (int i = 0; i < damages; i++) {
                stored[random.nextInt(stored.length)] = (byte) random.nextInt();
            }
            int length = 1 + random.nextInt(stored.length);
            accepted +=
                    decodeAll(
                                    damages == 0 ? stored : Arrays.copyOf(stored, length),
                                    compression,
                                    1 + random.nextInt(255 * length))
                            ? 1
                            : 0;
        }
        assertThat(accepted).isLessThan(rounds / 2);
    }

    @Test
    void blockThatEndsElsewhereThanItsEntrySaysIsCorrupt() {
        // One record of length 1 and key group 3, then of length 0 and key group 5.
        byte[] right = {2, 9, 1, 2};
        BlockEntry entry = entry(right, 2, KeyGroupRange.of(3, 5));
        assertThat(decodes(right, entry)).isTrue();
        assertThat(decodes(right, entry(right, 2, KeyGroupRange.of(3, 6)))).isFalse();
        assertThat(decodes(right, entry(right, 2, KeyGroupRange.of(3, 4)))).isFalse();
        assertThat(decodes(right, entry(right, 1, KeyGroupRange.of(3, 3)))).isFalse();
        assertThat(decodes(right, entry(right, 3, KeyGroupRange.of(3, 5)))).isFalse();
        BlockEntry metadata =
                new BlockEntry(Optional.empty(), 2, stored(right, SegmentCompression.NONE, 4));
        assertThat(decodes(right, metadata)).isFalse();
    }

    @Test
    void varintOfMoreThanNineBytesIsCorrupt() throws Exception {
        byte[] bytes = new byte[12];
        Arrays.fill(bytes, 0, 11, (byte) 0x80);
        assertThatThrownBy(
                        () ->
                                new LocatedBytes("f", 7, bytes, 0, 12)
                                        .varint("a number", 0, Long.MAX_VALUE))
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("f at offset 7");
        byte[] max = {-1, -1, -1, -1, -1, -1, -1, -1, 0x7F};
        assertThat(new LocatedBytes("f", 0, max, 0, 9).varint("a number", 0, Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
    }

    private boolean decodeAll(byte[] stored, SegmentCompression compression, int rawBytes) {
        int first = random.nextInt(5);
        Optional<KeyGroupRange> keyGroups =
                random.nextInt(5) == 0
                        ? Optional.empty()
                        : Optional.of(KeyGroupRange.of(first, first + random.nextInt(5)));
        return decodes(
                stored,
                new BlockEntry(
                        keyGroups,
                        1 + random.nextInt(Math.min(4, rawBytes)),
                        stored(stored, compression, rawBytes)));
    }

    /** Any exception other than the one of corruption fails the test. */
    private boolean decodes(byte[] stored, BlockEntry entry) {
        KeyGroupRange wanted = KeyGroupRange.of(2, 2 + random.nextInt(5));
        try {
            BlockCodec.Records records =
                    BlockCodec.decode(new LocatedBytes("f", 100, stored, 0, stored.length), entry);
            while (records.hasNext()) {
                records.next(wanted);
            }
            return true;
        } catch (CorruptSegmentException e) {
            return false;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static BlockEntry entry(byte[] raw, int records, KeyGroupRange keyGroups) {
        return new BlockEntry(
                Optional.of(keyGroups), records, stored(raw, SegmentCompression.NONE, raw.length));
    }

    private static BlockEntry.StoredBytes stored(
            byte[] bytes, SegmentCompression compression, int rawBytes) {
        return new BlockEntry.StoredBytes(
                compression, rawBytes, bytes.length, SegmentFormat.crc(bytes, 0, bytes.length));
    }

    private static byte[] compressed(byte[] raw, SegmentCompression compression) {
        Compressor compressor = compression.newCompressor();
        byte[] into = new byte[compressor.maxCompressedLength(raw.length)];
        return Arrays.copyOf(into, compressor.compress(raw, 0, raw.length, into, 0, into.length));
    }
}
