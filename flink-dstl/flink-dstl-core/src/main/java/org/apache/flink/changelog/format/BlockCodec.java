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

import org.apache.flink.changelog.segment.RecordCursor;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.shaded.io.airlift.compress.Compressor;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The records of a block, before compression.
 *
 * <pre>
 *  varint  head = 2 * length + (1 if the key group is another than that of the record before)
 *  varint  distance to the key group of the record before, at least 1; only if head is odd
 *  ...     length bytes
 * </pre>
 *
 * The first record has the first key group of the block's index entry, the last record the last;
 * key groups never decrease. In a block of metadata no head is odd.
 */
public final class BlockCodec {

    private BlockCodec() {}

    /** Collects the records of one block after the other. Belongs to one thread. */
    static final class Writer {

        /** A larger array is not kept for the next block. */
        private static final int MAX_KEPT_BYTES = 1 << 20;

        /** Head and distance. */
        private static final int MAX_PREFIX_BYTES = 10;

        private final SegmentCompression compression;
        private Trials trials = new Trials();
        private final Map<SegmentCompression, Compressor> compressors =
                new EnumMap<>(SegmentCompression.class);
        private byte[] raw = new byte[0];
        private byte[] compressed = new byte[0];
        private int rawBytes;
        private int recordCount;
        private boolean metadata;
        private int firstKeyGroup;
        private int lastKeyGroup;

        Writer(SegmentCompression compression) {
            this.compression = compression;
        }

        boolean isEmpty() {
            return recordCount == 0;
        }

        int rawBytes() {
            return rawBytes;
        }

        /** Drops what a failed attempt left, and what the last segment was like. */
        void beginSegment() {
            clear();
            trials = new Trials();
        }

        private void clear() {
            recordCount = 0;
            rawBytes = 0;
            raw = raw.length > MAX_KEPT_BYTES ? new byte[0] : raw;
            compressed = compressed.length > MAX_KEPT_BYTES ? new byte[0] : compressed;
        }

        /** Appends the cursor's record. */
        void add(RecordCursor record) {
            int length = record.length();
            ensureCapacity(length + MAX_PREFIX_BYTES);
            int distance = 0;
            if (recordCount == 0) {
                metadata = record.isMetadata();
                firstKeyGroup = metadata ? 0 : record.keyGroup();
                lastKeyGroup = firstKeyGroup;
            } else if (!metadata) {
                distance = record.keyGroup() - lastKeyGroup;
                lastKeyGroup = record.keyGroup();
            }
            writeVarint(2L * length + (distance > 0 ? 1 : 0));
            if (distance > 0) {
                writeVarint(distance);
            }
            record.copyTo(raw, rawBytes);
            rawBytes += length;
            recordCount++;
        }

        /** Ends the block, appends its stored bytes to {@code into}, and is empty again. */
        BlockEntry finish(EncodedBlocks into) {
            SegmentCompression used =
                    metadata || trials.isDue() ? compression : SegmentCompression.NONE;
            int storedBytes = compress(used);
            if (!metadata && used != SegmentCompression.NONE) {
                trials.tried(rawBytes, storedBytes);
            }
            if (rawBytes > used.maxRawBytes(storedBytes)) {
                // Too good for a reader to believe it; LZ4 cannot be.
                used = SegmentCompression.LZ4;
                storedBytes = compress(used);
            }
            if (storedBytes >= rawBytes) {
                used = SegmentCompression.NONE;
                storedBytes = rawBytes;
            }
            byte[] stored = used == SegmentCompression.NONE ? raw : compressed;
            into.append(stored, storedBytes);
            int crc = SegmentFormat.crc(stored, 0, storedBytes);
            BlockEntry entry =
                    new BlockEntry(
                            metadata
                                    ? Optional.empty()
                                    : Optional.of(KeyGroupRange.of(firstKeyGroup, lastKeyGroup)),
                            recordCount,
                            new BlockEntry.StoredBytes(used, rawBytes, storedBytes, crc));
            clear();
            return entry;
        }

        /** Fills {@link #compressed}, but for NONE, and returns the number of bytes. */
        private int compress(SegmentCompression by) {
            if (by == SegmentCompression.NONE) {
                return rawBytes;
            }
            Compressor compressor =
                    compressors.computeIfAbsent(by, SegmentCompression::newCompressor);
            int bound = compressor.maxCompressedLength(rawBytes);
            compressed = compressed.length < bound ? new byte[bound] : compressed;
            return compressor.compress(raw, 0, rawBytes, compressed, 0, compressed.length);
        }

        private void ensureCapacity(int more) {
            if (raw.length - rawBytes < more) {
                raw =
                        Arrays.copyOf(
                                raw, Math.max(rawBytes + more, Math.min(2 * rawBytes, 1 << 17)));
            }
        }

        private void writeVarint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                raw[rawBytes++] = (byte) ((left & 0x7F) | 0x80);
                left >>>= 7;
            }
            raw[rawBytes++] = (byte) left;
        }
    }

    /**
     * When it is worth to compress: what hardly gets smaller is tried ever more rarely, until
     * something does again. Encrypted or random values would cost as much of a processor as all
     * else that happens to a log, for nothing.
     */
    private static final class Trials {

        private static final int LEAST_SAVED = 8; // an eighth
        private static final int MOST_FAILED = 5;

        /** Shorter blocks say little. */
        private static final int LEAST_RAW_BYTES = 1 << 10;

        /** In a row, up to a bound. */
        private int failed;

        private int passed;

        boolean isDue() {
            boolean due = passed == 0;
            passed = due ? 0 : passed - 1;
            return due;
        }

        /** After n failures, 2^(n-1) - 1 blocks are passed over. */
        void tried(int rawBytes, int storedBytes) {
            if (rawBytes >= LEAST_RAW_BYTES) {
                boolean worth = rawBytes - storedBytes >= rawBytes / LEAST_SAVED;
                failed = worth ? 0 : Math.min(MOST_FAILED, failed + 1);
                passed = worth ? 0 : (1 << (failed - 1)) - 1;
            }
        }
    }

    /**
     * Checks and decompresses a block.
     *
     * @param stored the bytes that the index entry describes; not kept if compressed, else read
     *     from by the result
     * @throws CorruptSegmentException if they are not what was written
     */
    public static Records decode(LocatedBytes stored, BlockEntry entry) throws IOException {
        int crc = SegmentFormat.crc(stored.array(), stored.position(), stored.remaining());
        if (crc != entry.crc()) {
            throw stored.corruptAt(
                    stored.offset(),
                    "a block of CRC32C " + Integer.toHexString(entry.crc()),
                    Integer.toHexString(crc));
        }
        if (entry.compression() == SegmentCompression.NONE) {
            return new Records(stored, entry, stored.offset());
        }
        byte[] raw = new byte[entry.rawBytes()];
        if (!entry.compression().decompress(stored, raw)) {
            throw stored.corruptAt(
                    stored.offset(),
                    raw.length + " bytes compressed by " + entry.compression(),
                    "other bytes");
        }
        long offset = stored.offset();
        return new Records(
                new LocatedBytes(stored.resource(), offset, raw, 0, raw.length), entry, offset);
    }

    /** The records of one decoded block, in order. Belongs to one thread. */
    public static final class Records {

        private final LocatedBytes raw;
        private final BlockEntry entry;

        /** Of the block in the resource; offsets inside a compressed block mean nothing. */
        private final long blockOffset;

        private int keyGroup;
        private int left;

        private Records(LocatedBytes raw, BlockEntry entry, long blockOffset) {
            this.raw = raw;
            this.entry = entry;
            this.blockOffset = blockOffset;
            this.left = entry.recordCount();
            this.keyGroup = entry.keyGroups().map(KeyGroupRange::getStartKeyGroup).orElse(0);
        }

        public boolean hasNext() {
            return left > 0;
        }

        /**
         * Reads one record.
         *
         * @param wanted records of other key groups are passed over; metadata is always wanted
         * @return empty if the record was passed over
         * @throws CorruptSegmentException if the block is not what its index entry says
         */
        public Optional<StateChange> next(KeyGroupRange wanted) throws IOException {
            if (left == 0) {
                throw new NoSuchElementException("no more records in this block");
            }
            long head = raw.varint("a record's head", 0, 2L * raw.remaining());
            if ((head & 1) != 0) {
                advanceKeyGroup();
            }
            int length = (int) (head >>> 1);
            left--;
            boolean isWanted = !entry.keyGroups().isPresent() || wanted.contains(keyGroup);
            Optional<StateChange> record = Optional.empty();
            if (isWanted) {
                record = Optional.of(read(length));
            } else {
                raw.skip(length);
            }
            if (left == 0) {
                checkEnd();
            }
            return record;
        }

        private StateChange read(int length) throws IOException {
            if (length > raw.remaining()) {
                throw raw.corruptAt(
                        blockOffset,
                        "a record of at most " + raw.remaining() + " bytes",
                        length + " bytes");
            }
            byte[] change = new byte[length];
            raw.copyTo(change);
            return entry.keyGroups().isPresent()
                    ? StateChange.ofDataChange(keyGroup, change)
                    : StateChange.ofMetadataChange(change);
        }

        private void advanceKeyGroup() throws IOException {
            if (!entry.keyGroups().isPresent()) {
                throw raw.corruptAt(blockOffset, "metadata", "a change of a key group");
            }
            int room = entry.keyGroups().get().getEndKeyGroup() - keyGroup;
            keyGroup += (int) raw.varint("a distance to the next key group", 1, room);
        }

        private void checkEnd() throws IOException {
            raw.expectEnd();
            if (entry.keyGroups().isPresent()
                    && keyGroup != entry.keyGroups().get().getEndKeyGroup()) {
                throw raw.corruptAt(
                        blockOffset,
                        "key groups " + entry.keyGroups().get().prettyPrintInterval(),
                        "nothing after " + keyGroup);
            }
        }
    }
}
