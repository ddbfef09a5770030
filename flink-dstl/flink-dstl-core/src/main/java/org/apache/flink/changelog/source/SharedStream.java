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
package org.apache.flink.changelog.source;

import org.apache.flink.changelog.local.LocalCopies;
import org.apache.flink.changelog.local.LocalCopy;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * The one stream of a resource, for any number of readers. It is opened by the first read, and
 * again by the next one after a read that failed: nobody knows where a failed stream stands, and
 * the error of one reader is not that of the others.
 *
 * <p>Thread-safe. A stream has one position, so reads take turns; no lock is held during a read.
 * Closing and ending wait for nobody: a read that they concern fails.
 */
final class SharedStream {

    /** One of those who share the stream. What changes in it is guarded by the stream's lock. */
    static final class Reader {
        private boolean ended;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SharedStream.class);

    private final StreamStateHandle handle;
    private final LocalCopies copies;
    private final String resource;

    /** Notified when a turn ends, and when one who waits need not wait any more. */
    private final Object lock = new Object();

    /** Only the reader whose turn it is opens and reads. */
    @GuardedBy("lock")
    private Optional<Reader> turn = Optional.empty();

    @GuardedBy("lock")
    private Optional<SegmentSource> open = Optional.empty();

    @GuardedBy("lock")
    private boolean closed;

    SharedStream(StreamStateHandle handle, LocalCopies copies) {
        this.handle = handle;
        this.copies = copies;
        this.resource = HandleSources.resourceOf(handle);
    }

    String resource() {
        return resource;
    }

    /**
     * Fills a part of an array, when it is the reader's turn.
     *
     * @throws EOFException if the resource ends before
     * @throws IOException if it cannot be opened or read, is closed, the reader has ended, or the
     *     thread is interrupted
     */
    void read(Reader reader, long position, byte[] into, int off, int len) throws IOException {
        takeTurn(reader);
        try {
            readInTurn(reader, position, into, off, len);
        } finally {
            synchronized (lock) {
                turn = Optional.empty();
                lock.notifyAll();
            }
        }
    }

    /** Makes the reads of one reader fail, also one that waits for the store. Idempotent. */
    void end(Reader reader) throws IOException {
        Optional<SegmentSource> closing = Optional.empty();
        synchronized (lock) {
            reader.ended = true;
            lock.notifyAll();
            if (turn.isPresent() && turn.get() == reader) {
                // taken while the turn is the reader's: the next one opens anew
                closing = open;
                open = Optional.empty();
            }
        }
        if (closing.isPresent()) {
            closing.get().close();
        }
    }

    /** Later reads fail, and the one under way. Idempotent. */
    void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        closeOpen();
    }

    private void takeTurn(Reader reader) throws IOException {
        synchronized (lock) {
            try {
                while (turn.isPresent() && !closed && !reader.ended) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted before a read of " + resource);
            }
            checkUsable(reader);
            turn = Optional.of(reader);
        }
    }

    private void readInTurn(Reader reader, long position, byte[] into, int off, int len)
            throws IOException {
        try {
            stream(reader).read(position, into, off, len);
        } catch (EOFException e) {
            closeAfter(e);
            throw e;
        } catch (IOException e) {
            closeAfter(e);
            throw new IOException(
                    String.format(
                            "Cannot read %d bytes of %s at offset %d: %s",
                            len, resource, position, e.getMessage()),
                    e);
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        }
    }

    private SegmentSource stream(Reader reader) throws IOException {
        synchronized (lock) {
            checkUsable(reader);
            if (open.isPresent()) {
                return open.get();
            }
        }
        Optional<SegmentSource> copy = openCopy();
        SegmentSource opened = copy.isPresent() ? copy.get() : openRemote();
        synchronized (lock) {
            // kept in any case: after an error the caller closes what is open
            open = Optional.of(opened);
            checkUsable(reader);
        }
        return opened;
    }

    /** The local copy, if it is there and whole. */
    private Optional<SegmentSource> openCopy() {
        PhysicalStateHandleID batch = handle.getStreamStateHandleID();
        Optional<LocalCopy> copy = copies.find(batch);
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        try {
            SegmentSource local = new StreamSource(resource, copy.get().open());
            LOG.debug("Reading the local copy {} of {}.", copy.get(), resource);
            return Optional.of(
                    new LocalFirstSource(local, this::openRemote, () -> copies.drop(batch)));
        } catch (IOException e) {
            LOG.warn("Cannot use the local copy of {}; reading remotely.", resource, e);
            copies.drop(batch);
            return Optional.empty();
        }
    }

    private SegmentSource openRemote() throws IOException {
        return new StreamSource(resource, openPastTheSafetyNet());
    }

    /** The stream outlives the task that opens it, whose safety net would close it. */
    private FSDataInputStream openPastTheSafetyNet() throws IOException {
        if (handle instanceof FileStateHandle) {
            Path file = ((FileStateHandle) handle).getFilePath();
            return FileSystem.getUnguardedFileSystem(file.toUri()).open(file);
        }
        return handle.openInputStream();
    }

    @GuardedBy("lock")
    private void checkUsable(Reader reader) throws IOException {
        if (closed) {
            throw new IOException("The changelog storage of " + resource + " was closed");
        }
        if (reader.ended) {
            throw new IOException("The reader of " + resource + " was closed");
        }
    }

    private void closeOpen() throws IOException {
        Optional<SegmentSource> closing;
        synchronized (lock) {
            closing = open;
            open = Optional.empty();
        }
        if (closing.isPresent()) {
            closing.get().close();
        }
    }

    /** Closes without hiding the error that made it necessary. */
    private void closeAfter(Throwable error) {
        try {
            closeOpen();
        } catch (IOException | RuntimeException e) {
            error.addSuppressed(e);
        }
    }
}
