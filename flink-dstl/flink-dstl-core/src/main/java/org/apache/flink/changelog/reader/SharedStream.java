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

import org.apache.flink.runtime.state.StreamStateHandle;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one stream of a resource, for any number of readers. It is opened by the first read, and
 * again by the next one after a read that failed: nobody knows where a failed stream stands, and
 * the error of one reader is not that of the others.
 *
 * <p>Thread-safe. Closing waits for nobody: a read that is under way fails.
 */
final class SharedStream {

    private final StreamStateHandle handle;
    private final String resource;

    /**
     * Held across opening, seeking and reading, which elsewhere no lock of ours is: a stream has
     * one position, and that its readers wait for each other is what sharing it means. A cancelled
     * task is interrupted and leaves the queue; readers that end and {@link #close} do not enter
     * it.
     */
    private final ReentrantLock turn = new ReentrantLock();

    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<StreamSource> open = Optional.empty();

    @GuardedBy("lock")
    private boolean closed;

    SharedStream(StreamStateHandle handle) {
        this.handle = handle;
        this.resource = HandleSources.resourceOf(handle);
    }

    String resource() {
        return resource;
    }

    /**
     * Fills a part of an array, when it is this thread's turn.
     *
     * @throws EOFException if the resource ends before
     * @throws IOException if it cannot be opened or read, is closed, or the thread is interrupted
     */
    void read(long position, byte[] into, int off, int len) throws IOException {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted before a read of " + resource);
        }
        try {
            readInTurn(position, into, off, len);
        } finally {
            turn.unlock();
        }
    }

    /** Later reads fail. Idempotent. */
    void close() throws IOException {
        synchronized (lock) {
            closed = true;
        }
        closeOpen();
    }

    private void readInTurn(long position, byte[] into, int off, int len) throws IOException {
        try {
            stream().read(position, into, off, len);
        } catch (EOFException e) {
            closeAfter(e);
            throw e;
        } catch (IOException e) {
            closeAfter(e);
            throw new IOException(
                    "Cannot read "
                            + len
                            + " bytes of "
                            + resource
                            + " at offset "
                            + position
                            + ": "
                            + e.getMessage(),
                    e);
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        }
    }

    private StreamSource stream() throws IOException {
        synchronized (lock) {
            if (closed) {
                throw closedError();
            }
            if (open.isPresent()) {
                return open.get();
            }
        }
        StreamSource opened = new StreamSource(resource, handle.openInputStream());
        synchronized (lock) {
            if (!closed) {
                open = Optional.of(opened);
                return opened;
            }
        }
        opened.close();
        throw closedError();
    }

    private void closeOpen() throws IOException {
        Optional<StreamSource> closing;
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

    private static IOException closedError() {
        return new IOException("the changelog storage was closed");
    }
}
