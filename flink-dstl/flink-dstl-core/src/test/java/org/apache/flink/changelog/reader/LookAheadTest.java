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
package org.apache.flink.changelog.reader;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.source.FakeStreamHandle;
import org.apache.flink.changelog.source.FakeStreamHandle.Step;
import org.apache.flink.changelog.source.HandleSources;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A log of files with a segment each, of which those ahead of the reader are fetched. */
@Timeout(60)
@SuppressWarnings("try") // CloseableIterator.close() may throw InterruptedException
class LookAheadTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 9);
    private static final long PLENTY = 1 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<FakeStreamHandle> files = new ArrayList<>();
    private final List<Tuple2<StreamStateHandle, Long>> segments = new ArrayList<>();
    private final List<StateChange> expected = new ArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void filesAreFetchedAtTheSameTimeAndReadInTheirOrder() throws Exception {
        log(4, Step.NONE);
        CyclicBarrier allAtOnce = new CyclicBarrier(4);
        files.forEach(file -> file.beforeOpen(() -> meet(allAtOnce)));

        assertThat(describe(readAll(LookAhead.of(threads, 3, PLENTY))))
                .isEqualTo(describe(expected));

        assertThat(files).allMatch(file -> file.opened() == 1 && file.closed() == 1);
    }

    @Test
    void noMoreFilesAreAheadThanAllowed() throws Exception {
        log(4, Step.NONE);
        Queue<Runnable> given = new ArrayDeque<>();

        try (CloseableIterator<StateChange> changes = open(LookAhead.of(given::add, 2, PLENTY))) {
            assertThat(given).hasSize(2);
            int inFirst = expected.size() / 4;
            for (int i = 0; i <= inFirst; i++) {
                changes.next();
            }
            assertThat(given).as("the second is read, the fourth is given").hasSize(3);
        }
    }

    /** As when all threads wait for a store that hangs. */
    @Test
    void whatNoThreadHasBegunTheReaderFetchesItself() throws Exception {
        log(3, Step.NONE);

        assertThat(describe(readAll(LookAhead.of(never -> {}, 2, PLENTY))))
                .isEqualTo(describe(expected));

        assertThat(files).allMatch(file -> file.opened() == 1 && file.closed() == 1);
    }

    @Test
    void neitherDoThreadsThatHaveEnded() throws Exception {
        log(3, Step.NONE);
        Executor ended =
                task -> {
                    throw new RejectedExecutionException();
                };

        assertThat(describe(readAll(LookAhead.of(ended, 2, PLENTY)))).isEqualTo(describe(expected));
    }

    @Test
    void blocksAreFetchedUpToTheLimitOnly() throws Exception {
        log(2, Step.NONE);
        List<Integer> reads = new ArrayList<>();
        files.get(1).beforeRead(() -> reads.add(1));
        open(LookAhead.of(Runnable::run, 1, PLENTY)).close();
        int withBlocks = reads.size();
        reads.clear();

        try (CloseableIterator<StateChange> changes = open(LookAhead.of(Runnable::run, 1, 1))) {
            assertThat(reads).as("the index").isNotEmpty();
            assertThat(reads.size()).isLessThan(withBlocks);
            assertThat(describe(Batches.drain(changes))).isEqualTo(describe(expected));
        }
    }

    @Test
    void aFailureAheadIsThatOfItsPlace() throws Exception {
        log(2, Step.NONE);
        log(1, Step.READ);
        log(1, Step.NONE);
        List<StateChange> read = new ArrayList<>();
        try (CloseableIterator<StateChange> changes = open(LookAhead.of(threads, 3, PLENTY))) {
            assertThatThrownBy(() -> changes.forEachRemaining(read::add))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("injected READ");
            assertThatThrownBy(changes::hasNext).hasMessageContaining("injected READ");
        }
        assertThat(describe(read)).isEqualTo(describe(expected.subList(0, read.size())));
        assertThat(read).hasSize(expected.size() / 4 * 2);
        assertThat(files).allMatch(file -> file.opened() == file.closed());
    }

    @Test
    void closingEndsAReadThatWaitsAndClosesWhatIsAhead() throws Exception {
        log(5, Step.NONE);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        files.get(1)
                .beforeRead(
                        () -> {
                            reading.countDown();
                            pass(hanging);
                        });
        CloseableIterator<StateChange> changes = open(LookAhead.of(threads, 2, PLENTY));
        FutureTask<Void> reader =
                new FutureTask<>(() -> changes.forEachRemaining(change -> {}), null);
        Thread thread = new Thread(reader, "reader");
        thread.start();
        reading.await();
        await().until(() -> thread.getState() == Thread.State.WAITING);

        changes.close();
        hanging.countDown();

        assertThatThrownBy(reader::get).hasRootCauseInstanceOf(IOException.class);
        await().until(() -> files.stream().allMatch(file -> file.opened() == file.closed()));
        assertThat(files.get(4).opened()).isZero();
    }

    @Test
    void whatOpensAfterTheEndIsClosed() throws Exception {
        log(2, Step.NONE);
        Queue<Runnable> given = new ArrayDeque<>();
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        files.get(1)
                .beforeOpen(
                        () -> {
                            opening.countDown();
                            pass(mayOpen);
                        });
        CloseableIterator<StateChange> changes = open(LookAhead.of(given::add, 1, PLENTY));
        Thread late = new Thread(given.remove(), "late");
        late.start();
        opening.await();

        changes.close();
        mayOpen.countDown();
        late.join();

        assertThat(files.get(1).opened()).isEqualTo(1);
        assertThat(files.get(1).closed()).isEqualTo(1);
    }

    private void log(int count, Step failing) throws IOException {
        for (int i = 0; i < count; i++) {
            int number = files.size();
            ModelSegment model = new ModelSegment(RANGE).metadata(new byte[] {(byte) number});
            for (int change = 0; change < 50; change++) {
                model.change(change * 7 % 10, new byte[100 + number]);
            }
            List<SegmentLocation> locations = new ArrayList<>();
            byte[] batch = Batches.encode(List.of(model), SegmentCompression.NONE, locations);
            FakeStreamHandle file = new FakeStreamHandle("file:/" + number, batch, failing);
            files.add(file);
            segments.add(Tuple2.of(file, locations.get(0).offset()));
            expected.addAll(model.expected(RANGE));
        }
    }

    private List<StateChange> readAll(LookAhead ahead) throws Exception {
        try (CloseableIterator<StateChange> changes = open(ahead)) {
            return Batches.drain(changes);
        }
    }

    private CloseableIterator<StateChange> open(LookAhead ahead) throws IOException {
        return new StreamHandleChangelogReader(HandleSources.unshared(), ahead)
                .getChanges(
                        new ChangelogStateHandleStreamImpl(segments, RANGE, 0L, 0L, "test"), RANGE);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
