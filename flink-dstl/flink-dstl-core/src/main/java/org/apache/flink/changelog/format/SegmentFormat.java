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
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.SequenceNumber.GenericSequenceNumber;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Layout of a batch. All numbers are big-endian; a varint is an unsigned LEB128 number; a CRC is
 * the CRC32C of the bytes named.
 *
 * <pre>
 *  batch      +------------+-----------+-----------+- - -+-----------------+------+
 *             | file header| segment 0 | segment 1 |     | directory frame | tail |
 *             +------------+-----------+-----------+- - -+-----------------+------+
 *  segment    +--------------+---------+---------+- - -
 *             | header frame | block 0 | block 1 |          see SegmentHeader, BlockCodec
 *             +--------------+---------+---------+- - -
 *  frame      +----------+------------+----------------+-----------------+------+--------------+
 *             | magic u4 | version u4 | body length u4 | CRC u4 of these | body | CRC u4 of it |
 *             +----------+------------+----------------+-----------------+------+--------------+
 *             '------------------ preamble, 16 bytes --------------------'
 * </pre>
 *
 * The file header is a preamble with body length 0 and nothing else. The preamble is the same in
 * every version, so that an unknown version can be told from a corrupt one. A segment is complete
 * in itself: it can be read knowing its offset only.
 */
public final class SegmentFormat {

    /** The version that is written. */
    public static final int VERSION = 1;

    /** Length of the part of each frame by which the rest is found. */
    public static final int PREAMBLE_BYTES = 16;

    /** "GICB", the begin of a batch. */
    static final int BATCH_MAGIC = 0x47494342;

    /** "GICS", the begin of a segment. */
    static final int SEGMENT_MAGIC = 0x47494353;

    /** "GICD", the begin of a directory. */
    static final int DIRECTORY_MAGIC = 0x47494344;

    /** "GICE", the end of a batch. */
    static final int TAIL_MAGIC = 0x47494345;

    /** Whoever comes from stock Flink's changelog meets the missing magic first. */
    private static final String SEGMENT_MAGIC_WITH_REMEDY =
            "magic (the logs of stock Flink's changelog have none and cannot be read. Take a"
                    + " savepoint with stock Flink, canonical or native, and restore the job from"
                    + " that.)";

    static final int CRC_BYTES = 4;

    /** No frame is longer: what claims to be is not ours. */
    static final int MAX_FRAME_BODY_BYTES = 64 << 20;

    /** Room for one change of the maximal length, 1 GiB, and what precedes it. */
    static final int MAX_BLOCK_BYTES = (1 << 30) + 16;

    private SegmentFormat() {}

    static byte[] encodePreamble(int magic, int bodyBytes) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(PREAMBLE_BYTES);
        out.writeInt(magic);
        out.writeInt(VERSION);
        out.writeInt(bodyBytes);
        out.writeInt(crc(out.getSharedBuffer(), 0, out.length()));
        return out.getCopyOfBuffer();
    }

    static byte[] encodeFrame(int magic, DataOutputSerializer body) throws IOException {
        if (body.length() > MAX_FRAME_BODY_BYTES) {
            throw new IOException(
                    "An index of "
                            + body.length()
                            + " bytes is longer than the maximum of "
                            + MAX_FRAME_BODY_BYTES);
        }
        DataOutputSerializer out =
                new DataOutputSerializer(PREAMBLE_BYTES + body.length() + CRC_BYTES);
        out.write(encodePreamble(magic, body.length()));
        out.write(body.getSharedBuffer(), 0, body.length());
        out.writeInt(crc(body.getSharedBuffer(), 0, body.length()));
        return out.getCopyOfBuffer();
    }

    /** Checks a preamble and returns the length of the frame's body. */
    static int decodePreamble(LocatedBytes in, int magic) throws IOException {
        int crc = crc(in.array(), in.position(), PREAMBLE_BYTES - CRC_BYTES);
        long at = in.offset();
        in.expectU4(magic, magic == SEGMENT_MAGIC ? SEGMENT_MAGIC_WITH_REMEDY : "magic");
        int version = in.u4();
        int bodyBytes = in.u4();
        in.expectU4(crc, "CRC of the preamble");
        checkVersion(in.resource(), at, version);
        if (bodyBytes < 0 || bodyBytes > MAX_FRAME_BODY_BYTES) {
            throw new CorruptSegmentException(
                    in.resource(),
                    at,
                    "a length of at most " + MAX_FRAME_BODY_BYTES,
                    Integer.toUnsignedString(bodyBytes));
        }
        return bodyBytes;
    }

    /** Checks a frame and returns its body. */
    static LocatedBytes decodeFrame(LocatedBytes frame, int magic) throws IOException {
        int bodyBytes = decodePreamble(frame, magic);
        LocatedBytes body = frame.slice(bodyBytes);
        frame.expectU4(crc(body.array(), body.position(), bodyBytes), "CRC of the index");
        frame.expectEnd();
        return body;
    }

    static void checkVersion(String resource, long offset, int version)
            throws UnknownSegmentVersionException {
        if (version != VERSION) {
            throw new UnknownSegmentVersionException(
                    resource,
                    offset,
                    "version " + VERSION,
                    "version " + Integer.toUnsignedString(version));
        }
    }

    static int crc(byte[] bytes, int off, int len) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, off, len);
        return (int) crc.getValue();
    }

    static void writeVarint(DataOutputSerializer out, long value) throws IOException {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }

    static long numberOf(SequenceNumber sequenceNumber) {
        return ((GenericSequenceNumber) sequenceNumber).number;
    }
}
