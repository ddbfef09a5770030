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
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory.MemoryCheckpointOutputStream;
import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class SettledStreamTest {

    private static final InlineLimit LIMIT = InlineLimit.of(Optional.empty());

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final UnderWay underWay = new UnderWay(SystemClock.getInstance());
    private final CheckpointStateOutputStream stream =
            new SettledStream(new SlowStream(), LIMIT, underWay, 60_000);

    @Test
    void whoClosesWaitsForTheWriter() throws Exception {
        FutureTask<Void> writer = start(() -> stream.write(1));
        writing.await();
        Thread closer = startThread(stream::close);
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        assertThat(calls).containsExactly("write");
        mayReturn.countDown();
        writer.get();
        closer.join();
        assertThat(calls).containsExactly("write", "written", "close");
    }

    @Test
    void aFileThatIsBeingCompletedIsCompletedBeforeItIsClosed() throws Exception {
        FutureTask<Void> writer = start(() -> assertThat(stream.closeAndGetHandle()).isNull());
        writing.await();
        Thread closer = startThread(stream::close);
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        mayReturn.countDown();
        writer.get();
        closer.join();
        assertThat(calls).containsExactly("write", "written", "close");
    }

    @Test
    void aWriterThatHangsIsLeftAfterAWhile() throws Exception {
        CheckpointStateOutputStream impatient =
                new SettledStream(new SlowStream(), LIMIT, underWay, 10);
        FutureTask<Void> writer = start(() -> impatient.write(1));
        writing.await();
        impatient.close();
        assertThat(calls).containsExactly("write", "close");
        mayReturn.countDown();
        writer.get();
    }

    @Test
    void nothingIsWrittenAfterTheClose() throws Exception {
        stream.close();
        assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stream.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(stream::closeAndGetHandle).isInstanceOf(IOException.class);
        assertThat(calls).containsExactly("close");
    }

    @Test
    void anInterruptionWaitsUntilItIsClosed() throws Exception {
        Thread.currentThread().interrupt();

        stream.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("close");
    }

    @Test
    void aFileThatCannotBeCompletedIsClosed() throws Exception {
        UnderWay alone = new UnderWay(SystemClock.getInstance());
        CheckpointStateOutputStream failing =
                new SettledStream(
                        new SlowStream() {
                            @Override
                            public StreamStateHandle closeAndGetHandle() throws IOException {
                                throw new IOException("no space");
                            }
                        },
                        LIMIT,
                        alone,
                        60_000);
        Thread.currentThread().interrupt();

        assertThatThrownBy(failing::closeAndGetHandle).hasMessage("no space");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("close");
        assertThat(alone.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void aFileIsUnderWayUntilItIsClosed() throws Exception {
        assertThat(underWay.awaitNone(Duration.ZERO)).isFalse();
        stream.close();
        stream.close();
        assertThat(underWay.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void aFileIsUnderWayUntilItIsComplete() throws Exception {
        mayReturn.countDown();
        assertThat(stream.closeAndGetHandle()).isNull();
        assertThat(underWay.awaitNone(Duration.ZERO)).isTrue();
        stream.close();
        assertThat(underWay.awaitNone(Duration.ZERO)).isTrue();
    }

    private static FutureTask<Void> start(Call call) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            call.run();
                            return null;
                        });
        new Thread(task, "writer").start();
        return task;
    }

    private static Thread startThread(Call call) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                call.run();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        "closer");
        thread.start();
        return thread;
    }

    private interface Call {
        void run() throws Exception;
    }

    /** Its calls return when the test says so. */
    private class SlowStream extends MemoryCheckpointOutputStream {

        SlowStream() {
            super(1);
        }

        @Override
        public void write(int b) {
            calls.add("write");
            writing.countDown();
            try {
                mayReturn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            calls.add("written");
        }

        @Override
        public StreamStateHandle closeAndGetHandle() throws IOException {
            write(0);
            return null;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
