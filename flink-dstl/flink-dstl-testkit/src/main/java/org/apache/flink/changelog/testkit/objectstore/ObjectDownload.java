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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.core.fs.FSDataInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Reads one object: one GET for each run of bytes without a seek in between. Belongs to one thread
 * at a time; only {@code close()} may come from another.
 */
final class ObjectDownload extends FSDataInputStream {

    private final RandomAccessFile file;
    private final ObjectKind kind;
    private final StoreRequests requests;

    /** Where the run of the last GET goes on, and up to where its bytes have been transferred. */
    private long position;

    private long transferredUpTo;
    private boolean requested;

    ObjectDownload(Path object, ObjectKind kind, StoreRequests requests) throws IOException {
        this.file = new RandomAccessFile(object.toFile(), "r");
        this.kind = kind;
        this.requests = requests;
    }

    @Override
    public void seek(long desired) throws IOException {
        if (desired < 0 || desired > file.length()) {
            throw new EOFException(
                    String.format("no position %d in an object of %d", desired, file.length()));
        }
        if (desired != position) {
            file.seek(desired);
            position = desired;
            requested = false;
        }
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!requested) {
            requests.send(RequestKind.GET);
            requested = true;
            transferredUpTo = position;
        }
        int read = file.read(bytes, offset, length);
        if (read > 0) {
            position += read;
            transfer();
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = Math.max(0, Math.min(bytes, file.length() - position));
        seek(position + skipped);
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, file.length() - position);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A turn ahead, so that reading byte by byte takes no turn for each. */
    private void transfer() throws IOException {
        if (position > transferredUpTo) {
            long ahead =
                    Math.min(
                            file.length(),
                            Math.max(position, transferredUpTo + SharedBandwidth.TURN_BYTES));
            requests.download(kind, ahead - transferredUpTo);
            transferredUpTo = ahead;
        }
    }
}
