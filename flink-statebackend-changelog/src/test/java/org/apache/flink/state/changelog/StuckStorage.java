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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory.MemoryCheckpointOutputStream;
import org.apache.flink.runtime.state.memory.MemoryBackendCheckpointStorageAccess;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A storage whose first file of materialized state is never written, and is closed as soon as the
 * test lets it be. Thread-safe.
 */
final class StuckStorage extends MemoryBackendCheckpointStorageAccess {

    private static final int MAX_STATE_BYTES = 1 << 20;
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private volatile CountDownLatch mayClose = new CountDownLatch(0);

    StuckStorage() throws IOException {
        super(new JobID(), null, null, false, MAX_STATE_BYTES);
    }

    /** Until somebody tries to write. */
    void awaitWriter() throws InterruptedException {
        if (!stuck.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Nobody wrote in " + PATIENCE_SECONDS + " s.");
        }
    }

    /** From now on, until {@link #letFilesBeClosed}. */
    void keepFilesOpen() {
        mayClose = new CountDownLatch(1);
    }

    /** Until somebody tries to close one. */
    void awaitCloser() throws InterruptedException {
        if (!closing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Nobody closed in " + PATIENCE_SECONDS + " s.");
        }
    }

    void letFilesBeClosed() {
        mayClose.countDown();
    }

    int openFiles() {
        return open.get();
    }

    @Override
    public CheckpointStateOutputStream createTaskOwnedStateStream() {
        open.incrementAndGet();
        return new StuckStream();
    }

    private final class StuckStream extends MemoryCheckpointOutputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        StuckStream() {
            super(MAX_STATE_BYTES);
        }

        @Override
        public void write(int b) throws IOException {
            waitUntilClosed();
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            waitUntilClosed();
        }

        private void waitUntilClosed() throws IOException {
            stuck.countDown();
            try {
                closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            throw new IOException("closed");
        }

        @Override
        public void close() {
            closed.countDown();
            closing.countDown();
            try {
                mayClose.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return; // as a client of S3 leaves its object
            }
            if (!isClosed()) {
                open.decrementAndGet();
            }
            super.close();
        }
    }
}
