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
package org.apache.flink.changelog.local;

import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.util.IOUtils;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One local copy that is being written. No method throws or waits for the disk: what fails is a
 * copy less.
 *
 * <p>Used by one thread at a time; the file is touched by the mirror's thread only.
 */
public final class LocalCopyWriter {

    private enum State {
        WRITING,
        /** What is written from now on is dropped. */
        FAILED,
        ENDED
    }

    private final LocalMirror mirror;
    private final String name;
    private State state = State.WRITING;

    // What follows belongs to the mirror's thread.

    private final CRC32C crc = new CRC32C();
    private Optional<File> file = Optional.empty();
    private Optional<OutputStream> stream = Optional.empty();
    private long sizeBytes;
    private boolean broken;

    LocalCopyWriter(LocalMirror mirror, String name) {
        this.mirror = mirror;
        this.name = name;
    }

    /** Copies the bytes. */
    public void write(byte[] bytes, int off, int len) {
        if (state != State.WRITING) {
            return;
        }
        if (!mirror.tryQueue(len)) {
            state = State.FAILED;
            mirror.failed(name, new IOException("the local disk is too slow"));
            mirror.submit(this::dropFile);
            return;
        }
        if (!submitCopy(bytes, off, len)) {
            mirror.written(len);
            state = State.FAILED;
            mirror.failed(name, new IOException("no memory or no thread for it"));
            mirror.submit(this::dropFile);
        }
    }

    private boolean submitCopy(byte[] bytes, int off, int len) {
        byte[] copy;
        try {
            copy = Arrays.copyOfRange(bytes, off, off + len);
        } catch (OutOfMemoryError e) {
            return false;
        }
        return mirror.submit(
                () -> {
                    try {
                        append(copy);
                    } finally {
                        mirror.written(len);
                    }
                });
    }

    /**
     * The batch is stored: its copy may be used.
     *
     * @param batchBytes size of the batch; a copy of another size is none
     */
    public void commit(PhysicalStateHandleID batch, long batchBytes) {
        if (state == State.WRITING) {
            mirror.submit(() -> finish(batch, batchBytes));
        }
        state = State.ENDED;
    }

    /** The batch is not stored. Does nothing after a commit. */
    public void abandon() {
        if (state == State.WRITING) {
            mirror.submit(this::dropFile);
        }
        state = State.ENDED;
    }

    // ------------------------------------------------------------ on the mirror's thread

    private void append(byte[] bytes) {
        if (broken) {
            return;
        }
        try {
            if (stream.isEmpty()) {
                file = Optional.of(mirror.newFile(name));
                stream = Optional.of(new FileOutputStream(file.get()));
            }
            stream.get().write(bytes);
            crc.update(bytes);
            sizeBytes += bytes.length;
        } catch (Throwable t) {
            fail(t);
        }
    }

    private void finish(PhysicalStateHandleID batch, long batchBytes) {
        if (broken || stream.isEmpty()) {
            return;
        }
        try {
            stream.get().close();
            if (sizeBytes != batchBytes) {
                throw new IOException(sizeBytes + " of " + batchBytes + " bytes were copied");
            }
            mirror.add(batch, new LocalCopy(file.orElseThrow(), sizeBytes, (int) crc.getValue()));
        } catch (Throwable t) {
            fail(t);
        }
    }

    private void fail(Throwable cause) {
        dropFile();
        mirror.failed(name, cause);
    }

    private void dropFile() {
        broken = true;
        stream.ifPresent(IOUtils::closeQuietly);
        file.ifPresent(LocalMirror::delete);
    }
}
