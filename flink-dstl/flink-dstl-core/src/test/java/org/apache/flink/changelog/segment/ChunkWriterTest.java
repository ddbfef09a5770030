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

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.core.memory.MemorySegmentWritable;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChunkWriterTest {

    /** Small and odd, so that every kind of value meets the end of a chunk. */
    private static final int[] CHUNK_SIZES = {64, 67, 71, 1000};

    @Test
    void everyKindOfValueHasTheBytesThatFlinksSerializerWrites() throws Exception {
        Random random = Seed.random();
        for (int round = 0; round < 200; round++) {
            int chunkSize = CHUNK_SIZES[round % CHUNK_SIZES.length];
            // Flink's does not grow when it skips or copies from an input.
            DataOutputSerializer expected = new DataOutputSerializer(1 << 20);
            ChunkPool pool = new ChunkPool(chunkSize, 100);
            try (SegmentBuffer buffer = newBuffer(pool)) {
                DataOutputView actual = buffer.beginChange(0);
                for (int i = 0; i < 200; i++) {
                    writeRandomValue(random, expected, actual);
                }
                buffer.commitChange();
                assertThat(onlyRecord(buffer.seal().orElseThrow()))
                        .isEqualTo(expected.getCopyOfBuffer());
            }
        }
    }

    @Test
    void lowBytesOfCharactersAreWrittenAsTheInterfaceSays() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        String text = "low bytes only: \u0141\u20ac".repeat(20);
        new DataOutputStream(expected).writeBytes(text);
        try (SegmentBuffer buffer = newBuffer(new ChunkPool(64, 0))) {
            buffer.beginChange(0).writeBytes(text);
            buffer.commitChange();
            assertThat(onlyRecord(buffer.seal().orElseThrow())).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void skippedBytesAreZeroAndNotThoseOfTheChunksPreviousUse() throws Exception {
        ChunkPool pool = new ChunkPool(64, 10);
        byte[] secret = new byte[300];
        java.util.Arrays.fill(secret, (byte) 0x5A);
        try (SegmentBuffer buffer = newBuffer(pool)) {
            buffer.beginChange(0).write(secret);
            buffer.commitChange();
            buffer.seal().orElseThrow().release();
            buffer.beginChange(0).skipBytesToWrite(200);
            buffer.commitChange();
            assertThat(onlyRecord(buffer.seal().orElseThrow())).isEqualTo(new byte[200]);
        }
    }

    @Test
    void tooLongStringIsRefused() throws Exception {
        try (SegmentBuffer buffer = newBuffer(new ChunkPool(1024, 0))) {
            DataOutputView view = buffer.beginChange(0);
            assertThatThrownBy(() -> view.writeUTF("\u20ac".repeat(30_000)))
                    .isInstanceOf(UTFDataFormatException.class)
                    .hasMessageContaining("90000");
            view.writeUTF("a".repeat(65_535));
            buffer.commitChange();
            assertThat(buffer.payloadBytes()).isEqualTo(65_537);
        }
    }

    @Test
    void rangesOutsideOfTheSourceAreRefused() {
        DataOutputView view = newBuffer(new ChunkPool(64, 0)).beginChange(0);
        assertThatThrownBy(() -> view.write(new byte[10], 5, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.write(new byte[10], -1, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.skipBytesToWrite(-1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void recordBeyondTheMaximumIsRefusedAndCanBeAbandoned() throws Exception {
        ChunkPool pool = new ChunkPool(64, 0);
        ChunkWriter writer = new ChunkWriter(pool, 1000);
        writer.beginRecord(0);
        assertThatThrownBy(() -> writer.write(new byte[2000]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 1000 bytes");
        writer.abandonRecord();
        assertThat(writer.retainedBytes()).isZero();

        writer.beginRecord(0);
        writer.write(new byte[1000]);
        assertThat(writer.endRecord()).isEqualTo(1000);

        writer.beginRecord(0);
        writer.write(new byte[1001]);
        assertThatThrownBy(writer::endRecord).isInstanceOf(IOException.class);
    }

    private static void writeRandomValue(
            Random random, DataOutputSerializer expected, DataOutputView actual)
            throws IOException {
        byte[] bytes = new byte[random.nextInt(150)];
        random.nextBytes(bytes);
        int off = random.nextInt(bytes.length + 1);
        int len = random.nextInt(bytes.length - off + 1);
        int kind = random.nextInt(VALUES.size());
        long bits = random.nextLong();
        String text = randomText(random);
        VALUES.get(kind).write(expected, bits, text, bytes, off, len);
        VALUES.get(kind).write(actual, bits, text, bytes, off, len);
    }

    private interface Value {
        void write(DataOutputView out, long bits, String text, byte[] bytes, int off, int len)
                throws IOException;
    }

    private static final List<Value> VALUES = new ArrayList<>();

    static {
        VALUES.add((out, bits, text, bytes, off, len) -> out.write((int) bits));
        VALUES.add((out, bits, text, bytes, off, len) -> out.write(bytes));
        VALUES.add((out, bits, text, bytes, off, len) -> out.write(bytes, off, len));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeBoolean(bits > 0));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeByte((int) bits));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeShort((int) bits));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeChar((int) bits));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeInt((int) bits));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeLong(bits));
        VALUES.add(
                (out, bits, text, bytes, off, len) ->
                        out.writeFloat(Float.intBitsToFloat((int) bits)));
        VALUES.add(
                (out, bits, text, bytes, off, len) ->
                        out.writeDouble(Double.longBitsToDouble(bits)));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeChars(text));
        VALUES.add((out, bits, text, bytes, off, len) -> out.writeUTF(text));
        VALUES.add(
                (out, bits, text, bytes, off, len) -> {
                    byte[] zeros = new byte[len];
                    if (out instanceof DataOutputSerializer) {
                        out.write(zeros);
                    } else {
                        out.skipBytesToWrite(len);
                    }
                });
        VALUES.add(
                (out, bits, text, bytes, off, len) -> {
                    DataInputDeserializer in = new DataInputDeserializer(bytes);
                    in.skipBytesToRead(off);
                    out.write(in, len);
                });
        VALUES.add(
                (out, bits, text, bytes, off, len) ->
                        ((MemorySegmentWritable) out)
                                .write(MemorySegmentFactory.wrap(bytes), off, len));
    }

    /** Characters of one, two and three bytes, NUL and lone surrogates among them. */
    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            int limit = new int[] {0x80, 0x800, 0x10000}[random.nextInt(3)];
            text.append((char) random.nextInt(limit));
        }
        return text.append('\0').toString();
    }

    private static SegmentBuffer newBuffer(ChunkPool pool) {
        return new SegmentBuffer(
                ModelSegment.LOG, KeyGroupRange.of(0, 0), pool, SequenceNumber.of(0));
    }

    private static byte[] onlyRecord(SealedSegment segment) {
        assertThat(segment.recordCount()).isEqualTo(1);
        try (RecordCursor cursor = segment.openCursor()) {
            assertThat(cursor.advance()).isTrue();
            byte[] bytes = new byte[cursor.length()];
            cursor.copyTo(bytes, 0);
            assertThat(cursor.advance()).isFalse();
            return bytes;
        }
    }
}
