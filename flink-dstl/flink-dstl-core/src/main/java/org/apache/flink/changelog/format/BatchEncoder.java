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

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * Writes a batch: segments, as they come, and at the end their directory. Without {@link #finish()}
 * the segments can be read by their offsets, but no tool can list them.
 *
 * <p>Small neighbouring key groups share a block, so that a small segment is not mostly index; a
 * key group that fills a block has its own, so that nobody who needs it fetches others. The encoded
 * blocks of one segment are held in memory until its index, which precedes them, is complete.
 *
 * <p>Neither keeps nor changes a segment: it can be appended to other batches too. After an {@link
 * IOException} the batch is unusable and its output to be dropped. Does not close the stream.
 * Belongs to one thread at a time.
 */
public final class BatchEncoder {

    /** Raw size at which a block is complete. */
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Raw size from which on a key group does not share a block. */
    private static final int OWN_BLOCK_BYTES = 4 * 1024;

    private enum State {
        READY,
        WRITING,
        FINISHED
    }

    private final OutputStream out;
    private final BlockCodec.Writer block;
    private final RecordOrder order = new RecordOrder();
    private final EncodedBlocks encoded = new EncodedBlocks();
    private final List<BatchDirectory.Entry> directory = new ArrayList<>();

    /** WRITING after a call means that it failed, and nobody knows how far it came. */
    private State state = State.READY;

    private long sizeBytes;

    /**
     * @param out stays the caller's; nothing is written before the first append
     */
    public BatchEncoder(OutputStream out, SegmentCompression compression) {
        this.out = checkNotNull(out);
        this.block = new BlockCodec.Writer(checkNotNull(compression));
    }

    /**
     * Appends a segment.
     *
     * @throws IOException if the stream does; the batch cannot be used any more
     * @throws IllegalStateException if the segment has been released, which leaves the batch as it
     *     was, or if the batch is finished or has failed
     */
    public SegmentLocation append(SealedSegment segment) throws IOException {
        checkState(state == State.READY, "cannot append to a batch that is %s", state);
        SegmentHeader header = encodeBlocks(segment);
        transition(State.WRITING);
        writeFileHeader();
        byte[] encodedHeader = header.encode();
        out.write(encodedHeader);
        encoded.writeTo(out);
        SegmentLocation location =
                new SegmentLocation(sizeBytes, encodedHeader.length + encoded.lengthBytes());
        sizeBytes += location.lengthBytes();
        directory.add(
                new BatchDirectory.Entry(
                        location, segment.logId(), segment.range(), segment.keyGroupRange()));
        transition(State.READY);
        return location;
    }

    /**
     * Writes the directory. Nothing can be appended afterwards.
     *
     * @throws IOException if the stream does; the batch cannot be used any more
     */
    public void finish() throws IOException {
        transition(State.WRITING);
        writeFileHeader();
        byte[] end = new BatchDirectory(directory).encode();
        out.write(end);
        sizeBytes += end.length;
        transition(State.FINISHED);
    }

    /** Bytes written to the stream so far. */
    public long sizeBytes() {
        return sizeBytes;
    }

    private void writeFileHeader() throws IOException {
        if (sizeBytes == 0) {
            byte[] preamble = SegmentFormat.encodePreamble(SegmentFormat.BATCH_MAGIC, 0);
            out.write(preamble);
            sizeBytes = preamble.length;
        }
    }

    /** Fills {@link #encoded}. */
    private SegmentHeader encodeBlocks(SealedSegment segment) {
        encoded.clear();
        block.clear();
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

    /** Legal: READY to WRITING, and from there back, or to FINISHED. */
    private void transition(State to) {
        boolean legal = to == State.WRITING ? state == State.READY : state == State.WRITING;
        checkState(legal, "a batch that is %s cannot become %s", state, to);
        state = to;
    }
}
