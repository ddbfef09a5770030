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

import org.apache.flink.shaded.io.airlift.compress.Compressor;
import org.apache.flink.shaded.io.airlift.compress.lz4.Lz4Compressor;
import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdCompressor;
import org.apache.flink.shaded.io.airlift.compress.zstd.ZstdDecompressor;

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
        Compressor newCompressor() {
            throw new IllegalStateException("nothing to compress with");
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
        Compressor newCompressor() {
            return new Lz4Compressor();
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

    /**
     * Zstandard frames (RFC 8878) without a dictionary; our writer makes one. The implementation in
     * plain Java that is part of Flink's runtime. Its decompressor checks its bounds; it is good
     * for one thread, so each block has a new one, about 150 KiB of tables.
     */
    ZSTD(2) {
        @Override
        Compressor newCompressor() {
            return new ZstdCompressor();
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

    /**
     * What writes such blocks; not that of NONE. Has tables of its own, so it belongs to one thread
     * and is to be kept.
     */
    abstract Compressor newCompressor();

    /**
     * What so many bytes may come from at most: a bound for what a reader allocates. Where the
     * algorithm can do better, the writer must not use it.
     */
    abstract long maxRawBytes(long storedBytes);

    /** Fills the array; false if the stored bytes do not yield exactly its length. */
    abstract boolean decompress(LocatedBytes stored, byte[] into);

    /**
     * Loaded on first use only. Not the native library of lz4-java: that would need a writable and
     * executable temporary folder. It checks its bounds. For writing, Flink's own compressor in
     * plain Java is quicker and makes no garbage.
     */
    private static final class Lz4 {
        static final LZ4SafeDecompressor DECOMPRESSOR =
                LZ4Factory.fastestJavaInstance().safeDecompressor();

        private Lz4() {}
    }
}
