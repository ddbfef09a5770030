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
import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files under {@code golden/} are what version 1 is, for ever: a change that breaks this test
 * needs another version, never other files. {@code docs/format/segment-v1.md} explains the smallest
 * of them byte by byte.
 */
class GoldenBytesTest {

    private static final SequenceNumber LARGE = SequenceNumber.of(1L << 33);

    @Test
    void smallBatchHasTheBytesOfTheSpecification() throws Exception {
        assertThat(encode(SegmentCompression.NONE, small()))
                .isEqualTo(golden("segment-v1-small.bin"));
    }

    @Test
    void uncompressedBatchHasTheGoldenBytes() throws Exception {
        assertThat(encode(SegmentCompression.NONE, mixed(), single()))
                .isEqualTo(golden("segment-v1-none.bin"));
    }

    @Test
    void goldenSmallBatchIsRead() throws Exception {
        byte[] batch = golden("segment-v1-small.bin");
        List<BatchDirectory.Entry> entries =
                BatchDirectoryReader.read(new RecordingSource(batch, true)).entries();
        assertThat(entries).hasSize(1);
        assertRead(batch, entries.get(0), small());
    }

    @ParameterizedTest
    @ValueSource(strings = {"segment-v1-none.bin", "segment-v1-lz4.bin", "segment-v1-zstd.bin"})
    void goldenBatchesAreRead(String name) throws Exception {
        byte[] batch = golden(name);
        List<BatchDirectory.Entry> entries =
                BatchDirectoryReader.read(new RecordingSource(batch, true)).entries();
        assertThat(entries).hasSize(2);
        assertRead(batch, entries.get(0), mixed());
        assertRead(batch, entries.get(1), single());
        assertThat(entries.get(0).range().from()).isEqualTo(SequenceNumber.of(0));
        assertThat(entries.get(1).range().from()).isEqualTo(LARGE);
    }

    private static void assertRead(byte[] batch, BatchDirectory.Entry entry, ModelSegment model)
            throws Exception {
        assertThat(entry.logId()).isEqualTo(ModelSegment.LOG);
        assertThat(entry.keyGroupRange()).isEqualTo(model.range());
        assertThat(entry.range().size()).isEqualTo(model.changes().size());
        assertThat(
                        describe(
                                Batches.read(
                                        new RecordingSource(batch, true),
                                        entry.location().offset(),
                                        model.range())))
                .isEqualTo(describe(model.expected(model.range())));
    }

    /** Metadata, two key groups in one block, another order than in the file. */
    private static ModelSegment small() {
        return new ModelSegment(KeyGroupRange.of(2, 5))
                .change(5, ascii("xyz"))
                .metadata(ascii("meta"))
                .change(3, ascii("a"))
                .change(5, ascii(""));
    }

    /** Blocks shared, of one key group, and several of one; numbers that need several bytes. */
    private static ModelSegment mixed() {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 199)).metadata(pattern(300));
        for (int i = 0; i < 60; i++) {
            model.change(i * 37 % 200, pattern(i * i % 90));
        }
        model.change(150, pattern(5000)).metadata(pattern(1)).change(150, pattern(70_000));
        return model.change(199, pattern(10));
    }

    private static ModelSegment single() {
        return new ModelSegment(KeyGroupRange.of(200, 200)).change(200, new byte[0]);
    }

    private static byte[] encode(SegmentCompression compression, ModelSegment... models)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchEncoder encoder = new BatchEncoder(out, compression);
        SequenceNumber first = SequenceNumber.of(0);
        for (ModelSegment model : models) {
            encoder.append(model.seal(new ChunkPool(256, 0), first));
            first = LARGE;
        }
        encoder.finish();
        return out.toByteArray();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 % 251);
        }
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
