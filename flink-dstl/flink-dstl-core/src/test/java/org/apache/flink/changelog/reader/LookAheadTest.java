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
import org.apache.flink.changelog.local.LocalCopies;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.source.FakeStreamHandle;
import org.apache.flink.changelog.source.FakeStreamHandle.Step;
import org.apache.flink.changelog.source.HandleSources;
import org.apache.flink.changelog.source.ManualTimer;
import org.apache.flink.changelog.source.SharedSources;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
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
        CyclicBarrier allAtOnce = new CyclicBarrier(3);
        files.subList(1, 4).forEach(file -> file.beforeOpen(() -> meet(allAtOnce)));

        assertThat(describe(readAll(LookAhead.of(threads::submit, 3, PLENTY))))
                .isEqualTo(describe(expected));

        assertThat(files).allMatch(file -> file.opened() == 1 && file.closed() == 1);
    }

    @Test
    void noMoreFilesAreAheadThanAllowed() throws Exception {
        log(5, Step.NONE);
        Queue<Runnable> given = new ArrayDeque<>();
        try (CloseableIterator<StateChange> changes =
                open(LookAhead.of(queued(given), 2, PLENTY))) {
            changes.next();
            assertThat(given).as("whoever wants one change only").isEmpty();
            changes.next();
            assertThat(given).hasSize(2);
            for (int i = 2; i <= expected.size() / 5; i++) {
                changes.next();
            }
            assertThat(given).as("the second is read, the fourth is given").hasSize(3);
        }
    }

    /** As when all threads wait for a store that hangs. */
    @Test
    void whatNoThreadHasBegunTheReaderFetchesItself() throws Exception {
        log(3, Step.NONE);

        assertThat(describe(readAll(LookAhead.of(queued(new ArrayDeque<>()), 2, PLENTY))))
                .isEqualTo(describe(expected));

        assertThat(files).allMatch(file -> file.opened() == 1 && file.closed() == 1);
    }

    @Test
    void neitherDoThreadsThatHaveEnded() throws Exception {
        log(3, Step.NONE);
        LookAhead.Threads ended =
                task -> {
                    throw new RejectedExecutionException();
                };

        assertThat(describe(readAll(LookAhead.of(ended, 2, PLENTY)))).isEqualTo(describe(expected));
    }

    @Test
    void nothingIsOpenBetweenFetchingAndReading() throws Exception {
        log(2, Step.NONE);
        for (long bytes : new long[] {1, PLENTY}) {
            try (CloseableIterator<StateChange> changes = open(atOnce(1, bytes))) {
                changes.next();
                changes.next();
                assertThat(files.get(1).opened()).isPositive();
                assertThat(files.get(1).closed()).isEqualTo(files.get(1).opened());
            }
        }
    }

    @Test
    void aFileThatIsAllFetchedIsNotOpenedAgain() throws Exception {
        log(3, Step.NONE);

        assertThat(describe(readAll(atOnce(2, PLENTY)))).isEqualTo(describe(expected));

        assertThat(files).allMatch(file -> file.opened() == 1);
    }

    /** One that has all in a row is read in a row. */
    @Test
    void aFileOfWhichNotAllIsFetchedIsReadOnFromThere() throws Exception {
        log(1, Step.NONE);
        severalSegments(4);

        assertThat(describe(readAll(atOnce(1, 1)))).isEqualTo(describe(expected));

        FakeStreamHandle file = files.get(1);
        assertThat(file.opened()).as("ahead, and to be read").isEqualTo(2);
        assertThat(file.seeks()).isEqualTo(2);
    }

    @Test
    void aFailureAheadIsThatOfItsPlace() throws Exception {
        log(2, Step.NONE);
        log(1, Step.READ);
        log(1, Step.NONE);
        List<StateChange> read = new ArrayList<>();
        try (CloseableIterator<StateChange> changes =
                open(LookAhead.of(threads::submit, 3, PLENTY))) {
            assertThatThrownBy(() -> changes.forEachRemaining(read::add))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("injected READ");
            assertThatThrownBy(changes::hasNext).hasMessageContaining("injected READ");
        }
        assertThat(describe(read)).isEqualTo(describe(expected.subList(0, read.size())));
        assertThat(read).hasSize(expected.size() / 4 * 2);
        awaitClosed();
    }

    @Test
    void whatFailedAheadMayBeThereWhenItIsRead() throws Exception {
        log(2, Step.NONE);
        log(1, Step.READ);
        try (CloseableIterator<StateChange> changes = open(atOnce(2, PLENTY))) {
            List<StateChange> read = new ArrayList<>(List.of(changes.next(), changes.next()));
            assertThat(files.get(2).opened()).isPositive();
            assertThat(files.get(2).closed()).isEqualTo(files.get(2).opened());
            files.get(2).heal();
            changes.forEachRemaining(read::add);
            assertThat(describe(read)).isEqualTo(describe(expected));
        }
    }

    @Test
    void closingEndsAReadThatWaitsAndInterruptsWhoFetches() throws Exception {
        log(5, Step.NONE);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        files.get(1)
                .beforeRead(
                        () -> {
                            reading.countDown();
                            hangUntilInterrupted(interrupted);
                        });
        CloseableIterator<StateChange> changes = open(LookAhead.of(threads::submit, 2, PLENTY));
        changes.next();
        changes.next();
        reading.await(); // by one that fetches ahead, so that the reader does not do it itself
        FutureTask<Void> reader =
                new FutureTask<>(() -> changes.forEachRemaining(change -> {}), null);
        Thread thread = new Thread(reader, "reader");
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);

        changes.close();

        assertThatThrownBy(reader::get).hasRootCauseInstanceOf(IOException.class);
        interrupted.await();
        awaitClosed();
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
        CloseableIterator<StateChange> changes = open(LookAhead.of(queued(given), 1, PLENTY));
        changes.next();
        changes.next();
        Thread late = new Thread(given.remove(), "late");
        late.start();
        opening.await();

        changes.close();
        mayOpen.countDown();
        late.join();

        assertThat(files.get(1).opened()).isEqualTo(1);
        assertThat(files.get(1).closed()).isEqualTo(1);
    }

    @Test
    void filesThatReadersShareAreFetchedAheadToo() throws Exception {
        log(4, Step.NONE);
        ManualTimer timer = new ManualTimer();
        try (SharedSources sources =
                new SharedSources(Duration.ofSeconds(1), timer, timer, LocalCopies.none())) {
            StreamHandleChangelogReader reader =
                    new StreamHandleChangelogReader(sources, LookAhead.on(threads));
            for (int task = 0; task < 2; task++) {
                try (CloseableIterator<StateChange> changes = reader.getChanges(handle(), RANGE)) {
                    assertThat(describe(Batches.drain(changes))).isEqualTo(describe(expected));
                }
            }
            assertThat(files).allMatch(file -> file.opened() == 1 && file.closed() == 0);
        }
        assertThat(files).allMatch(file -> file.closed() == 1);
    }

    private void awaitClosed() {
        await().until(() -> files.stream().allMatch(file -> file.opened() == file.closed()));
    }

    /** In the reader's thread, as soon as they are given. */
    private static LookAhead atOnce(int resources, long bytes) {
        return LookAhead.of(
                task -> {
                    task.run();
                    return CompletableFuture.completedFuture(null);
                },
                resources,
                bytes);
    }

    private static LookAhead.Threads queued(Queue<Runnable> given) {
        return task -> {
            given.add(task);
            return new CompletableFuture<>();
        };
    }

    /** In one file. */
    private void severalSegments(int count) throws IOException {
        List<ModelSegment> models = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            models.add(model(files.size() + i));
        }
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = Batches.encode(models, SegmentCompression.NONE, locations);
        FakeStreamHandle file = new FakeStreamHandle("file:/" + files.size(), batch, Step.NONE);
        files.add(file);
        locations.forEach(location -> segments.add(Tuple2.of(file, location.offset())));
        models.forEach(model -> expected.addAll(model.expected(RANGE)));
    }

    private static ModelSegment model(int number) {
        ModelSegment model = new ModelSegment(RANGE).metadata(new byte[] {(byte) number});
        for (int change = 0; change < 50; change++) {
            model.change(change * 7 % 10, new byte[100 + number]);
        }
        return model;
    }

    private void log(int count, Step failing) throws IOException {
        for (int i = 0; i < count; i++) {
            int number = files.size();
            ModelSegment model = model(number);
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
                .getChanges(handle(), RANGE);
    }

    private ChangelogStateHandleStreamImpl handle() {
        return new ChangelogStateHandleStreamImpl(segments, RANGE, 0L, 0L, "test");
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void hangUntilInterrupted(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted.countDown();
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
