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

import org.apache.flink.core.fs.FSDataOutputStream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes one object, which appears when it is closed, as with Flink's other object stores: whoever
 * gives up closes it and then deletes the object. Until then its bytes lie in a hidden file.
 *
 * <p>Belongs to one thread at a time; only {@code close()} may come from another, and lets the
 * writer's next call fail.
 */
final class ObjectUpload extends FSDataOutputStream {

    private final Path object;
    private final Path hidden;
    private final ObjectKind kind;
    private final StoreRequests requests;

    /** The size of a part; none, if everything is transferred at the end. */
    private final long partBytes;

    private final OutputStream file;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long writtenBytes;
    private long transferredBytes;

    /**
     * @param hidden an empty file in the folder of the object; this takes ownership
     * @param partBytes at least one; more than the object has if it is to be transferred at the end
     */
    ObjectUpload(Path object, Path hidden, ObjectKind kind, StoreRequests requests, long partBytes)
            throws IOException {
        this.object = object;
        this.hidden = hidden;
        this.kind = kind;
        this.requests = requests;
        this.partBytes = partBytes;
        this.file = new BufferedOutputStream(Files.newOutputStream(hidden));
        requests.meter().count(counts -> counts.addOpenUploads(kind, 1));
    }

    @Override
    public long getPos() {
        return writtenBytes;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed.get()) {
            throw new IOException("closed: " + object);
        }
        file.write(bytes, offset, length);
        writtenBytes += length;
        while (writtenBytes - transferredBytes >= partBytes) {
            if (transferredBytes == 0) {
                requests.send(RequestKind.PUT); // begins an upload in parts
            }
            transfer(partBytes);
        }
    }

    /** Sends nothing: an object has no bytes that can be read before its end. */
    @Override
    public void flush() {}

    /** As {@link #flush()}. */
    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            file.close();
            boolean inParts = transferredBytes > 0;
            if (!inParts || transferredBytes < writtenBytes) {
                transfer(writtenBytes - transferredBytes);
            }
            if (inParts) {
                requests.send(RequestKind.PUT); // ends it
            }
            appear();
        } finally {
            Files.deleteIfExists(hidden);
            requests.meter().count(counts -> counts.addOpenUploads(kind, -1));
        }
    }

    private void transfer(long bytes) throws IOException {
        requests.upload(kind, bytes);
        requests.send(RequestKind.PUT);
        transferredBytes += bytes;
    }

    private void appear() throws IOException {
        boolean replaces = Files.exists(object);
        Files.move(hidden, object, StandardCopyOption.ATOMIC_MOVE);
        if (!replaces) {
            requests.meter().count(counts -> counts.addObjects(kind, 1));
        }
    }
}
