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
import org.apache.flink.util.function.ThrowingRunnable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
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
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void stopWriters() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void endOfTheCommitWakesTheWriter() throws Exception {
        LogCommit commit = started();
        FutureTask<Void> write = run(() -> open(bytes -> {}).write(1));
        pause.awaitParked(1);
        assertThat(write.isDone()).isFalse();
        commit.ended(true);
        write.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void closeWakesAWaitingWriterWhichFails() throws Exception {
        started();
        CheckpointStateOutputStream stream = open(bytes -> {});
        FutureTask<Void> write = run(() -> stream.write(new byte[10]));
        pause.awaitParked(1);
        stream.close();
        assertFailed(write, "closed while its writer waited");
    }

    @Test
    void closeWakesOnlyItsOwnWriter() throws Exception {
        started();
        CheckpointStateOutputStream closed = open(bytes -> {});
        CheckpointStateOutputStream other = open(bytes -> {});
        FutureTask<Void> closedWrite = run(() -> closed.write(1));
        FutureTask<Void> otherWrite = run(() -> other.write(1));
        pause.awaitParked(2);
        closed.close();
        assertFailed(closedWrite, "closed while its writer waited");
        pause.awaitParked(1);
        assertThat(otherWrite.isDone()).isFalse();
    }

    @Test
    void interruptWakesAWaitingWriterWhichFails() throws Exception {
        started();
        AtomicInteger interrupted = new AtomicInteger();
        FutureTask<Void> write =
                run(
                        () -> {
                            try {
                                open(bytes -> {}).write(1);
                            } finally {
                                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
                            }
                        });
        pause.awaitParked(1);
        threads.get(0).interrupt();
        assertFailed(write, "interrupted");
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void closeWakesAWriterThatWaitsToCloseItsFile() throws Exception {
        CheckpointStateOutputStream stream = open(bytes -> {});
        started();
        FutureTask<Void> close = run(stream::closeAndGetHandle);
        pause.awaitParked(1);
        stream.close();
        assertFailed(close, "closed while its writer waited");
    }

    @Test
    void largeFilesAreClosedOneAtATime() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        CheckpointStateOutputStream first = open(new Closing(closing, mayClose));
        CountDownLatch secondClosing = new CountDownLatch(1);
        CheckpointStateOutputStream second =
                open(new Closing(secondClosing, new CountDownLatch(0)));
        fill(first);
        fill(second);
        FutureTask<Void> firstClose = run(first::closeAndGetHandle);
        await(closing);
        FutureTask<Void> secondClose = run(second::closeAndGetHandle);
        pause.awaitParked(1);
        assertThat(secondClosing.getCount()).isOne();
        mayClose.countDown();
        firstClose.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        secondClose.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(secondClosing.getCount()).isZero();
    }

    @Test
    void smallFilesDoNotWaitForTheirTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CountDownLatch closing = new CountDownLatch(1);
        CheckpointStateOutputStream large = open(new Closing(closing, new CountDownLatch(1)));
        fill(large);
        FutureTask<Void> largeClose = run(large::closeAndGetHandle);
        await(closing);
        CheckpointStateOutputStream small = open(bytes -> {});
        clock.advance(Duration.ofSeconds(1));
        small.write(new byte[1000]);
        run(small::closeAndGetHandle).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(largeClose.isDone()).isFalse();
    }

    @Test
    void stuckCloseLosesItsTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CountDownLatch closing = new CountDownLatch(1);
        CheckpointStateOutputStream stuck = open(new Closing(closing, new CountDownLatch(1)));
        CheckpointStateOutputStream second = open(bytes -> {});
        fill(stuck);
        fill(second);
        FutureTask<Void> stuckClose = run(stuck::closeAndGetHandle);
        await(closing);
        FutureTask<Void> secondClose = run(second::closeAndGetHandle);
        pause.awaitParked(1);
        clock.advance(Duration.ofSeconds(29));
        traffic.logCommitStarted().ended(false);
        pause.awaitParked(1);
        clock.advance(Duration.ofSeconds(1));
        traffic.logCommitStarted().ended(false);
        secondClose.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(stuckClose.isDone()).isFalse();
    }

    @Test
    void failedCloseLeavesTheTurnToTheNext() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        for (Throwable failure : List.of(new IOException("full"), new LinkageError("gone"))) {
            CheckpointStateOutputStream failing = open(new FailingClose(failure));
            CheckpointStateOutputStream next = open(bytes -> {});
            fill(failing);
            fill(next);
            assertThatThrownBy(failing::closeAndGetHandle).isSameAs(failure);
            run(next::closeAndGetHandle).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void cancelledWaitForTheTurnLeavesItToTheNext() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        CheckpointStateOutputStream first = open(new Closing(closing, mayClose));
        CheckpointStateOutputStream cancelled = open(bytes -> {});
        CheckpointStateOutputStream last = open(bytes -> {});
        fill(first);
        fill(cancelled);
        fill(last);
        FutureTask<Void> firstClose = run(first::closeAndGetHandle);
        await(closing);
        FutureTask<Void> cancelledClose = run(cancelled::closeAndGetHandle);
        pause.awaitParked(1);
        cancelled.close();
        assertFailed(cancelledClose, "closed while its writer waited");
        mayClose.countDown();
        firstClose.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        run(last::closeAndGetHandle).get(LIMIT_SECONDS, TimeUnit.SECONDS);
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

    /** As large as it takes to be closed in turn; nobody waits, as time passes. */
    private void fill(CheckpointStateOutputStream stream) throws IOException {
        for (int i = 0; i < 16; i++) {
            clock.advance(Duration.ofMillis(100));
            stream.write(new byte[TrafficControl.QUANTUM_BYTES]);
        }
    }

    private FutureTask<Void> run(ThrowingRunnable<Exception> action) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            action.run();
                            return null;
                        });
        Thread thread = new Thread(task, "writer-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    private static void assertFailed(FutureTask<Void> task, String message) {
        assertThatThrownBy(() -> task.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
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

    private static final class Closing implements ObservedStreams.Observer {

        private final CountDownLatch closing;
        private final CountDownLatch mayClose;

        Closing(CountDownLatch closing, CountDownLatch mayClose) {
            this.closing = closing;
            this.mayClose = mayClose;
        }

        @Override
        public void written(int bytes) {}

        @Override
        public void closing() throws IOException {
            closing.countDown();
            try {
                mayClose.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private static final class FailingClose implements ObservedStreams.Observer {

        private final Throwable failure;

        FailingClose(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void written(int bytes) {}

        @Override
        public void closing() throws IOException {
            if (failure instanceof Error) {
                throw (Error) failure;
            }
            throw (IOException) failure;
        }
    }
}
