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
import org.apache.flink.runtime.state.CheckpointedStateScope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several writers, of which one at a time sends or closes its file. */
@Timeout(60)
class PacedTurnsTest {

    private static final int MEGA = 1 << 20;

    /** In ten minutes. */
    private static final OptionalLong NO_WAIT_FOR_THE_RATE = OptionalLong.of(600_000L * MEGA);

    private final ManualClock clock = new ManualClock();
    private final ParkingPause pause = new ParkingPause();
    private final MaterializationTraffic traffic =
            new MaterializationTraffic(
                    new TrafficSettings(OptionalLong.empty(), true), clock, pause);
    private final BackendTraffic backend = traffic.register(Duration.ofMinutes(10));

    @RegisterExtension final Writers writers = new Writers();

    @Test
    void writerKeepsItsTurnUntilItHasSentAPart() throws Exception {
        backend.started(NO_WAIT_FOR_THE_RATE);
        CheckpointStateOutputStream first = large();
        CheckpointStateOutputStream second = large();
        sendQuantum(first);
        FutureTask<Void> secondWrite = writers.run(() -> second.write(1));
        pause.awaitParked(1);
        int part = 5 * MEGA / TrafficControl.QUANTUM_BYTES;
        for (int quantum = 2; quantum < part; quantum++) {
            sendQuantum(first);
        }
        assertThat(secondWrite.isDone()).isFalse();
        sendQuantum(first);
        secondWrite.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void writerThatIsBusyElsewhereLosesItsTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream first = large();
        CheckpointStateOutputStream second = large();
        sendQuantum(first);
        FutureTask<Void> secondWrite = writers.run(() -> second.write(1));
        pause.awaitParked(1);
        clock.advance(Duration.ofMillis(100));
        traffic.logCommitStarted().ended(false);
        secondWrite.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void writerWhoseFileIsDoneLeavesItsTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream first = large();
        CheckpointStateOutputStream second = large();
        sendQuantum(first);
        FutureTask<Void> secondWrite = writers.run(() -> second.write(1));
        pause.awaitParked(1);
        first.closeAndGetHandle();
        clock.advance(Duration.ofMillis(10));
        traffic.logCommitStarted().ended(false);
        secondWrite.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void interruptedWaitForTheRateLeavesTheTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream waiting = large();
        CheckpointStateOutputStream second = large();
        FutureTask<Void> write = writers.run(() -> waiting.write(new byte[60 * MEGA]));
        pause.awaitParked(1);
        writers.thread(0).interrupt();
        Writers.assertFailed(write, "interrupted");
        clock.advance(Duration.ofMillis(10));
        writers.run(() -> second.write(1)).get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void beginningOfAFileNeedsNoTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream large = large();
        CheckpointStateOutputStream small = open(bytes -> {});
        sendQuantum(large);
        clock.advance(Duration.ofMillis(10));
        writers.run(() -> small.write(new byte[1000])).get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
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
        FutureTask<Void> firstClose = writers.run(first::closeAndGetHandle);
        Writers.await(closing);
        FutureTask<Void> secondClose = writers.run(second::closeAndGetHandle);
        pause.awaitParked(1);
        assertThat(secondClosing.getCount()).isOne();
        mayClose.countDown();
        firstClose.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
        secondClose.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(secondClosing.getCount()).isZero();
    }

    @Test
    void smallFilesDoNotWaitForTheirTurn() throws Exception {
        backend.started(OptionalLong.of(60L * MEGA));
        CountDownLatch closing = new CountDownLatch(1);
        CheckpointStateOutputStream large = open(new Closing(closing, new CountDownLatch(1)));
        fill(large);
        FutureTask<Void> largeClose = writers.run(large::closeAndGetHandle);
        Writers.await(closing);
        CheckpointStateOutputStream small = open(bytes -> {});
        clock.advance(Duration.ofSeconds(1));
        small.write(new byte[1000]);
        writers.run(small::closeAndGetHandle).get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
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
        FutureTask<Void> stuckClose = writers.run(stuck::closeAndGetHandle);
        Writers.await(closing);
        FutureTask<Void> secondClose = writers.run(second::closeAndGetHandle);
        pause.awaitParked(1);
        clock.advance(Duration.ofSeconds(29));
        traffic.logCommitStarted().ended(false);
        pause.awaitParked(1);
        clock.advance(Duration.ofSeconds(1));
        traffic.logCommitStarted().ended(false);
        secondClose.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
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
            writers.run(next::closeAndGetHandle).get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
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
        FutureTask<Void> firstClose = writers.run(first::closeAndGetHandle);
        Writers.await(closing);
        FutureTask<Void> cancelledClose = writers.run(cancelled::closeAndGetHandle);
        pause.awaitParked(1);
        cancelled.close();
        Writers.assertFailed(cancelledClose, "closed while its writer waited");
        mayClose.countDown();
        firstClose.get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
        writers.run(last::closeAndGetHandle).get(Writers.LIMIT_SECONDS, TimeUnit.SECONDS);
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

    private CheckpointStateOutputStream large() throws IOException {
        CheckpointStateOutputStream stream = open(bytes -> {});
        fill(stream);
        return stream;
    }

    private static void sendQuantum(CheckpointStateOutputStream stream) throws IOException {
        stream.write(new byte[TrafficControl.QUANTUM_BYTES]);
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
