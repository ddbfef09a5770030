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
package org.apache.flink.state.changelog.traffic;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;

/**
 * A stream whose writer waits for its turn.
 *
 * <p>It takes a quantum at a time, so that small writes cost a comparison: no lock, no clock, no
 * object. Written by one thread; {@link #close} may come from any other, as when a task is
 * cancelled, and then a waiting writer fails at once.
 *
 * <p>Some file systems upload only when a file is closed. So a file that is large enough to matter
 * is closed when no commit of the log is open, and one at a time.
 */
final class PacedStream extends CheckpointStateOutputStream {

    /**
     * Below, a file is no upload that anybody would notice, and many are that small: these need no
     * turn, neither to be written nor to be closed.
     */
    private static final long IN_TURN_FROM_BYTES = 1 << 20;

    private final CheckpointStateOutputStream delegate;
    private final MaterializationTraffic traffic;
    private final Flow flow;

    /** What may be written without asking. Writer only. */
    private int leftBytes;

    /** Writer only. */
    private long takenBytes;

    private volatile boolean closed;

    PacedStream(CheckpointStateOutputStream delegate, MaterializationTraffic traffic, Flow flow) {
        this.delegate = delegate;
        this.traffic = traffic;
        this.flow = flow;
    }

    @Override
    public void write(int b) throws IOException {
        takeIfUsedUp();
        leftBytes--;
        delegate.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int remaining = length;
        while (remaining > 0) {
            takeIfUsedUp();
            int chunk = Math.min(remaining, leftBytes);
            leftBytes -= chunk;
            delegate.write(bytes, from, chunk);
            from += chunk;
            remaining -= chunk;
        }
    }

    private void takeIfUsedUp() throws IOException {
        if (leftBytes == 0) {
            traffic.awaitTurnToSend(
                    flow, this, takenBytes >= IN_TURN_FROM_BYTES, TrafficControl.QUANTUM_BYTES);
            leftBytes = TrafficControl.QUANTUM_BYTES;
            takenBytes += leftBytes;
        }
    }

    /** Called by the waiting writer. */
    void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream was closed while its writer waited to send");
        }
    }

    @Override
    public StreamStateHandle closeAndGetHandle() throws IOException {
        traffic.giveBack(flow, leftBytes);
        takenBytes -= leftBytes;
        leftBytes = 0;
        if (takenBytes < IN_TURN_FROM_BYTES) {
            traffic.awaitLogOnly(flow, this);
            return delegate.closeAndGetHandle();
        }
        traffic.awaitTurnToClose(flow, this);
        try {
            return delegate.closeAndGetHandle();
        } finally {
            traffic.leave(this);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        traffic.leave(this);
        delegate.close();
    }

    @Override
    public long getPos() throws IOException {
        return delegate.getPos();
    }

    @Override
    public void flush() throws IOException {
        delegate.flush();
    }

    @Override
    public void sync() throws IOException {
        delegate.sync();
    }
}
