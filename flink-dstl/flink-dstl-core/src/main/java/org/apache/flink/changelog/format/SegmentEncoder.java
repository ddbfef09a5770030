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
import org.apache.flink.changelog.segment.SealedSegment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Encodes one segment after the other: its header with the index, then its blocks.
 *
 * <p>Small neighbouring key groups share a block, so that a small segment is not mostly index; a
 * key group that fills a block has its own, so that nobody who needs it fetches others. The encoded
 * blocks of one segment are held in memory until its index, which precedes them, is complete.
 *
 * <p>Neither keeps nor changes a segment. Belongs to one thread at a time.
 */
public final class SegmentEncoder {

    /** Raw size at which a block is complete. */
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Raw size from which on a key group does not share a block. */
    private static final int OWN_BLOCK_BYTES = 4 * 1024;

    private final BlockCodec.Writer block;
    private final RecordOrder order = new RecordOrder();
    private final EncodedBlocks encoded = new EncodedBlocks();

    public SegmentEncoder(SegmentCompression compression) {
        this.block = new BlockCodec.Writer(checkNotNull(compression));
    }

    /**
     * A segment by itself, not part of a batch; its offset is 0.
     *
     * @throws IOException if its index is too long
     * @throws IllegalStateException if the segment has been released
     */
    public byte[] encodeAlone(SealedSegment segment) throws IOException {
        byte[] header = encode(segment);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(header.length + (int) encoded.lengthBytes());
        out.write(header);
        encoded.writeTo(out);
        return out.toByteArray();
    }

    /**
     * Encodes a segment. Its blocks wait for {@link #writeBlocksTo}.
     *
     * @return its header
     */
    byte[] encode(SealedSegment segment) throws IOException {
        return encodeBlocks(segment).encode();
    }

    /** Length of the blocks of the last segment. */
    long blocksBytes() {
        return encoded.lengthBytes();
    }

    /** Writes the blocks of the last segment. */
    void writeBlocksTo(OutputStream out) throws IOException {
        encoded.writeTo(out);
    }

    /** Fills {@link #encoded}. */
    private SegmentHeader encodeBlocks(SealedSegment segment) {
        encoded.clear();
        block.beginSegment();
        List<BlockEntry> entries = new ArrayList<>();
        int groups = 1 + segment.keyGroupRange().getNumberOfKeyGroups();
        order.load(segment, groups);
        try (RecordCursor cursor = segment.openCursor()) {
            for (int group = 0; group < groups; group++) {
                boolean own = group == 0 || order.payloadBytes(group) >= OWN_BLOCK_BYTES;
                if (order.start(group) == order.start(group + 1)) {
                    continue;
                }
                if (own || block.rawBytes() >= OWN_BLOCK_BYTES) {
                    endBlock(entries);
                }
                for (int i = order.start(group); i < order.start(group + 1); i++) {
                    cursor.moveTo(order.address(i));
                    if ((long) block.rawBytes() + cursor.length() > BLOCK_BYTES) {
                        endBlock(entries);
                    }
                    block.add(cursor);
                }
                if (own) {
                    endBlock(entries);
                }
            }
        }
        endBlock(entries);
        return new SegmentHeader(
                segment.logId(), segment.keyGroupRange(), segment.range(), entries);
    }

    private void endBlock(List<BlockEntry> entries) {
        if (!block.isEmpty()) {
            entries.add(block.finish(encoded));
        }
    }
}
