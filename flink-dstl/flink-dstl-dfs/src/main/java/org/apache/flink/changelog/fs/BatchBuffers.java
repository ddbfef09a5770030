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
package org.apache.flink.changelog.fs;

import org.apache.flink.changelog.format.SegmentEncoder;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;

/**
 * What it takes to write a file: a buffer in front of it, and an encoder with its tables. More than
 * a megabyte, and a file is written each second, so they are kept for the next one.
 *
 * <p>Belongs to one thread at a time.
 */
final class BatchBuffers {

    private final byte[] bytes;
    private final SegmentEncoder encoder;

    private BatchBuffers(FileBatchSettings settings) {
        this.bytes = new byte[settings.bufferBytes()];
        this.encoder = new SegmentEncoder(settings.compression());
    }

    SegmentEncoder encoder() {
        return encoder;
    }

    /** Does not take ownership of the stream. */
    OutputStream inFrontOf(OutputStream stream) {
        return new Buffer(stream, bytes);
    }

    /** Those that no file uses now. Thread-safe. */
    static final class Pool {

        /** One file is written each second, and another one while that is slow. */
        private static final int MAX_KEPT = 2;

        private final FileBatchSettings settings;
        private final Object lock = new Object();

        @GuardedBy("lock")
        private final ArrayDeque<BatchBuffers> kept = new ArrayDeque<>();

        Pool(FileBatchSettings settings) {
            this.settings = settings;
        }

        /** The caller owns them until it gives them to {@link #release}. */
        BatchBuffers acquire() {
            synchronized (lock) {
                if (!kept.isEmpty()) {
                    return kept.removeLast();
                }
            }
            return new BatchBuffers(settings);
        }

        /** Takes ownership. */
        void release(BatchBuffers buffers) {
            synchronized (lock) {
                if (kept.size() < MAX_KEPT) {
                    kept.addLast(buffers);
                }
            }
        }
    }

    /** Collects bytes in an array that it is given. Belongs to one thread. */
    private static final class Buffer extends OutputStream {

        private final OutputStream stream;
        private final byte[] bytes;
        private int count;

        Buffer(OutputStream stream, byte[] bytes) {
            this.stream = stream;
            this.bytes = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            if (count == bytes.length) {
                writeOut();
            }
            bytes[count++] = (byte) b;
        }

        @Override
        public void write(byte[] from, int off, int len) throws IOException {
            if (len > bytes.length - count) {
                writeOut();
            }
            if (len >= bytes.length) {
                stream.write(from, off, len);
            } else {
                System.arraycopy(from, off, bytes, count, len);
                count += len;
            }
        }

        @Override
        public void flush() throws IOException {
            writeOut();
            stream.flush();
        }

        private void writeOut() throws IOException {
            int length = count;
            count = 0;
            if (length > 0) {
                stream.write(bytes, 0, length);
            }
        }
    }
}
