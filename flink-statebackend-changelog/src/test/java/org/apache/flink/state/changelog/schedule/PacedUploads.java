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
package org.apache.flink.state.changelog.schedule;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.state.changelog.traffic.BackendTraffic;
import org.apache.flink.state.changelog.traffic.Pause;
import org.apache.flink.util.function.RunnableWithException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Uploads through the real paced streams, on one thread for all: where a writer would wait, the
 * {@link #NOT_NOW} of the traffic lets it give up instead, and it tries again a tick later.
 */
final class PacedUploads implements SimulatedUploads {

    /** Instead of waiting. */
    static final Pause NOT_NOW =
            (monitor, maxNanos) -> {
                throw new InterruptedException("not now");
            };

    /** What the streams take at once. */
    private static final int QUANTUM = 64 << 10;

    private static final byte[] BYTES = new byte[QUANTUM];

    private final BackendTraffic traffic;
    private final long bytesPerMs;

    /** Of the last materialization, by which the next one is planned. */
    private OptionalLong lastBytes;

    private long sentBytes;
    private Optional<CheckpointStateOutputStream> stream = Optional.empty();

    /**
     * @param restoredBytes of the materialization that was restored, if any
     * @param bytesPerMs that the network carries at most
     */
    PacedUploads(BackendTraffic traffic, OptionalLong restoredBytes, long bytesPerMs) {
        this.traffic = traffic;
        this.lastBytes = restoredBytes;
        this.bytesPerMs = bytesPerMs;
    }

    @Override
    public void started() {
        traffic.started(lastBytes);
        sentBytes = 0;
        try {
            stream =
                    Optional.of(
                            traffic.paced(new ForgetfulStreams())
                                    .createCheckpointStateOutputStream(
                                            CheckpointedStateScope.EXCLUSIVE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long send(long leftBytes, long tickMs) {
        long mostBytes = Math.min(leftBytes, bytesPerMs * tickMs);
        CheckpointStateOutputStream out = stream.orElseThrow();
        long sent = 0;
        while (sent < mostBytes) {
            int bytes = (int) Math.min(QUANTUM, leftBytes - sent);
            if (!unlessItWaits(() -> out.write(BYTES, 0, bytes))) {
                break;
            }
            sent += bytes;
        }
        sentBytes += sent;
        return sent;
    }

    @Override
    public boolean finish() {
        CheckpointStateOutputStream out = stream.orElseThrow();
        if (!unlessItWaits(out::closeAndGetHandle)) {
            return false;
        }
        lastBytes = OptionalLong.of(sentBytes);
        traffic.ended();
        return true;
    }

    /** A write of at most a quantum has either taken one and succeeds, or changed nothing. */
    private static boolean unlessItWaits(RunnableWithException write) {
        try {
            write.run();
            return true;
        } catch (Exception e) {
            if (!Thread.interrupted()) {
                throw new AssertionError(e);
            }
            return false;
        }
    }

    @Override
    public void close() {
        traffic.close();
    }
}
