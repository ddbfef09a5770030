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
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.shaded.io.airlift.compress.Compressor;
import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdDecompressor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SegmentCompressionTest {

    /** Bytes around what a decompressor may touch. */
    private static final int MARGIN = 64;

    private final Random random = Seed.random();

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void anyBytesAreCompressedAndComeBack(SegmentCompression compression) {
        for (int round = 0; round < 100; round++) {
            assertComesBack(compression, anyBytes(random, 1 + random.nextInt(150_000)));
        }
        for (int length = 1; length < 200; length++) {
            assertComesBack(compression, anyBytes(random, length));
        }
        // Longer than the window of either algorithm.
        assertComesBack(compression, anyBytes(random, 5_000_000));
    }

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void manyThreadsCompressAtOnce(SegmentCompression compression) {
        long seed = random.nextLong();
        IntStream.range(0, 100)
                .parallel()
                .forEach(i -> assertComesBack(compression, anyBytes(new Random(seed + i), 20_000)));
    }

    @Test
    void severalZstdFramesAreOneBlock() {
        byte[] first = compressed(SegmentCompression.ZSTD, new byte[100]);
        byte[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(first, 0, both, first.length, first.length);
        assertThat(SegmentCompression.ZSTD.decompress(located(both), new byte[200])).isTrue();
        assertThat(SegmentCompression.ZSTD.decompress(located(both), new byte[100])).isFalse();
        assertThat(SegmentCompression.ZSTD.decompress(located(both), new byte[300])).isFalse();
    }

    @Test
    void damagedContentOfAZstdFrameIsNoticedByTheFrameItself() {
        byte[] noise = new byte[1000];
        random.nextBytes(noise);
        byte[] frame = compressed(SegmentCompression.ZSTD, noise);
        frame[frame.length / 2] ^= 1;
        assertThat(SegmentCompression.ZSTD.decompress(located(frame), noise)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = SegmentCompression.class,
            names = {"LZ4", "ZSTD"})
    void entryThatClaimsMoreThanTheBoundIsCorrupt(SegmentCompression compression) throws Exception {
        assertThat(decodeEntry(compression, 255 * 20, 20).rawBytes()).isEqualTo(255 * 20);
        for (int raw : new int[] {255 * 20 + 1, 128 << 10, SegmentFormat.MAX_BLOCK_BYTES}) {
            assertThatThrownBy(() -> decodeEntry(compression, raw, 20))
                    .isInstanceOf(CorruptSegmentException.class)
                    .hasMessageContaining("at most 5100 bytes out of 20");
        }
    }

    /** Another release is to be examined as ADR 0007 says, before its number is written here. */
    @Test
    void zstdOfFlinksRuntimeIsTheReleaseThatWasExamined() throws Exception {
        URI jar =
                ZstdDecompressor.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        try (FileSystem content = FileSystems.newFileSystem(Path.of(jar), (ClassLoader) null)) {
            assertThat(content.getPath("META-INF/NOTICE"))
                    .content()
                    .contains("- io.airlift:aircompressor:0.27\n");
        }
    }

    /**
     * The decompressor reaches into memory without the checks of the JVM, so its own must be right.
     * Malformed frames lie between, and are decompressed to between, bytes that must neither change
     * nor matter.
     */
    @Test
    void zstdTouchesNothingOutsideOfItsBounds() {
        int accepted = 0;
        int rounds = 10_000;
        for (int round = 0; round < rounds; round++) {
            byte[] raw = anyBytes(random, 1 + random.nextInt(2000));
            byte[] frame = damaged(compressed(SegmentCompression.ZSTD, raw));
            int room = random.nextInt(4) == 0 ? random.nextInt(raw.length + 1) : raw.length;
            Optional<byte[]> once = decompressAmong((byte) 0x5A, frame, room);
            Optional<byte[]> again = decompressAmong((byte) 0xFF, frame, room);
            assertThat(once.isPresent()).isEqualTo(again.isPresent());
            if (once.isPresent()) {
                assertThat(once.get()).isEqualTo(again.get());
                accepted++;
            }
        }
        assertThat(accepted).isBetween(rounds / 100, rounds / 2);
    }

    private byte[] damaged(byte[] frame) {
        for (int i = random.nextInt(4); i > 0; i--) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
        boolean cut = random.nextInt(4) == 0;
        return cut ? Arrays.copyOf(frame, 1 + random.nextInt(frame.length)) : frame;
    }

    /** What was decompressed; empty if the frame is malformed. */
    private static Optional<byte[]> decompressAmong(byte margin, byte[] frame, int room) {
        byte[] in = new byte[frame.length + 2 * MARGIN];
        Arrays.fill(in, margin);
        System.arraycopy(frame, 0, in, MARGIN, frame.length);
        byte[] out = new byte[room + 2 * MARGIN];
        Arrays.fill(out, MARGIN + room, out.length, margin);
        Arrays.fill(out, 0, MARGIN, margin);
        Optional<byte[]> result = Optional.empty();
        try {
            int length =
                    new ZstdDecompressor().decompress(in, MARGIN, frame.length, out, MARGIN, room);
            result = Optional.of(Arrays.copyOfRange(out, MARGIN, MARGIN + length));
        } catch (RuntimeException e) {
            // As SegmentCompression takes it.
        }
        for (int i = 0; i < MARGIN; i++) {
            assertThat(out[i]).isEqualTo(margin);
            assertThat(out[out.length - 1 - i]).isEqualTo(margin);
        }
        return result;
    }

    private static BlockEntry decodeEntry(SegmentCompression compression, int raw, int stored)
            throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        KeyGroupRange keyGroups = KeyGroupRange.of(0, 0);
        new BlockEntry(
                        Optional.of(keyGroups),
                        1,
                        new BlockEntry.StoredBytes(compression, raw, stored, 0))
                .encode(out, 0);
        return BlockEntry.decode(located(out.getCopyOfBuffer()), keyGroups);
    }

    private static void assertComesBack(SegmentCompression compression, byte[] raw) {
        byte[] back = new byte[raw.length];
        assertThat(compression.decompress(located(compressed(compression, raw)), back)).isTrue();
        assertThat(back).isEqualTo(raw);
    }

    private static byte[] compressed(SegmentCompression compression, byte[] raw) {
        if (compression == SegmentCompression.NONE) {
            return raw.clone();
        }
        Compressor compressor = compression.newCompressor();
        byte[] into = new byte[compressor.maxCompressedLength(raw.length)];
        return Arrays.copyOf(into, compressor.compress(raw, 0, raw.length, into, 0, into.length));
    }

    private static LocatedBytes located(byte[] bytes) {
        return new LocatedBytes("f", 0, bytes, 0, bytes.length);
    }

    /** Noise, then noise mixed with repetitions, long or short, of what was there before. */
    private static byte[] anyBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        int symbols = 1 + random.nextInt(256);
        int longest = 1 << random.nextInt(12);
        int noise = random.nextInt(30);
        int at = 0;
        while (at < length) {
            for (int i = random.nextInt(noise + 1); i >= 0 && at < length; i--) {
                bytes[at++] = (byte) random.nextInt(symbols);
            }
            int from = random.nextInt(at);
            for (int i = random.nextInt(longest); i > 0 && at < length; i--) {
                bytes[at++] = bytes[from++];
            }
        }
        return bytes;
    }
}
