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
import org.apache.flink.changelog.source.FakeStreamHandle.Step;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Cancelled tasks and closed storages do not wait for a slow store. */
@Timeout(60)
class SharedSourcesCancellationTest {

    private final ManualTimer timer = new ManualTimer();
    private final SharedSources sources =
            new SharedSources(Duration.ofSeconds(10), timer, timer, LocalCopies.none());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void closingWaitsForNoSlowRead() throws Exception {
        FakeStreamHandle file = new FakeStreamHandle("file:/a", new byte[100], Step.NONE);
        CountDownLatch slow = new CountDownLatch(1);
        Future<Void> reading = readSlowly(file, slow);
        SegmentSource other = sources.open(file);
        other.close();
        sources.close();
        assertThat(file.closed()).isEqualTo(1);
        slow.countDown();
        assertThatThrownBy(reading::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void closingAReaderEndsItsOwnSlowReadAndNoOther() throws Exception {
        FakeStreamHandle file = new FakeStreamHandle("file:/a", new byte[100], Step.NONE);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        file.beforeRead(
                () -> {
                    begun.countDown();
                    await(slow);
                });
        SegmentSource cancelled = sources.open(file);
        Future<?> reading = threads.submit(() -> readOneByte(cancelled));
        begun.await();
        Future<?> waiting = threads.submit(() -> readAndRelease(file));
        cancelled.close();
        assertThat(file.closed()).isEqualTo(1);
        slow.countDown();
        assertThatThrownBy(reading::get).hasCauseInstanceOf(IOException.class);
        waiting.get();
        assertThat(file.opened()).isEqualTo(2);
    }

    @Test
    void closedReaderDoesNotWaitForItsTurn() throws Exception {
        FakeStreamHandle file = new FakeStreamHandle("file:/a", new byte[100], Step.NONE);
        CountDownLatch slow = new CountDownLatch(1);
        Future<Void> reading = readSlowly(file, slow);
        SegmentSource cancelled = sources.open(file);
        CountDownLatch started = new CountDownLatch(1);
        Future<?> waiting =
                threads.submit(
                        () -> {
                            started.countDown();
                            return readOneByte(cancelled);
                        });
        started.await();
        cancelled.close();
        // refused before it waited, or while it did
        assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class);
        slow.countDown();
        reading.get();
        assertThat(file.opened()).isEqualTo(1);
    }

    @Test
    void fileThatWasBeingOpenedAtTheCloseIsClosed() throws Exception {
        FakeStreamHandle file = new FakeStreamHandle("file:/a", new byte[100], Step.NONE);
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        file.beforeOpen(
                () -> {
                    opening.countDown();
                    await(closed);
                });
        Future<Void> reading = threads.submit(() -> readAndRelease(file));
        opening.await();
        sources.close();
        closed.countDown();
        assertThatThrownBy(reading::get).hasCauseInstanceOf(IOException.class);
        assertThat(file.opened()).isEqualTo(1);
        assertThat(file.closed()).isEqualTo(1);
    }

    @Test
    void interruptedReaderDoesNotWaitForItsTurn() throws Exception {
        FakeStreamHandle file = new FakeStreamHandle("file:/a", new byte[100], Step.NONE);
        CountDownLatch slow = new CountDownLatch(1);
        Future<Void> reading = readSlowly(file, slow);
        SegmentSource waiting = sources.open(file);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> waiting.read(0, new byte[1], 0, 1))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessageContaining("file:/a");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        slow.countDown();
        reading.get();
        assertThat(file.closed()).isZero();
    }

    private Void readAndRelease(FakeStreamHandle file) throws IOException {
        try (SegmentSource source = sources.open(file)) {
            return readOneByte(source);
        }
    }

    private static Void readOneByte(SegmentSource source) throws IOException {
        source.read(0, new byte[1], 0, 1);
        return null;
    }

    /** Returns when the read has begun. */
    private Future<Void> readSlowly(FakeStreamHandle file, CountDownLatch end) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        file.beforeRead(
                () -> {
                    begun.countDown();
                    await(end);
                });
        Future<Void> reading = threads.submit(() -> readAndRelease(file));
        begun.await();
        return reading;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
