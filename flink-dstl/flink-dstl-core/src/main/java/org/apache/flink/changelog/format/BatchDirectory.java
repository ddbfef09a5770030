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
import org.apache.flink.runtime.state.changelog.SequenceNumberRange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * Which segments a batch contains: the end of the file, so that a tool needs no handle to list it.
 * Restoring does not use it.
 *
 * <pre>
 *  body of the frame "GICD":        each entry:                 tail, 16 bytes:
 *  u4   number of segments          u8     offset               u4  length of the frame
 *  ...  entries                     u8     length               u4  version
 *                                   u8 u8  log id               u4  CRC32C of these two
 *                                   u8     first sequence n.    u4  magic "GICE"
 *                                   u8     one after the last
 *                                   u4     first key group
 *                                   u4     last key group
 * </pre>
 *
 * Immutable.
 */
public final class BatchDirectory {

    /** Length of the last part of a batch, by which the directory is found. */
    public static final int TAIL_BYTES = 16;

    private static final int ENTRY_BYTES = 56;

    /** A frame without entries. */
    private static final int MIN_FRAME_BYTES =
            SegmentFormat.PREAMBLE_BYTES + Integer.BYTES + SegmentFormat.CRC_BYTES;

    private final List<Entry> entries;

    BatchDirectory(List<Entry> entries) {
        this.entries = Collections.unmodifiableList(new ArrayList<>(entries));
    }

    /** In the order in which they are stored. */
    public List<Entry> entries() {
        return entries;
    }

    /** Frame and tail. */
    byte[] encode() throws IOException {
        DataOutputSerializer body = new DataOutputSerializer(4 + ENTRY_BYTES * entries.size());
        body.writeInt(entries.size());
        for (Entry entry : entries) {
            body.writeLong(entry.location.offset());
            body.writeLong(entry.location.lengthBytes());
            body.writeLong(entry.logId.getMostSignificantBits());
            body.writeLong(entry.logId.getLeastSignificantBits());
            body.writeLong(SegmentFormat.numberOf(entry.range.from()));
            body.writeLong(SegmentFormat.numberOf(entry.range.to()));
            body.writeInt(entry.keyGroupRange.getStartKeyGroup());
            body.writeInt(entry.keyGroupRange.getEndKeyGroup());
        }
        byte[] frame = SegmentFormat.encodeFrame(SegmentFormat.DIRECTORY_MAGIC, body);
        DataOutputSerializer tail = new DataOutputSerializer(TAIL_BYTES);
        tail.writeInt(frame.length);
        tail.writeInt(SegmentFormat.VERSION);
        tail.writeInt(SegmentFormat.crc(tail.getSharedBuffer(), 0, tail.length()));
        tail.writeInt(SegmentFormat.TAIL_MAGIC);
        DataOutputSerializer both = new DataOutputSerializer(frame.length + TAIL_BYTES);
        both.write(frame);
        both.write(tail.getCopyOfBuffer());
        return both.getCopyOfBuffer();
    }

    /**
     * Checks the first {@link SegmentFormat#PREAMBLE_BYTES} bytes of a batch.
     *
     * @throws CorruptSegmentException if they are not the begin of a batch
     * @throws UnknownSegmentVersionException if the batch is of another version
     */
    public static void checkFileHeader(LocatedBytes preamble) throws IOException {
        long at = preamble.offset();
        int bodyBytes = SegmentFormat.decodePreamble(preamble, SegmentFormat.BATCH_MAGIC);
        if (bodyBytes != 0) {
            throw preamble.corruptAt(at, "an empty body", bodyBytes + " bytes");
        }
    }

    /**
     * Checks the last {@link #TAIL_BYTES} bytes of a batch.
     *
     * @return length of the directory, which is right before them
     * @throws CorruptSegmentException if they are not the end of a batch
     * @throws UnknownSegmentVersionException if the batch is of another version
     */
    public static int lengthBytes(LocatedBytes tail) throws IOException {
        long at = tail.offset();
        int crc = SegmentFormat.crc(tail.array(), tail.position(), 2 * Integer.BYTES);
        int frameBytes = tail.u4();
        int version = tail.u4();
        tail.expectU4(crc, "CRC of the tail");
        tail.expectU4(SegmentFormat.TAIL_MAGIC, "magic");
        SegmentFormat.checkVersion(tail.resource(), at, version);
        long max = Math.min(at, SegmentFormat.MAX_FRAME_BODY_BYTES + 20L);
        if (frameBytes < MIN_FRAME_BYTES || frameBytes > max) {
            throw tail.corruptAt(
                    at,
                    "a directory of " + MIN_FRAME_BYTES + " to " + max + " bytes",
                    String.valueOf(frameBytes));
        }
        return frameBytes;
    }

    /**
     * Decodes a directory of the length that {@link #lengthBytes} told.
     *
     * @throws CorruptSegmentException if it is not exactly what was written
     */
    public static BatchDirectory decode(LocatedBytes frame) throws IOException {
        long directoryOffset = frame.offset();
        LocatedBytes body = SegmentFormat.decodeFrame(frame, SegmentFormat.DIRECTORY_MAGIC);
        long at = body.offset();
        int count = body.u4();
        if (count < 0 || (long) count * ENTRY_BYTES != body.remaining()) {
            throw body.corruptAt(
                    at, body.remaining() / ENTRY_BYTES + " segments", String.valueOf(count));
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(decodeEntry(body, directoryOffset));
        }
        return new BatchDirectory(entries);
    }

    private static Entry decodeEntry(LocatedBytes in, long directoryOffset) throws IOException {
        long at = in.offset();
        long offset = in.u8();
        long length = in.u8();
        if (offset < 0 || length <= 0 || offset > directoryOffset - length) {
            throw in.corruptAt(
                    at, "a place before " + directoryOffset, length + " bytes at " + offset);
        }
        UUID logId = new UUID(in.u8(), in.u8());
        SequenceNumberRange range = SegmentHeader.decodeRange(in);
        return new Entry(
                new SegmentLocation(offset, length),
                logId,
                range,
                SegmentHeader.decodeKeyGroups(in));
    }

    /** One segment of a batch. */
    public static final class Entry {
        private final SegmentLocation location;
        private final UUID logId;
        private final SequenceNumberRange range;
        private final KeyGroupRange keyGroupRange;

        Entry(
                SegmentLocation location,
                UUID logId,
                SequenceNumberRange range,
                KeyGroupRange keyGroupRange) {
            this.location = location;
            this.logId = logId;
            this.range = range;
            this.keyGroupRange = keyGroupRange;
        }

        public SegmentLocation location() {
            return location;
        }

        public UUID logId() {
            return logId;
        }

        public SequenceNumberRange range() {
            return range;
        }

        public KeyGroupRange keyGroupRange() {
            return keyGroupRange;
        }
    }
}
