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

import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdDecompressor;

import net.jpountz.lz4.LZ4Factory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A segment taken apart, to be changed and put together again with lengths and checksums that are
 * right: what a faulty or malicious writer could make. Knows the format on its own, from {@code
 * docs/format/segment-v1.md}.
 */
final class SegmentParts {

    private static final int PREAMBLE_BYTES = 16;
    private static final int FIELD_BYTES = 40;

    /** Log id, sequence numbers, key groups. */
    final byte[] fields;

    long recordCount;
    final List<IndexEntry> index = new ArrayList<>();

    /** Bytes of the blocks; those that an entry is about are found by the lengths in the index. */
    final List<byte[]> blocks = new ArrayList<>();

    private SegmentParts(byte[] fields, long recordCount) {
        this.fields = fields;
        this.recordCount = recordCount;
    }

    /** Takes a segment apart that is as it should be. */
    static SegmentParts of(byte[] batch, int offset) {
        int bodyBytes = ByteBuffer.wrap(batch).getInt(offset + 8);
        ByteBuffer body = ByteBuffer.wrap(batch, offset + PREAMBLE_BYTES, bodyBytes);
        byte[] fields = new byte[FIELD_BYTES];
        body.get(fields);
        SegmentParts parts = new SegmentParts(fields, varint(body));
        int blockAt = offset + PREAMBLE_BYTES + bodyBytes + Integer.BYTES;
        for (long left = varint(body); left > 0; left--) {
            IndexEntry entry = IndexEntry.read(body);
            parts.index.add(entry);
            int end = blockAt + (int) entry.storedBytes();
            parts.blocks.add(Arrays.copyOfRange(batch, blockAt, end));
            blockAt = end;
        }
        return parts;
    }

    SegmentParts copy() {
        SegmentParts copy = new SegmentParts(fields.clone(), recordCount);
        index.forEach(entry -> copy.index.add(entry.copy()));
        blocks.forEach(block -> copy.blocks.add(block.clone()));
        return copy;
    }

    /** What it means, read in the plainest way; fails if it means nothing. */
    List<StateChange> records() {
        List<StateChange> records = new ArrayList<>();
        int keyGroup = ByteBuffer.wrap(fields).getInt(32);
        for (int i = 0; i < index.size(); i++) {
            IndexEntry entry = index.get(i);
            ByteBuffer raw = ByteBuffer.wrap(entry.decompress(blocks.get(i)));
            int lastKeyGroup = keyGroup + (int) entry.keyGroupDistance();
            keyGroup += entry.isMetadata() ? 0 : entry.numbers.get(0).intValue();
            for (long left = entry.recordCount(); left > 0; left--) {
                long head = varint(raw);
                keyGroup += (head & 1) == 0 ? 0 : (int) varint(raw);
                byte[] change = new byte[(int) (head >> 1)];
                raw.get(change);
                records.add(
                        entry.isMetadata()
                                ? StateChange.ofMetadataChange(change)
                                : StateChange.ofDataChange(keyGroup, change));
            }
            checkState(!raw.hasRemaining() && keyGroup == lastKeyGroup, "block %s", i);
        }
        return records;
    }

    byte[] seal() {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        blocks.forEach(stored::writeBytes);
        byte[] allStored = stored.toByteArray();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(fields);
        writeVarint(body, recordCount);
        writeVarint(body, index.size());
        long blockAt = 0;
        for (IndexEntry entry : index) {
            entry.write(body);
            long end = blockAt + entry.storedBytes();
            boolean there = blockAt >= 0 && end >= blockAt && end <= allStored.length;
            body.writeBytes(u4(there ? crc(allStored, (int) blockAt, (int) (end - blockAt)) : 0));
            blockAt = end;
        }
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(frame("GICS", body.toByteArray()));
        segment.writeBytes(allStored);
        return segment.toByteArray();
    }

    /** Preamble, body, and both checksums. */
    static byte[] frame(String magic, byte[] body) {
        byte[] frame = new byte[PREAMBLE_BYTES + body.length + Integer.BYTES];
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.put(magic.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.putInt(1).putInt(body.length).putInt(crc(frame, 0, 12));
        out.put(body).putInt(crc(body, 0, body.length));
        return frame;
    }

    static int crc(byte[] bytes, int off, int len) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, off, len);
        return (int) crc.getValue();
    }

    private static byte[] u4(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Of a negative number, ten bytes, which no reader may accept. */
    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** What the index says about a block, but for its checksum. */
    static final class IndexEntry {

        int flags;

        /** Key groups if it is not metadata, records, raw length, stored length if compressed. */
        final List<Long> numbers = new ArrayList<>();

        private IndexEntry(int flags) {
            this.flags = flags;
        }

        private static IndexEntry read(ByteBuffer in) {
            IndexEntry entry = new IndexEntry(in.get() & 0xFF);
            int count = 2 + (entry.isMetadata() ? 0 : 2) + ((entry.flags & 0x7F) == 0 ? 0 : 1);
            for (int i = 0; i < count; i++) {
                entry.numbers.add(varint(in));
            }
            in.getInt();
            return entry;
        }

        private IndexEntry copy() {
            IndexEntry copy = new IndexEntry(flags);
            copy.numbers.addAll(numbers);
            return copy;
        }

        private void write(ByteArrayOutputStream out) {
            out.write(flags);
            numbers.forEach(number -> writeVarint(out, number));
        }

        boolean isMetadata() {
            return (flags & 0x80) != 0;
        }

        private byte[] decompress(byte[] stored) {
            byte[] raw = new byte[numbers.get(isMetadata() ? 1 : 3).intValue()];
            switch (flags & 0x7F) {
                case 1:
                    LZ4Factory.safeInstance().safeDecompressor().decompress(stored, raw);
                    return raw;
                case 2:
                    new ZstdDecompressor().decompress(stored, 0, stored.length, raw, 0, raw.length);
                    return raw;
                default:
                    return stored;
            }
        }

        /** From the last key group of the block before to the last of this one. */
        private long keyGroupDistance() {
            return isMetadata() ? 0 : numbers.get(0) + numbers.get(1);
        }

        long recordCount() {
            return numbers.get(isMetadata() ? 0 : Math.min(2, numbers.size() - 1));
        }

        long storedBytes() {
            return numbers.get(numbers.size() - 1);
        }

        void setStoredBytes(long bytes) {
            numbers.set(numbers.size() - 1, bytes);
        }
    }
}
