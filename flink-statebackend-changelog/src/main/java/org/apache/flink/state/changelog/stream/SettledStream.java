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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.util.IOUtils;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream that another thread does not close while its writer is in the middle of a call, except
 * if that does not return for a second: a store that hangs is to be left.
 *
 * <p>Flink's {@code FsCheckpointStateOutputStream} deletes its file when it is closed, but forgets
 * one that its writer creates or completes at that moment. Such files stayed for ever when a task
 * was cancelled while it materialized. Nor does it delete its file if the thread that closes it is
 * interrupted before and the client of the store heeds that, as that of S3 does: here such an
 * interruption waits. One writer; closed by any thread.
 */
final class SettledStream extends CheckpointStateOutputStream {

    private static final long PATIENCE_MS = 1_000;

    private final CheckpointStateOutputStream delegate;
    private final InlineLimit limit;
    private final UnderWay underWay;
    private final long patienceMs;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CountDownLatch writerLeft = new CountDownLatch(1);

    /** Set by the writer, and {@link #closing} by who closes: each sets its own, then reads. */
    private volatile boolean writing;

    private volatile boolean closing;

    /** Is under way until it is closed, in either way. */
    SettledStream(CheckpointStateOutputStream delegate, InlineLimit limit, UnderWay underWay) {
        this(delegate, limit, underWay, PATIENCE_MS);
    }

    SettledStream(
            CheckpointStateOutputStream delegate,
            InlineLimit limit,
            UnderWay underWay,
            long patienceMs) {
        this.delegate = delegate;
        this.limit = limit;
        this.underWay = underWay;
        this.patienceMs = patienceMs;
        underWay.began();
    }

    private void enter() throws IOException {
        writing = true;
        if (closing) {
            leave();
            throw new IOException("The stream is closed.");
        }
    }

    private void leave() {
        writing = false;
        if (closing) {
            writerLeft.countDown();
        }
    }

    @Override
    public void write(int b) throws IOException {
        enter();
        try {
            delegate.write(b);
        } finally {
            leave();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        enter();
        try {
            delegate.write(bytes, offset, length);
        } finally {
            leave();
        }
    }

    /** Closes the stream also if that fails: Flink does not any more. */
    @Override
    public StreamStateHandle closeAndGetHandle() throws IOException {
        enter();
        boolean complete = false;
        try {
            limit.enforce(delegate);
            StreamStateHandle file = delegate.closeAndGetHandle();
            complete = true;
            return file;
        } finally {
            if (!complete) {
                IOUtils.closeQuietly(this::closeUninterrupted);
            }
            end();
            leave();
        }
    }

    @Override
    public void flush() throws IOException {
        enter();
        try {
            delegate.flush();
        } finally {
            leave();
        }
    }

    @Override
    public void sync() throws IOException {
        enter();
        try {
            delegate.sync();
        } finally {
            leave();
        }
    }

    @Override
    public long getPos() throws IOException {
        return delegate.getPos();
    }

    @Override
    public void close() throws IOException {
        closing = true;
        boolean interrupted = Thread.interrupted();
        try {
            if (writing) {
                interrupted |= isInterruptedBeforeWriterLeft();
            }
            delegate.close();
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeUninterrupted() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            delegate.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            underWay.ended();
        }
    }

    private boolean isInterruptedBeforeWriterLeft() {
        try {
            boolean ignored = writerLeft.await(patienceMs, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
