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

import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;

import java.io.IOException;
import java.util.Optional;

/**
 * What the index of a segment says about one block.
 *
 * <pre>
 *  u1      flags: bits 0-6 compression id, bit 7 set for metadata
 *  varint  first key group, minus the last one of the previous block that is not metadata
 *          (of the first such block: minus the first key group of the segment); not if metadata
 *  varint  last key group, minus the first; not if metadata
 *  varint  number of records, at least 1
 *  varint  raw length, at least 1
 *  varint  stored length, less than the raw length; not if the compression is NONE
 *  u4      CRC32C of the stored bytes
 * </pre>
 *
 * Immutable.
 */
public final class BlockEntry {

    private static final int METADATA_FLAG = 0x80;

    private final Optional<KeyGroupRange> keyGroups;
    private final int recordCount;
    private final StoredBytes stored;

    BlockEntry(Optional<KeyGroupRange> keyGroups, int recordCount, StoredBytes stored) {
        this.keyGroups = keyGroups;
        this.recordCount = recordCount;
        this.stored = stored;
    }

    /** Key groups of the first and the last record; empty if it is metadata. */
    public Optional<KeyGroupRange> keyGroups() {
        return keyGroups;
    }

    public int recordCount() {
        return recordCount;
    }

    /** Length in the file. */
    public int storedBytes() {
        return stored.lengthBytes;
    }

    /** Length after decompression. */
    public int rawBytes() {
        return stored.rawBytes;
    }

    SegmentCompression compression() {
        return stored.compression;
    }

    int crc() {
        return stored.crc;
    }

    /**
     * @param previousKeyGroup where the previous block ended
     */
    void encode(DataOutputSerializer out, int previousKeyGroup) throws IOException {
        out.write(stored.compression.id() | (keyGroups.isPresent() ? 0 : METADATA_FLAG));
        if (keyGroups.isPresent()) {
            int first = keyGroups.get().getStartKeyGroup();
            SegmentFormat.writeVarint(out, first - previousKeyGroup);
            SegmentFormat.writeVarint(out, keyGroups.get().getEndKeyGroup() - first);
        }
        SegmentFormat.writeVarint(out, recordCount);
        SegmentFormat.writeVarint(out, stored.rawBytes);
        if (stored.compression != SegmentCompression.NONE) {
            SegmentFormat.writeVarint(out, stored.lengthBytes);
        }
        out.writeInt(stored.crc);
    }

    /**
     * @param possible key groups that the block may have: from the end of the previous block to the
     *     end of the segment
     */
    static BlockEntry decode(LocatedBytes in, KeyGroupRange possible) throws IOException {
        long at = in.offset();
        int flags = in.u1();
        Optional<KeyGroupRange> keyGroups = Optional.empty();
        if ((flags & METADATA_FLAG) == 0) {
            int room = possible.getEndKeyGroup() - possible.getStartKeyGroup();
            int skipped = (int) in.varint("a distance to the first key group", 0, room);
            int more = (int) in.varint("a number of further key groups", 0, room - skipped);
            int first = possible.getStartKeyGroup() + skipped;
            keyGroups = Optional.of(KeyGroupRange.of(first, first + more));
        }
        int records = (int) in.varint("a number of records", 1, Integer.MAX_VALUE);
        int raw = (int) in.varint("a raw length", 1, SegmentFormat.MAX_BLOCK_BYTES);
        SegmentCompression compression = compressionOf(flags & ~METADATA_FLAG, in, at);
        int length = raw;
        if (compression != SegmentCompression.NONE) {
            length = (int) in.varint("a stored length", 1, raw - 1);
        }
        if (raw > compression.maxRawBytes(length)) {
            throw in.corruptAt(
                    at,
                    "at most " + compression.maxRawBytes(length) + " bytes out of " + length,
                    String.valueOf(raw));
        }
        // Each record takes one byte or more.
        if (records > raw) {
            throw in.corruptAt(at, "at most " + raw + " records", String.valueOf(records));
        }
        return new BlockEntry(
                keyGroups, records, new StoredBytes(compression, raw, length, in.u4()));
    }

    private static SegmentCompression compressionOf(int id, LocatedBytes in, long at)
            throws IOException {
        for (SegmentCompression compression : SegmentCompression.values()) {
            if (compression.id() == id) {
                return compression;
            }
        }
        throw in.corruptAt(at, "the id of a compression", String.valueOf(id));
    }

    /** What became of the bytes of a block. */
    static final class StoredBytes {
        private final SegmentCompression compression;
        private final int rawBytes;
        private final int lengthBytes;
        private final int crc;

        StoredBytes(SegmentCompression compression, int rawBytes, int lengthBytes, int crc) {
            this.compression = compression;
            this.rawBytes = rawBytes;
            this.lengthBytes = lengthBytes;
            this.crc = crc;
        }
    }
}
