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

import org.apache.flink.changelog.format.BlockEntry;
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.LocatedBytes;
import org.apache.flink.changelog.format.SegmentFormat;
import org.apache.flink.changelog.format.SegmentHeader;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.format.UnknownSegmentVersionException;
import org.apache.flink.changelog.source.SegmentSource;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Reads one segment, of which it fetches the index and the blocks of the key groups asked for. */
public final class SegmentReader {

    /** Neighbouring blocks are fetched together up to this size; a longer block is on its own. */
    private static final int MAX_FETCH_BYTES = SegmentFetch.UNCHECKED_BYTES;

    private SegmentReader() {}

    /**
     * Reads the metadata of a segment and the changes of some of its key groups, in this order;
     * inside a key group the order is that of the appends.
     *
     * <p>Reads the index at once and the blocks as they are needed. Closing the iterator frees
     * memory, but leaves the source open.
     *
     * @param source stays the caller's, who closes it after the iterator
     * @param offset of the segment in the resource
     * @return iterator of one thread; it throws the exceptions named here as the cause of an {@link
     *     UncheckedIOException}, again at each further call
     * @throws CorruptSegmentException if there is anything else than what was written
     * @throws TruncatedSegmentException if the resource ends inside of the segment
     * @throws UnknownSegmentVersionException if the segment is of another version
     * @throws IOException if the source cannot be read
     */
    public static CloseableIterator<StateChange> read(
            SegmentSource source, long offset, KeyGroupRange keyGroups) throws IOException {
        return open(source, offset, keyGroups);
    }

    /** The same. */
    static SegmentIterator open(SegmentSource source, long offset, KeyGroupRange keyGroups)
            throws IOException {
        SegmentFetch fetch = new SegmentFetch(source);
        byte[] preamble = fetch.bytes(offset, SegmentFormat.PREAMBLE_BYTES);
        int headerBytes =
                SegmentHeader.lengthBytes(
                        new LocatedBytes(source.resource(), offset, preamble, 0, preamble.length));
        fetch.checkLength(offset, headerBytes);
        byte[] rest = fetch.bytes(offset + preamble.length, headerBytes - preamble.length);
        byte[] frame = new byte[headerBytes];
        System.arraycopy(preamble, 0, frame, 0, preamble.length);
        System.arraycopy(rest, 0, frame, preamble.length, rest.length);
        SegmentHeader header =
                SegmentHeader.decode(
                        new LocatedBytes(source.resource(), offset, frame, 0, frame.length));
        long blocksOffset = offset + headerBytes;
        if (source.sizeBytes().isPresent()) {
            fetch.checkLength(blocksOffset, header.storedBytes());
        }
        return new SegmentIterator(
                fetch, planRuns(header, blocksOffset, keyGroups), keyGroups, headerBytes);
    }

    /** The wanted blocks, those that are neighbours together. */
    private static Queue<BlockRun> planRuns(
            SegmentHeader header, long blocksOffset, KeyGroupRange keyGroups) {
        ArrayDeque<BlockRun> runs = new ArrayDeque<>();
        long position = blocksOffset;
        for (BlockEntry block : header.blocks()) {
            if (isWanted(block, keyGroups)) {
                BlockRun last = runs.peekLast();
                if (last != null
                        && last.endPosition() == position
                        && last.lengthBytes() + (long) block.storedBytes() <= MAX_FETCH_BYTES) {
                    last.append(block);
                } else {
                    runs.addLast(new BlockRun(position, block));
                }
            }
            position += block.storedBytes();
        }
        return runs;
    }

    private static boolean isWanted(BlockEntry block, KeyGroupRange keyGroups) {
        return !block.keyGroups().isPresent()
                || block.keyGroups().get().getIntersection(keyGroups).getNumberOfKeyGroups() > 0;
    }
}
