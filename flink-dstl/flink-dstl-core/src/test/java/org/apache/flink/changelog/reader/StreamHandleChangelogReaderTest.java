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
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.local.LocalCopies;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.source.FakeStreamHandle;
import org.apache.flink.changelog.source.FakeStreamHandle.Step;
import org.apache.flink.changelog.source.ManualTimer;
import org.apache.flink.changelog.source.SharedSources;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("try") // CloseableIterator.close() may throw InterruptedException
class StreamHandleChangelogReaderTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 9);

    private final StreamHandleChangelogReader reader = new StreamHandleChangelogReader();
    private final List<ModelSegment> models = new ArrayList<>();
    private final List<SegmentLocation> locations = new ArrayList<>();
    private byte[] batch;

    @BeforeEach
    void encodeThreeSegments() throws Exception {
        for (int segment = 0; segment < 3; segment++) {
            ModelSegment model = new ModelSegment(RANGE).metadata(new byte[] {(byte) segment});
            for (int i = 0; i < 50; i++) {
                model.change(i * 7 % 10, new byte[segment * 100 + i]);
            }
            models.add(model);
        }
        batch = Batches.encode(models, SegmentCompression.LZ4, locations);
    }

    @Test
    void segmentsAreReadInTheOrderOfTheHandle() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.NONE);
        assertThat(describe(read(handle(RANGE, at(file, 2), at(file, 0)), RANGE)))
                .isEqualTo(describe(expected(RANGE, 2, 0)));
    }

    @Test
    void allOfTheHandlesOwnKeyGroupsAreReadByDefault() throws Exception {
        KeyGroupRange own = KeyGroupRange.of(3, 5);
        ChangelogStateHandleStreamImpl narrowed = handle(own, at(file("file:/a", Step.NONE), 0));
        try (CloseableIterator<StateChange> changes = reader.getChanges(narrowed)) {
            assertThat(describe(Batches.drain(changes))).isEqualTo(describe(expected(own, 0)));
        }
    }

    @Test
    void keyGroupsOutsideOfANarrowedHandleAreNeverReturned() throws Exception {
        ChangelogStateHandleStreamImpl narrowed =
                handle(KeyGroupRange.of(3, 5), at(file("file:/a", Step.NONE), 0));
        assertThat(describe(read(narrowed, KeyGroupRange.of(5, 9))))
                .isEqualTo(describe(expected(KeyGroupRange.of(5, 5), 0)));
    }

    @Test
    void nothingIsOpenedIfNoKeyGroupIsWanted() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.OPEN);
        assertThat(read(handle(KeyGroupRange.of(0, 4), at(file, 0)), KeyGroupRange.of(5, 9)))
                .isEmpty();
        assertThat(read(handle(RANGE, at(file, 0)), KeyGroupRange.EMPTY_KEY_GROUP_RANGE)).isEmpty();
        assertThat(read(handle(RANGE), RANGE)).isEmpty();
    }

    @Test
    void fileStaysOpenForItsNextSegmentsAndOneIsOpenAtATime() throws Exception {
        FakeStreamHandle first = file("file:/a", Step.NONE);
        FakeStreamHandle again = file("file:/a", Step.NONE);
        FakeStreamHandle other = file("file:/b", Step.NONE);
        List<StateChange> all =
                read(handle(RANGE, at(first, 0), at(again, 1), at(other, 2)), RANGE);
        assertThat(describe(all)).isEqualTo(describe(expected(RANGE, 0, 1, 2)));
        assertThat(first.opened()).isEqualTo(1);
        assertThat(again.opened()).isZero();
        assertThat(first.closed()).isEqualTo(1);
        assertThat(other.closed()).isEqualTo(1);
        // To the first segment only: the second begins where the first ends.
        assertThat(first.seeks()).isEqualTo(1);
    }

    @Test
    void laterSegmentsAreNotOpenedBeforeTheyAreNeeded() throws Exception {
        FakeStreamHandle first = file("file:/a", Step.NONE);
        FakeStreamHandle second = file("file:/b", Step.NONE);
        CloseableIterator<StateChange> changes =
                reader.getChanges(handle(RANGE, at(first, 0), at(second, 1)), RANGE);
        changes.next();
        assertThat(first.opened()).isEqualTo(1);
        assertThat(second.opened()).isZero();
        changes.close();
        changes.close();
        assertThat(first.closed()).isEqualTo(1);
        assertThatThrownBy(changes::hasNext).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void filesAndBytesInTheHandleAreBothRead(@TempDir java.nio.file.Path folder) throws Exception {
        java.nio.file.Path path = folder.resolve("batch");
        Files.write(path, batch);
        FileStateHandle file = new FileStateHandle(new Path(path.toUri()), 1);
        ByteStreamStateHandle bytes = new ByteStreamStateHandle("inline", batch);
        assertThat(describe(read(handle(RANGE, at(file, 0), at(bytes, 1), at(file, 2)), RANGE)))
                .isEqualTo(describe(expected(RANGE, 0, 1, 2)));
    }

    @Test
    void failureOfTheFirstSegmentIsThrownAtOnceAndClosesTheFile() {
        for (Step step : new Step[] {Step.OPEN, Step.SEEK, Step.READ}) {
            FakeStreamHandle file = file("file:/a", step);
            assertThatThrownBy(() -> reader.getChanges(handle(RANGE, at(file, 0)), RANGE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("injected " + step);
            assertThat(file.closed()).isEqualTo(file.opened());
        }
    }

    @Test
    void failureOfALaterSegmentIsThrownUncheckedAndAgain() throws Exception {
        for (Step step : new Step[] {Step.OPEN, Step.SEEK, Step.READ}) {
            FakeStreamHandle good = file("file:/a", Step.NONE);
            FakeStreamHandle bad = file("file:/b", step);
            ChangelogStateHandleStreamImpl handle = handle(RANGE, at(good, 0), at(bad, 1));
            try (CloseableIterator<StateChange> changes = reader.getChanges(handle, RANGE)) {
                for (int i = 0; i < models.get(0).changes().size(); i++) {
                    changes.next();
                }
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(changes::hasNext)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasRootCauseMessage("injected " + step);
                }
            }
            assertThat(good.closed()).isEqualTo(1);
            assertThat(bad.closed()).isEqualTo(bad.opened());
        }
    }

    @Test
    void failureToCloseIsNotSwallowed() throws Exception {
        FakeStreamHandle file = file("file:/a", Step.CLOSE);
        CloseableIterator<StateChange> changes =
                reader.getChanges(handle(RANGE, at(file, 0)), RANGE);
        assertThatThrownBy(changes::close).isInstanceOf(IOException.class);
        changes.close();
        assertThat(file.closed()).isEqualTo(1);
    }

    @Test
    void sharedFileIsOpenedOnceForAllThatReadIt() throws Exception {
        ManualTimer timer = new ManualTimer();
        FakeStreamHandle file = file("file:/a", Step.NONE);
        List<StateChange> first = new ArrayList<>();
        List<StateChange> second = new ArrayList<>();
        try (SharedSources sources =
                new SharedSources(Duration.ofMinutes(1), timer, timer, LocalCopies.none())) {
            StreamHandleChangelogReader sharing =
                    new StreamHandleChangelogReader(sources, LookAhead.none());
            try (CloseableIterator<StateChange> one =
                            sharing.getChanges(handle(RANGE, at(file, 0), at(file, 2)), RANGE);
                    CloseableIterator<StateChange> other =
                            sharing.getChanges(handle(RANGE, at(file, 1)), RANGE)) {
                while (one.hasNext() || other.hasNext()) {
                    takeNext(one, first);
                    takeNext(other, second);
                }
            }
            assertThat(describe(read(sharing, handle(RANGE, at(file, 1)), RANGE)))
                    .isEqualTo(describe(second));
        }
        assertThat(describe(first)).isEqualTo(describe(expected(RANGE, 0, 2)));
        assertThat(describe(second)).isEqualTo(describe(expected(RANGE, 1)));
        assertThat(file.opened()).isEqualTo(1);
        assertThat(file.closed()).isEqualTo(1);
    }

    @Test
    void damageOfASharedFileIsToldAsSuch() {
        byte[] whole = batch;
        batch = java.util.Arrays.copyOf(whole, (int) locations.get(0).offset() + 20);
        ManualTimer timer = new ManualTimer();
        SharedSources sources =
                new SharedSources(Duration.ofMinutes(1), timer, timer, LocalCopies.none());
        StreamHandleChangelogReader sharing =
                new StreamHandleChangelogReader(sources, LookAhead.none());
        FakeStreamHandle file = file("file:/a", Step.NONE);
        assertThatThrownBy(() -> read(sharing, handle(RANGE, at(file, 0)), RANGE))
                .isInstanceOf(TruncatedSegmentException.class)
                .hasMessageContaining("file:/a at offset ");
    }

    @Test
    void damageNamesTheFile() {
        int inside = (int) (locations.get(0).offset() + locations.get(0).lengthBytes() - 1);
        byte[] whole = batch;
        batch = whole.clone();
        batch[inside] ^= 1;
        assertThatThrownBy(() -> read(handle(RANGE, at(file("file:/a", Step.NONE), 0)), RANGE))
                .hasCauseInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("file:/a at offset ");
        batch = java.util.Arrays.copyOf(whole, inside);
        assertThatThrownBy(() -> read(handle(RANGE, at(file("file:/a", Step.NONE), 0)), RANGE))
                .hasCauseInstanceOf(TruncatedSegmentException.class)
                .hasMessageContaining("file:/a at offset ");
    }

    private FakeStreamHandle file(String path, Step failing) {
        return new FakeStreamHandle(path, batch, failing);
    }

    private Part at(StreamStateHandle handle, int segment) {
        return new Part(handle, locations.get(segment).offset());
    }

    private static ChangelogStateHandleStreamImpl handle(KeyGroupRange range, Part... parts) {
        List<Tuple2<StreamStateHandle, Long>> handlesAndOffsets = new ArrayList<>();
        for (Part part : parts) {
            handlesAndOffsets.add(Tuple2.of(part.handle, part.offset));
        }
        return new ChangelogStateHandleStreamImpl(handlesAndOffsets, range, 1, 1, "test");
    }

    private static final class Part {
        private final StreamStateHandle handle;
        private final long offset;

        private Part(StreamStateHandle handle, long offset) {
            this.handle = handle;
            this.offset = offset;
        }
    }

    private List<StateChange> read(ChangelogStateHandleStreamImpl handle, KeyGroupRange wanted)
            throws Exception {
        return read(reader, handle, wanted);
    }

    private static List<StateChange> read(
            StreamHandleChangelogReader reader,
            ChangelogStateHandleStreamImpl handle,
            KeyGroupRange wanted)
            throws Exception {
        try (CloseableIterator<StateChange> changes = reader.getChanges(handle, wanted)) {
            return Batches.drain(changes);
        }
    }

    private static void takeNext(CloseableIterator<StateChange> from, List<StateChange> to) {
        if (from.hasNext()) {
            to.add(from.next());
        }
    }

    private List<StateChange> expected(KeyGroupRange wanted, int... segments) {
        List<StateChange> expected = new ArrayList<>();
        for (int segment : segments) {
            expected.addAll(models.get(segment).expected(wanted));
        }
        return expected;
    }
}
