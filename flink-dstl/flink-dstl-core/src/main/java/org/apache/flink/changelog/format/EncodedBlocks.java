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

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored bytes of a segment's blocks, until its index is known, which precedes them in the
 * file. In pieces, since a segment may be longer than an array; a few of these are reused.
 *
 * <p>Belongs to one thread.
 */
final class EncodedBlocks {

    private static final int PIECE_BYTES = 128 * 1024;
    private static final int MAX_KEPT_PIECES = 8;

    private final List<byte[]> pieces = new ArrayList<>();
    private long lengthBytes;

    long lengthBytes() {
        return lengthBytes;
    }

    void append(byte[] bytes, int length) {
        int copied = 0;
        while (copied < length) {
            int piece = (int) (lengthBytes / PIECE_BYTES);
            int position = (int) (lengthBytes % PIECE_BYTES);
            if (piece == pieces.size()) {
                pieces.add(new byte[PIECE_BYTES]);
            }
            int part = Math.min(length - copied, PIECE_BYTES - position);
            System.arraycopy(bytes, copied, pieces.get(piece), position, part);
            copied += part;
            lengthBytes += part;
        }
    }

    void writeTo(OutputStream out) throws IOException {
        long written = 0;
        for (int piece = 0; written < lengthBytes; piece++) {
            int part = (int) Math.min(PIECE_BYTES, lengthBytes - written);
            out.write(pieces.get(piece), 0, part);
            written += part;
        }
    }

    void clear() {
        lengthBytes = 0;
        while (pieces.size() > MAX_KEPT_PIECES) {
            pieces.remove(pieces.size() - 1);
        }
    }
}
