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

import org.apache.flink.changelog.format.BatchDirectory;
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.format.UnknownSegmentVersionException;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;

import static org.assertj.core.api.Assertions.assertThat;

class DamageTest {

    private static final KeyGroupRange ALL = KeyGroupRange.of(0, 9);

    private final ModelSegment model = new ModelSegment(ALL);
    private final List<SegmentLocation> locations = new ArrayList<>();

    @BeforeEach
    void fillModel() {
        model.metadata("a state".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int i = 0; i < 20; i++) {
            model.change(i % 7, new byte[i]);
        }
        model.change(8, new byte[5000]);
    }

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void noFlippedByteIsAccepted(SegmentCompression compression) throws Exception {
        byte[] batch = Batches.encode(List.of(model, model), compression, locations);
        for (int at = 0; at < batch.length; at++) {
            byte[] damaged = batch.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            int damages = 0;
            for (SegmentLocation location : locations) {
                boolean inside =
                        at >= location.offset() && at < location.offset() + location.lengthBytes();
                Optional<IOException> error = readingError(damaged, location.offset(), true);
                assertThat(error.isPresent()).as("byte %s", at).isEqualTo(inside);
                error.ifPresent(e -> assertThat(e).isInstanceOf(CorruptSegmentException.class));
                damages += inside ? 1 : 0;
            }
            if (damages == 0) {
                assertThat(listingError(damaged))
                        .as("byte %s", at)
                        .containsInstanceOf(CorruptSegmentException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, true", "LZ4, true", "LZ4, false", "ZSTD, true", "ZSTD, false"})
    void everyTruncationIsFoundOut(SegmentCompression compression, boolean sizeKnown)
            throws Exception {
        byte[] batch = Batches.encode(List.of(model), compression, locations);
        long offset = locations.get(0).offset();
        long end = offset + locations.get(0).lengthBytes();
        for (int length = 0; length < batch.length; length++) {
            byte[] truncated = Arrays.copyOf(batch, length);
            Optional<IOException> error = readingError(truncated, offset, sizeKnown);
            if (length < end) {
                assertThat(error).containsInstanceOf(TruncatedSegmentException.class);
            } else {
                assertThat(error).isEmpty();
            }
            // A batch that is cut has no tail, so what is found there is anything.
            assertThat(listingError(truncated)).isPresent();
        }
    }

    @Test
    void whatIsNoLogOfOursIsAnsweredWithTheWayAcross() throws Exception {
        assertThat(readingError(new byte[5000], 0, true))
                .containsInstanceOf(CorruptSegmentException.class)
                .hasValueSatisfying(
                        error ->
                                assertThat(error)
                                        .hasMessageContainingAll(
                                                "offset 0", "savepoint with stock Flink"));
    }

    @Test
    void unknownVersionIsNotTakenForCorruption() throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
        int offset = (int) locations.get(0).offset();
        ByteBuffer.wrap(batch).putInt(offset + 4, 2);
        sealPreamble(batch, offset);
        UnknownSegmentVersionException error =
                (UnknownSegmentVersionException) readingError(batch, offset, true).orElseThrow();
        assertThat(error.resource()).isEqualTo(RecordingSource.NAME);
        assertThat(error.offset()).isEqualTo(offset);
        assertThat(error.expected()).isEqualTo("version 1");
        assertThat(error.found()).isEqualTo("version 2");
        assertThat(error).hasMessageContaining(RecordingSource.NAME + " at offset " + offset);
    }

    @Test
    void unknownVersionOfABatchIsNotTakenForCorruption() throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
        byte[] newHeader = batch.clone();
        ByteBuffer.wrap(newHeader).putInt(4, 2);
        sealPreamble(newHeader, 0);
        assertThat(listingError(newHeader))
                .containsInstanceOf(UnknownSegmentVersionException.class);
        byte[] newTail = batch.clone();
        ByteBuffer tail = ByteBuffer.wrap(newTail);
        tail.putInt(batch.length - 12, 2);
        tail.putInt(batch.length - 8, crc(newTail, batch.length - 16, 8));
        assertThat(listingError(newTail)).containsInstanceOf(UnknownSegmentVersionException.class);
    }

    @Test
    void tailThatNamesADirectoryTooShortForOneIsCorrupt() throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
        for (int length = -1; length < 24; length++) {
            ByteBuffer.wrap(batch).putInt(batch.length - 16, length);
            ByteBuffer.wrap(batch).putInt(batch.length - 8, crc(batch, batch.length - 16, 8));
            assertThat(listingError(batch)).containsInstanceOf(CorruptSegmentException.class);
        }
    }

    @Test
    void errorsNameResourceAndOffset() throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
        int last = (int) (locations.get(0).offset() + locations.get(0).lengthBytes() - 1);
        batch[last] ^= 1;
        CorruptSegmentException error =
                (CorruptSegmentException)
                        readingError(batch, locations.get(0).offset(), true).orElseThrow();
        assertThat(error.resource()).isEqualTo(RecordingSource.NAME);
        assertThat(error.offset()).isBetween(locations.get(0).offset(), (long) last);
        assertThat(error.expected()).contains("CRC32C");
        assertThat(error).hasMessageContaining(error.expected()).hasMessageContaining("found");

        TruncatedSegmentException truncated =
                (TruncatedSegmentException)
                        readingError(batch, batch.length - 3, true).orElseThrow();
        assertThat(truncated.offset()).isEqualTo(batch.length - 3);
        assertThat(truncated.expected()).isEqualTo("16 bytes");
        assertThat(truncated.found()).contains("" + batch.length);
    }

    @Test
    void placeWhereNoSegmentBeginsIsCorrupt() throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
        for (int offset = 0; offset < batch.length - 16; offset++) {
            if (offset != locations.get(0).offset()) {
                assertThat(readingError(batch, offset, true))
                        .containsInstanceOf(CorruptSegmentException.class);
            }
        }
        assertThat(readingError(batch, -1, true))
                .containsInstanceOf(TruncatedSegmentException.class);
        assertThat(readingError(batch, Long.MAX_VALUE, true))
                .containsInstanceOf(TruncatedSegmentException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void absurdLengthIsRefusedBeforeMemoryIsAllocated(boolean sizeKnown) throws Exception {
        byte[] batch = Batches.encode(List.of(model), SegmentCompression.LZ4, locations);
        int offset = (int) locations.get(0).offset();
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 64 << 20}) {
            byte[] damaged = batch.clone();
            ByteBuffer.wrap(damaged).putInt(offset + 8, length);
            sealPreamble(damaged, offset);
            RecordingSource source = new RecordingSource(damaged, sizeKnown);
            assertThat(readingError(source, offset)).isPresent();
            assertThat(source.longestRead()).isLessThanOrEqualTo(4 << 20);
        }
    }

    @ParameterizedTest
    @CsvSource({"LZ4, true", "LZ4, false", "ZSTD, true", "ZSTD, false"})
    void damageBehindARightChecksumIsRefusedToo(SegmentCompression compression, boolean sizeKnown)
            throws Exception {
        Random random = Seed.random();
        byte[] batch = Batches.encode(List.of(model), compression, locations);
        int offset = (int) locations.get(0).offset();
        int bodyBytes = ByteBuffer.wrap(batch).getInt(offset + 8);
        // Everything after the log id: numbers and lengths that the checksum would protect.
        for (int at = offset + 16 + 16; at < offset + 16 + bodyBytes; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] damaged = batch.clone();
                damaged[at] = (byte) value;
                if (random.nextInt(10) == 0) {
                    Arrays.fill(damaged, at, offset + 16 + bodyBytes, (byte) 0xFF);
                }
                int crc = crc(damaged, offset + 16, bodyBytes);
                ByteBuffer.wrap(damaged).putInt(offset + 16 + bodyBytes, crc);
                RecordingSource source = new RecordingSource(damaged, sizeKnown);
                // Whether this is found out depends on the field; it must not be another error.
                readingError(source, offset);
                assertThat(source.longestRead()).isLessThanOrEqualTo(4 << 20);
            }
        }
    }

    private static Optional<IOException> readingError(byte[] batch, long offset, boolean sizeKnown)
            throws Exception {
        return readingError(new RecordingSource(batch, sizeKnown), offset);
    }

    /** Any exception that is not one of the three fails the test. */
    private static Optional<IOException> readingError(RecordingSource source, long offset)
            throws Exception {
        try {
            Batches.read(source, offset, ALL);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(checkedKind(e.getCause()));
        } catch (IOException e) {
            return Optional.of(checkedKind(e));
        }
    }

    private static Optional<IOException> listingError(byte[] batch) {
        try {
            BatchDirectory directory = BatchDirectoryReader.read(new RecordingSource(batch, true));
            assertThat(directory.entries()).isNotEmpty();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(checkedKind(e));
        }
    }

    private static IOException checkedKind(IOException e) {
        assertThat(e)
                .isInstanceOfAny(
                        CorruptSegmentException.class,
                        TruncatedSegmentException.class,
                        UnknownSegmentVersionException.class);
        return e;
    }

    private static void sealPreamble(byte[] bytes, int offset) {
        ByteBuffer.wrap(bytes).putInt(offset + 12, crc(bytes, offset, 12));
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
