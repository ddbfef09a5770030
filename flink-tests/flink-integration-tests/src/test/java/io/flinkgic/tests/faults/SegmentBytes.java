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
package io.flinkgic.tests.faults;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Edits a file of the log as docs/format/segment-v1.md describes it, independently of the code. */
final class SegmentBytes {

    private static final int SEGMENT_MAGIC = 0x47494353;
    private static final int VERSION_OFFSET = 4;
    private static final int CHECKSUM_OFFSET = 12;
    private static final int PREAMBLE_BYTES = 16;

    private SegmentBytes() {}

    /** Makes all segments ones of the next version, with a right checksum. Returns how many. */
    static int raiseVersions(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int segments = 0;
        for (int offset = 0; offset <= file.length - PREAMBLE_BYTES; offset++) {
            if (bytes.getInt(offset) == SEGMENT_MAGIC
                    && bytes.getInt(offset + CHECKSUM_OFFSET) == checksum(file, offset)) {
                int version = bytes.getInt(offset + VERSION_OFFSET);
                bytes.putInt(offset + VERSION_OFFSET, version + 1);
                bytes.putInt(offset + CHECKSUM_OFFSET, checksum(file, offset));
                segments++;
            }
        }
        return segments;
    }

    private static int checksum(byte[] file, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(file, offset, CHECKSUM_OFFSET);
        return (int) crc.getValue();
    }
}
