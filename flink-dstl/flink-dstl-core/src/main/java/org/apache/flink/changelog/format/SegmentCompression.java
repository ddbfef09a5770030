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

import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdCompressor;
import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdDecompressor;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * How blocks are compressed. A block that does not get shorter is stored as it is, whatever was
 * asked for.
 */
public enum SegmentCompression {
    /** As it is. */
    NONE(0) {
        @Override
        int maxCompressedBytes(int rawBytes) {
            return rawBytes;
        }

        @Override
        int compress(byte[] raw, int rawBytes, byte[] into) {
            System.arraycopy(raw, 0, into, 0, rawBytes);
            return rawBytes;
        }

        @Override
        long maxRawBytes(long storedBytes) {
            return storedBytes;
        }

        @Override
        boolean decompress(LocatedBytes stored, byte[] into) {
            System.arraycopy(stored.array(), stored.position(), into, 0, into.length);
            return true;
        }
    },

    /** A raw LZ4 block, without the LZ4 frame format. */
    LZ4(1) {
        @Override
        int maxCompressedBytes(int rawBytes) {
            return Lz4.COMPRESSOR.maxCompressedLength(rawBytes);
        }

        @Override
        int compress(byte[] raw, int rawBytes, byte[] into) {
            return Lz4.COMPRESSOR.compress(raw, 0, rawBytes, into, 0);
        }

        /** The best that LZ4 can do is one byte for a match that is longer by 255. */
        @Override
        long maxRawBytes(long storedBytes) {
            return storedBytes * 255;
        }

        @Override
        boolean decompress(LocatedBytes stored, byte[] into) {
            try {
                return into.length
                        == Lz4.DECOMPRESSOR.decompress(
                                stored.array(),
                                stored.position(),
                                stored.remaining(),
                                into,
                                0,
                                into.length);
            } catch (LZ4Exception e) {
                return false;
            }
        }
    },

    /** Zstandard frames (RFC 8878) without a dictionary; our writer makes one. */
    ZSTD(2) {
        @Override
        int maxCompressedBytes(int rawBytes) {
            return Zstd.COMPRESSOR.maxCompressedLength(rawBytes);
        }

        @Override
        int compress(byte[] raw, int rawBytes, byte[] into) {
            return Zstd.COMPRESSOR.compress(raw, 0, rawBytes, into, 0, into.length);
        }

        /**
         * As for LZ4, though four bytes of Zstandard can yield 128 KiB: else a tiny index could
         * make a reader allocate the longest block there is.
         */
        @Override
        long maxRawBytes(long storedBytes) {
            return LZ4.maxRawBytes(storedBytes);
        }

        @Override
        boolean decompress(LocatedBytes stored, byte[] into) {
            try {
                return into.length
                        == new ZstdDecompressor()
                                .decompress(
                                        stored.array(),
                                        stored.position(),
                                        stored.remaining(),
                                        into,
                                        0,
                                        into.length);
            } catch (RuntimeException e) {
                // Malformed bytes are answered with several kinds, the bounds of arrays among them.
                return false;
            }
        }
    };

    private final int id;

    SegmentCompression(int id) {
        this.id = id;
    }

    /** Its number in the format. */
    int id() {
        return id;
    }

    /** Size of the array that {@link #compress} needs. */
    abstract int maxCompressedBytes(int rawBytes);

    /** Returns the number of bytes written. */
    abstract int compress(byte[] raw, int rawBytes, byte[] into);

    /**
     * What so many bytes may come from at most: a bound for what a reader allocates. Where the
     * algorithm can do better, the writer must not use it.
     */
    abstract long maxRawBytes(long storedBytes);

    /** Fills the array; false if the stored bytes do not yield exactly its length. */
    abstract boolean decompress(LocatedBytes stored, byte[] into);

    /**
     * Loaded on first use only. Not the native library of lz4-java: that would need a writable and
     * executable temporary folder. The decompressor is the one that checks its bounds.
     */
    private static final class Lz4 {
        static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestJavaInstance().fastCompressor();
        static final LZ4SafeDecompressor DECOMPRESSOR =
                LZ4Factory.fastestJavaInstance().safeDecompressor();

        private Lz4() {}
    }

    /**
     * Loaded on first use only. The implementation in plain Java that is part of Flink's runtime,
     * for the reason given above. Its decompressor checks its bounds; it is good for one thread, so
     * each block has a new one, about 150 KiB of tables.
     */
    private static final class Zstd {
        static final ZstdCompressor COMPRESSOR = new ZstdCompressor();

        private Zstd() {}
    }
}
