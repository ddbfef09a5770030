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
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class SharedSourcesTest {

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MILLI = Duration.ofMillis(1);

    private final byte[] content = content();
    private final ManualTimer timer = new ManualTimer();
    private final SharedSources sources =
            new SharedSources(IDLE_TIMEOUT, timer, timer, LocalCopies.none());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void fileIsOpenedOnceForReadersAtTheSameTime() throws Exception {
        int readers = 4;
        FakeStreamHandle file = file("file:/a", Step.NONE);
        CyclicBarrier together = new CyclicBarrier(readers);
        List<Future<byte[]>> parts = new ArrayList<>();
        for (int reader = 0; reader < readers; reader++) {
            int from = reader * 1000;
            parts.add(
                    threads.submit(
                            () -> {
                                byte[] part = new byte[1000];
                                together.await();
                                try (SegmentSource source = sources.open(file)) {
                                    for (int done = 0; done < part.length; done += 250) {
                                        source.read(from + done, part, done, 250);
                                    }
                                }
                                return part;
                            }));
        }
        for (int reader = 0; reader < readers; reader++) {
            assertThat(parts.get(reader).get())
                    .isEqualTo(Arrays.copyOfRange(content, reader * 1000, reader * 1000 + 1000));
        }
        assertThat(file.opened()).isEqualTo(1);
        assertThat(file.closed()).isZero();
    }

    @Test
    void handlesOfTheSameFileShareIt() throws Exception {
        FakeStreamHandle first = file("file:/a", Step.NONE);
        FakeStreamHandle same = file("file:/a", Step.NONE);
        FakeStreamHandle other = file("file:/b", Step.NONE);
        readAndRelease(first);
        readAndRelease(same);
        readAndRelease(other);
        assertThat(first.opened()).isEqualTo(1);
        assertThat(same.opened()).isZero();
        assertThat(other.opened()).isEqualTo(1);
    }

    @Test
    void idleFileIsClosedAfterTheTimeoutAndNotBefore() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.NONE);
        readAndRelease(file);
        timer.advance(IDLE_TIMEOUT.minus(MILLI));
        assertThat(file.closed()).isZero();
        timer.advance(MILLI);
        assertThat(file.closed()).isEqualTo(1);
        assertThat(timer.pendingCalls()).isZero();
        readAndRelease(file);
        assertThat(file.opened()).isEqualTo(2);
    }

    @Test
    void timeoutCountsFromTheLastUse() throws Exception {
        FakeStreamHandle again = file("file:/a", Step.NONE);
        FakeStreamHandle once = file("file:/b", Step.NONE);
        readAndRelease(again);
        readAndRelease(once);
        timer.advance(IDLE_TIMEOUT.minus(MILLI));
        readAndRelease(again);
        timer.advance(IDLE_TIMEOUT.minus(MILLI));
        assertThat(once.closed()).isEqualTo(1);
        assertThat(again.closed()).isZero();
        timer.advance(MILLI);
        assertThat(again.closed()).isEqualTo(1);
    }

    @Test
    void fileInUseIsNotClosed() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.NONE);
        SegmentSource first = sources.open(file);
        SegmentSource second = sources.open(file);
        first.read(0, new byte[1], 0, 1);
        first.close();
        first.close();
        timer.advance(IDLE_TIMEOUT.multipliedBy(2));
        second.read(0, new byte[1], 0, 1);
        assertThat(file.opened()).isEqualTo(1);
        second.close();
        timer.advance(IDLE_TIMEOUT);
        assertThat(file.closed()).isEqualTo(1);
    }

    @Test
    void timeoutOfZeroClosesWithTheLastUser() throws Exception {
        SharedSources strict = new SharedSources(Duration.ZERO, timer, timer, LocalCopies.none());
        FakeStreamHandle file = file("file:/a", Step.NONE);
        SegmentSource first = strict.open(file);
        SegmentSource second = strict.open(file);
        first.read(0, new byte[1], 0, 1);
        first.close();
        assertThat(file.closed()).isZero();
        second.close();
        assertThat(file.closed()).isEqualTo(1);
        assertThat(timer.pendingCalls()).isZero();
    }

    @Test
    void longestIdleFileIsClosedWhenTooManyAreIdle() throws Exception {
        List<FakeStreamHandle> files = new ArrayList<>();
        for (int i = 0; i <= SharedSources.MAX_IDLE; i++) {
            files.add(file("file:/" + i, Step.NONE));
            readAndRelease(files.get(i));
        }
        assertThat(files.get(0).closed()).isEqualTo(1);
        assertThat(files.get(1).closed()).isZero();
        assertThat(files.get(SharedSources.MAX_IDLE).closed()).isZero();
    }

    @Test
    void failedReadNamesTheFileAndTheNextUserOpensItAnew() throws Exception {
        for (Step step : new Step[] {Step.OPEN, Step.SEEK, Step.READ}) {
            FakeStreamHandle file = file("file:/" + step, step);
            SegmentSource failing = sources.open(file);
            SegmentSource sharing = sources.open(file);
            assertThatThrownBy(() -> failing.read(10, new byte[5], 0, 5))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("file:/" + step, "offset 10", "injected " + step)
                    .hasRootCauseMessage("injected " + step);
            int openedBefore = file.opened();
            assertThat(file.closed()).isEqualTo(openedBefore);
            file.heal();
            byte[] read = new byte[5];
            sharing.read(10, read, 0, 5);
            assertThat(read).isEqualTo(Arrays.copyOfRange(content, 10, 15));
            assertThat(file.opened()).isEqualTo(openedBefore + 1);
            failing.close();
            sharing.close();
        }
    }

    @Test
    void failureToCloseDoesNotHideTheFailedRead() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.CLOSE);
        SegmentSource source = sources.open(file);
        assertThatThrownBy(() -> source.read(content.length, new byte[1], 0, 1))
                .isInstanceOf(EOFException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void failureToCloseAnIdleFileHarmsNoOther() throws Exception {
        FakeStreamHandle bad = file("file:/a", Step.CLOSE);
        FakeStreamHandle good = file("file:/b", Step.NONE);
        readAndRelease(bad);
        readAndRelease(good);
        timer.advance(IDLE_TIMEOUT);
        assertThat(bad.closed()).isEqualTo(1);
        assertThat(good.closed()).isEqualTo(1);
    }

    @Test
    void closeClosesEverythingAndLaterReadsFail() throws Exception {
        FakeStreamHandle idle = file("file:/idle", Step.NONE);
        FakeStreamHandle used = file("file:/used", Step.NONE);
        readAndRelease(idle);
        SegmentSource source = sources.open(used);
        source.read(0, new byte[1], 0, 1);
        sources.close();
        sources.close();
        assertThat(idle.closed()).isEqualTo(1);
        assertThat(used.closed()).isEqualTo(1);
        assertThatThrownBy(() -> source.read(0, new byte[1], 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("file:/used", "closed");
        assertThatThrownBy(() -> sources.open(used))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("file:/used", "closed");
        source.close();
        timer.advance(IDLE_TIMEOUT);
        assertThat(used.opened()).isEqualTo(1);
        assertThat(used.closed()).isEqualTo(1);
    }

    @Test
    void closeClosesTheOthersIfOneFails() throws Exception {
        FakeStreamHandle bad = file("file:/a", Step.CLOSE);
        FakeStreamHandle alsoBad = file("file:/b", Step.CLOSE);
        FakeStreamHandle good = file("file:/c", Step.NONE);
        readAndRelease(bad);
        readAndRelease(alsoBad);
        readAndRelease(good);
        assertThatThrownBy(sources::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot close file:/")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(bad.closed() + alsoBad.closed() + good.closed()).isEqualTo(3);
    }

    @Test
    void endOfTheFileIsToldFromAFailure() throws Exception {
        SegmentSource source = sources.open(file("file:/a", Step.NONE));
        assertThatThrownBy(() -> source.read(content.length - 1, new byte[2], 0, 2))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("file:/a");
    }

    @Test
    void readerThatEndedCannotRead() throws Exception {
        SegmentSource source = sources.open(file("file:/a", Step.NONE));
        source.close();
        assertThatThrownBy(() -> source.read(0, new byte[1], 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("file:/a");
    }

    @Test
    void bytesInTheHandleAreNotShared() throws Exception {
        try (SegmentSource source = sources.open(new ByteStreamStateHandle("inline", content))) {
            byte[] read = new byte[10];
            source.read(7, read, 0, 10);
            assertThat(read).isEqualTo(Arrays.copyOfRange(content, 7, 17));
        }
        assertThat(timer.pendingCalls()).isZero();
    }

    private void readAndRelease(FakeStreamHandle file) throws IOException {
        try (SegmentSource source = sources.open(file)) {
            byte[] read = new byte[10];
            source.read(3, read, 0, 10);
            assertThat(read).isEqualTo(Arrays.copyOfRange(content, 3, 13));
        }
    }

    private FakeStreamHandle file(String path, Step failing) {
        return new FakeStreamHandle(path, content, failing);
    }

    private static byte[] content() {
        byte[] bytes = new byte[4000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return bytes;
    }
}
