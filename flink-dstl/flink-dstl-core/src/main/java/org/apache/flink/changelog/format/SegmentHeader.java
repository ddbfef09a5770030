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
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.SequenceNumberRange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * What a segment contains, and the index of its blocks: the frame at its begin.
 *
 * <pre>
 *  body of the frame "GICS":
 *  u8 u8   log id, most significant half first
 *  u8      first sequence number
 *  u8      sequence number after the last
 *  u4      first key group
 *  u4      last key group
 *  varint  number of records in all blocks, at most the number of sequence numbers
 *  varint  number of blocks
 *  ...     one entry per block, see BlockEntry, those of metadata first
 * </pre>
 *
 * The stored bytes of the blocks follow the frame without gaps, in the order of their entries.
 *
 * <p>Immutable.
 */
public final class SegmentHeader {

    /** An entry has no fewer bytes: a bound for the number of blocks. */
    private static final int MIN_ENTRY_BYTES = 7;

    private final UUID logId;
    private final KeyGroupRange keyGroupRange;
    private final SequenceNumberRange range;
    private final List<BlockEntry> blocks;

    SegmentHeader(
            UUID logId,
            KeyGroupRange keyGroupRange,
            SequenceNumberRange range,
            List<BlockEntry> blocks) {
        this.logId = logId;
        this.keyGroupRange = keyGroupRange;
        this.range = range;
        this.blocks = Collections.unmodifiableList(new ArrayList<>(blocks));
    }

    public UUID logId() {
        return logId;
    }

    /** Key groups that the writer might write. */
    public KeyGroupRange keyGroupRange() {
        return keyGroupRange;
    }

    public SequenceNumberRange range() {
        return range;
    }

    /** In the order in which they are stored. */
    public List<BlockEntry> blocks() {
        return blocks;
    }

    /** Bytes of all blocks in the file. */
    public long storedBytes() {
        long sum = 0;
        for (BlockEntry block : blocks) {
            sum += block.storedBytes();
        }
        return sum;
    }

    byte[] encode() throws IOException {
        DataOutputSerializer body = new DataOutputSerializer(64 + 20 * blocks.size());
        body.writeLong(logId.getMostSignificantBits());
        body.writeLong(logId.getLeastSignificantBits());
        body.writeLong(SegmentFormat.numberOf(range.from()));
        body.writeLong(SegmentFormat.numberOf(range.to()));
        body.writeInt(keyGroupRange.getStartKeyGroup());
        body.writeInt(keyGroupRange.getEndKeyGroup());
        long records = 0;
        for (BlockEntry block : blocks) {
            records += block.recordCount();
        }
        SegmentFormat.writeVarint(body, records);
        SegmentFormat.writeVarint(body, blocks.size());
        int previousKeyGroup = keyGroupRange.getStartKeyGroup();
        for (BlockEntry block : blocks) {
            block.encode(body, previousKeyGroup);
            previousKeyGroup = lastKeyGroup(block, previousKeyGroup);
        }
        return SegmentFormat.encodeFrame(SegmentFormat.SEGMENT_MAGIC, body);
    }

    /**
     * Checks the first {@link SegmentFormat#PREAMBLE_BYTES} bytes of a segment.
     *
     * @return length of the whole header, these bytes included
     * @throws CorruptSegmentException if they are not the begin of a segment
     * @throws UnknownSegmentVersionException if the segment is of another version
     */
    public static int lengthBytes(LocatedBytes preamble) throws IOException {
        int bodyBytes = SegmentFormat.decodePreamble(preamble, SegmentFormat.SEGMENT_MAGIC);
        return SegmentFormat.PREAMBLE_BYTES + bodyBytes + SegmentFormat.CRC_BYTES;
    }

    /**
     * Decodes a header of the length that {@link #lengthBytes} told.
     *
     * @throws CorruptSegmentException if it is not exactly what was written
     */
    public static SegmentHeader decode(LocatedBytes frame) throws IOException {
        LocatedBytes body = SegmentFormat.decodeFrame(frame, SegmentFormat.SEGMENT_MAGIC);
        UUID logId = new UUID(body.u8(), body.u8());
        SequenceNumberRange range = decodeRange(body);
        KeyGroupRange keyGroups = decodeKeyGroups(body);
        long at = body.offset();
        long records = body.varint("a number of records", 0, range.size());
        int count = (int) body.varint("a number of blocks", 0, body.remaining() / MIN_ENTRY_BYTES);
        List<BlockEntry> blocks = new ArrayList<>(count);
        int previousKeyGroup = keyGroups.getStartKeyGroup();
        boolean onlyMetadata = true;
        for (int i = 0; i < count; i++) {
            long entryAt = body.offset();
            KeyGroupRange possible = KeyGroupRange.of(previousKeyGroup, keyGroups.getEndKeyGroup());
            BlockEntry block = BlockEntry.decode(body, possible);
            if (!block.keyGroups().isPresent() && !onlyMetadata) {
                throw body.corruptAt(entryAt, "a block of a key group", "one of metadata");
            }
            onlyMetadata &= !block.keyGroups().isPresent();
            previousKeyGroup = lastKeyGroup(block, previousKeyGroup);
            records -= block.recordCount();
            blocks.add(block);
        }
        body.expectEnd();
        if (records != 0) {
            throw body.corruptAt(
                    at, "as many records as in all blocks", "a difference of " + records);
        }
        return new SegmentHeader(logId, keyGroups, range, blocks);
    }

    static SequenceNumberRange decodeRange(LocatedBytes in) throws IOException {
        long at = in.offset();
        long from = in.u8();
        long to = in.u8();
        if (from < 0 || to <= from) {
            throw in.corruptAt(at, "sequence numbers in order", from + " to " + to);
        }
        return SequenceNumberRange.generic(SequenceNumber.of(from), SequenceNumber.of(to));
    }

    static KeyGroupRange decodeKeyGroups(LocatedBytes in) throws IOException {
        long at = in.offset();
        int first = in.u4();
        int last = in.u4();
        // The maximum cannot occur, and without it no number of key groups overflows.
        if (first < 0 || last < first || last == Integer.MAX_VALUE) {
            throw in.corruptAt(at, "key groups in order", first + " to " + last);
        }
        return KeyGroupRange.of(first, last);
    }

    private static int lastKeyGroup(BlockEntry block, int otherwise) {
        return block.keyGroups().map(KeyGroupRange::getEndKeyGroup).orElse(otherwise);
    }
}
