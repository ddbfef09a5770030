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

import org.apache.flink.changelog.source.SegmentSource;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/** Bytes in memory as a resource that counts its reads, and fails one of them if told so. */
final class RecordingSource implements SegmentSource {

    static final String NAME = "file:/log/batch-1";

    private final byte[] bytes;
    private final boolean sizeKnown;
    private int failingRead = Integer.MAX_VALUE;
    private int reads;
    private long bytesRead;
    private int longestRead;

    RecordingSource(byte[] bytes, boolean sizeKnown) {
        this.bytes = bytes;
        this.sizeKnown = sizeKnown;
    }

    /** Makes the read with this number, counted from 0, throw. */
    RecordingSource failAt(int read) {
        failingRead = read;
        return this;
    }

    int reads() {
        return reads;
    }

    long bytesRead() {
        return bytesRead;
    }

    int longestRead() {
        return longestRead;
    }

    @Override
    public String resource() {
        return NAME;
    }

    @Override
    public OptionalLong sizeBytes() {
        return sizeKnown ? OptionalLong.of(bytes.length) : OptionalLong.empty();
    }

    @Override
    public void read(long position, byte[] into, int off, int len) throws IOException {
        if (reads++ == failingRead) {
            throw new IOException("injected");
        }
        longestRead = Math.max(longestRead, len);
        if (position < 0 || position + len > bytes.length) {
            throw new EOFException("end");
        }
        System.arraycopy(bytes, (int) position, into, off, len);
        bytesRead += len;
    }

    @Override
    public void close() {}
}
