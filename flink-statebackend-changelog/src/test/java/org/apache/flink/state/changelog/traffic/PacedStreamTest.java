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

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writers on threads of their own, which wait until somebody wakes them. */
@Timeout(60)
class PacedStreamTest {

    private static final int MEGA = 1 << 20;
    private static final int LIMIT_SECONDS = 10;

    private final ManualClock clock = new ManualClock();
    private final ParkingPause pause = new ParkingPause();
    private final MaterializationTraffic traffic =
            new MaterializationTraffic(
                    new TrafficSettings(OptionalLong.empty(), true), clock, pause);
    private final BackendTraffic backend = traffic.register(Duration.ofMinutes(10));
    @RegisterExtension final Writers writers = new Writers();

    @Test
    void endOfTheCommitWakesTheWriter() throws Exception {
        LogCommit commit = started();
        FutureTask<Void> write = writers.run(() -> open(bytes -> {}).write(1));
        pause.awaitParked(1);
        assertThat(write.isDone()).isFalse();
        commit.ended(true);
        write.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void closeWakesAWaitingWriterWhichFails() throws Exception {
        started();
        CheckpointStateOutputStream stream = open(bytes -> {});
        FutureTask<Void> write = writers.run(() -> stream.write(new byte[10]));
        pause.awaitParked(1);
        stream.close();
        Writers.assertFailed(write, "closed while its writer waited");
    }

    @Test
    void closeWakesOnlyItsOwnWriter() throws Exception {
        started();
        CheckpointStateOutputStream closed = open(bytes -> {});
        CheckpointStateOutputStream other = open(bytes -> {});
        FutureTask<Void> closedWrite = writers.run(() -> closed.write(1));
        FutureTask<Void> otherWrite = writers.run(() -> other.write(1));
        pause.awaitParked(2);
        closed.close();
        Writers.assertFailed(closedWrite, "closed while its writer waited");
        pause.awaitParked(1);
        assertThat(otherWrite.isDone()).isFalse();
    }

    @Test
    void interruptWakesAWaitingWriterWhichFails() throws Exception {
        started();
        AtomicInteger interrupted = new AtomicInteger();
        FutureTask<Void> write =
                writers.run(
                        () -> {
                            try {
                                open(bytes -> {}).write(1);
                            } finally {
                                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
                            }
                        });
        pause.awaitParked(1);
        writers.thread(0).interrupt();
        Writers.assertFailed(write, "interrupted");
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void closeWakesAWriterThatWaitsToCloseItsFile() throws Exception {
        CheckpointStateOutputStream stream = open(bytes -> {});
        started();
        FutureTask<Void> close = writers.run(stream::closeAndGetHandle);
        pause.awaitParked(1);
        stream.close();
        Writers.assertFailed(close, "closed while its writer waited");
    }

    @Test
    void failedWriteIsTheCallersAndTheNextOneGoesOn() throws Exception {
        backend.started(OptionalLong.empty());
        AtomicInteger writes = new AtomicInteger();
        CheckpointStateOutputStream stream =
                open(
                        bytes -> {
                            if (writes.incrementAndGet() == 1) {
                                throw new IOException("full");
                            }
                        });
        assertThatThrownBy(() -> stream.write(new byte[10])).hasMessage("full");
        stream.write(new byte[10]);
    }

    @Test
    void largeWritesAreSplitAndNothingIsLost() throws Exception {
        Recorder recorder = new Recorder();
        CheckpointStateOutputStream stream = open(recorder);
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        stream.write(bytes[0]);
        stream.write(bytes, 1, 150_000);
        stream.write(bytes, 150_001, bytes.length - 150_001);
        assertThat(stream.getPos()).isEqualTo(bytes.length);
        assertThat(recorder.chunks).containsExactly(1, 65_535, 65_536, 18_929, 46_607, 3_392);
        assertThat(stream.closeAndGetHandle()).isInstanceOf(ByteStreamStateHandle.class);
        assertThat(recorder.content.toByteArray()).isEqualTo(bytes);
        assertThat(backend.sentBytes()).isEqualTo(bytes.length);
    }

    @Test
    void flushSyncAndDuplicatesPassThrough() throws Exception {
        AtomicInteger flushed = new AtomicInteger();
        CheckpointStreamFactory paced =
                backend.paced(
                        new ObservedStreams(
                                new ObservedStreams.Observer() {
                                    @Override
                                    public void written(int bytes) {}

                                    @Override
                                    public void flushed() {
                                        flushed.incrementAndGet();
                                    }
                                }));
        CheckpointStateOutputStream stream =
                paced.createCheckpointStateOutputStream(CheckpointedStateScope.SHARED);
        stream.flush();
        stream.sync();
        assertThat(flushed).hasValue(2);
        StreamStateHandle handle = new ByteStreamStateHandle("any", new byte[0]);
        assertThat(paced.canFastDuplicate(handle, CheckpointedStateScope.SHARED)).isTrue();
        assertThat(paced.duplicate(List.of(handle), CheckpointedStateScope.SHARED))
                .containsExactly(handle);
    }

    /** A materialization runs, and a commit of the log is open. */
    private LogCommit started() {
        backend.started(OptionalLong.of(60L * MEGA));
        return traffic.logCommitStarted();
    }

    private CheckpointStateOutputStream open(ObservedStreams.Observer observer) throws IOException {
        return backend.paced(new ObservedStreams(observer))
                .createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
    }

    private static final class Recorder implements ObservedStreams.Observer {

        private final List<Integer> chunks = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void written(int length) {
            chunks.add(length);
        }

        @Override
        public void content(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, length);
        }
    }
}
