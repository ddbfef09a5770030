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

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A file: counts what happens to its streams, and fails one step of them if told so. */
public final class FakeStreamHandle implements StreamStateHandle {

    private static final long serialVersionUID = 1L;

    public enum Step {
        OPEN,
        SEEK,
        READ,
        CLOSE,
        NONE
    }

    private final String path;
    private final byte[] bytes;
    private Step failing;
    private transient Runnable beforeOpen = () -> {};
    private transient Runnable beforeRead = () -> {};

    /** Calls, of all streams; counted as they begin, maybe while another thread reads. */
    private final AtomicInteger opened = new AtomicInteger();

    private final AtomicInteger closed = new AtomicInteger();

    private int seeks;

    public FakeStreamHandle(String path, byte[] bytes, Step failing) {
        this.path = path;
        this.bytes = bytes;
        this.failing = failing;
    }

    /** From now on nothing fails. */
    public void heal() {
        failing = Step.NONE;
    }

    /** Runs something on the opening thread. */
    public void beforeOpen(Runnable action) {
        beforeOpen = action;
    }

    /** Runs something on the reading thread, in each read. */
    public void beforeRead(Runnable action) {
        beforeRead = action;
    }

    public int opened() {
        return opened.get();
    }

    public int closed() {
        return closed.get();
    }

    public int seeks() {
        return seeks;
    }

    @Override
    public FSDataInputStream openInputStream() throws IOException {
        beforeOpen.run();
        fail(Step.OPEN);
        opened.incrementAndGet();
        return new Stream();
    }

    @Override
    public Optional<byte[]> asBytesIfInMemory() {
        return Optional.empty();
    }

    @Override
    public PhysicalStateHandleID getStreamStateHandleID() {
        return new PhysicalStateHandleID(path);
    }

    @Override
    public void discardState() {
        throw new UnsupportedOperationException("a reader must not discard");
    }

    /** Part of the file only, as in a batch that several checkpoints share. */
    @Override
    public long getStateSize() {
        return 1;
    }

    private void fail(Step step) throws IOException {
        if (step == failing) {
            throw new IOException("injected " + step);
        }
    }

    private final class Stream extends FSDataInputStream {
        private long position;
        private volatile boolean streamClosed;

        @Override
        public void seek(long desired) throws IOException {
            fail(Step.SEEK);
            seeks++;
            position = desired;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("byte by byte is too slow");
        }

        /** Returns less than asked for, as a file system may. */
        @Override
        public int read(byte[] into, int off, int len) throws IOException {
            beforeRead.run();
            fail(Step.READ);
            if (streamClosed) {
                throw new IOException("read of a closed stream");
            }
            if (position >= bytes.length) {
                return -1;
            }
            int part = (int) Math.min(Math.min(len, 100), bytes.length - position);
            System.arraycopy(bytes, (int) position, into, off, part);
            position += part;
            return part;
        }

        @Override
        public void close() throws IOException {
            streamClosed = true;
            closed.incrementAndGet();
            fail(Step.CLOSE);
        }
    }
}
