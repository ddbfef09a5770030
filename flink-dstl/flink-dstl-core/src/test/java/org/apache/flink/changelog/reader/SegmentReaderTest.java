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

import org.apache.flink.changelog.format.BatchDirectory;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

import static org.apache.flink.changelog.reader.Batches.encode;
import static org.apache.flink.changelog.reader.Batches.read;
import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("try") // CloseableIterator.close() may throw InterruptedException
class SegmentReaderTest {

    @ParameterizedTest
    @EnumSource(SegmentCompression.class)
    void whatWasAppendedIsReadBackForAnyKeyGroups(SegmentCompression compression) throws Exception {
        Random random = Seed.random();
        for (int round = 0; round < 30; round++) {
            List<ModelSegment> models = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                models.add(ModelSegment.random(random));
            }
            List<SegmentLocation> locations = new ArrayList<>();
            byte[] batch = encode(models, compression, locations);
            for (int i = 0; i < models.size(); i++) {
                KeyGroupRange wanted =
                        random.nextBoolean() ? models.get(i).range() : randomRange(random);
                RecordingSource source = new RecordingSource(batch, random.nextBoolean());
                assertThat(describe(read(source, locations.get(i).offset(), wanted)))
                        .isEqualTo(describe(models.get(i).expected(wanted)));
            }
        }
    }

    @Test
    void metadataIsReadEvenIfNoKeyGroupIs() throws Exception {
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 9))
                        .change(3, new byte[] {1})
                        .metadata(new byte[] {2});
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.NONE, locations);
        assertThat(
                        describe(
                                read(
                                        new RecordingSource(batch, true),
                                        locations.get(0).offset(),
                                        KeyGroupRange.of(50, 60))))
                .isEqualTo(describe(List.of(StateChange.ofMetadataChange(new byte[] {2}))));
    }

    @Test
    void onlyTheBytesOfTheWantedKeyGroupsAreFetched() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 127));
        Random random = Seed.random();
        long wantedBytes = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] change = new byte[100 + random.nextInt(100)];
            random.nextBytes(change);
            int keyGroup = random.nextInt(128);
            model.change(keyGroup, change);
            wantedBytes += keyGroup >= 3 && keyGroup <= 7 ? change.length : 0;
        }
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.LZ4, locations);
        RecordingSource source = new RecordingSource(batch, true);
        assertThat(read(source, locations.get(0).offset(), KeyGroupRange.of(3, 7))).isNotEmpty();
        // Bytes of these key groups are random, so they are stored in their raw length.
        assertThat(source.bytesRead()).isBetween(wantedBytes, wantedBytes * 11 / 10);
        // The preamble, the index, and the neighbouring blocks at once.
        assertThat(source.reads()).isEqualTo(3);
    }

    @Test
    void smallSegmentsAreNotMostlyIndex() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 127));
        int payload = 0;
        for (int keyGroup = 0; keyGroup < 128; keyGroup++) {
            model.change(keyGroup, new byte[20]);
            payload += 20;
        }
        List<SegmentLocation> locations = new ArrayList<>();
        encode(List.of(model), SegmentCompression.NONE, locations);
        assertThat(locations.get(0).lengthBytes()).isLessThan(payload * 13L / 10);
    }

    @Test
    void longSegmentIsNotFetchedAtOnce() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 1));
        for (int i = 0; i < 200; i++) {
            model.change(i % 2, new byte[60_000]);
        }
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.NONE, locations);
        RecordingSource source = new RecordingSource(batch, true);
        assertThat(read(source, locations.get(0).offset(), model.range())).hasSize(200);
        assertThat(source.longestRead()).isLessThanOrEqualTo(4 << 20);
        assertThat(source.reads()).isEqualTo(2 + 3);
    }

    @Test
    void nothingIsFetchedBeforeItIsNeeded() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 1)).change(0, new byte[10]);
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.NONE, locations);
        RecordingSource source = new RecordingSource(batch, true);
        try (CloseableIterator<StateChange> changes =
                SegmentReader.read(source, locations.get(0).offset(), model.range())) {
            assertThat(source.reads()).isEqualTo(2);
            assertThat(changes.hasNext()).isTrue();
            assertThat(source.reads()).isEqualTo(3);
        }
    }

    @Test
    void eachFailingReadIsReported() throws Exception {
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 9))
                        .change(0, new byte[5000])
                        .change(4, new byte[5000])
                        .change(9, new byte[5000]);
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.NONE, locations);
        long offset = locations.get(0).offset();
        for (int read = 0; read < 2; read++) {
            RecordingSource source = new RecordingSource(batch, true).failAt(read);
            assertThatThrownBy(() -> SegmentReader.read(source, offset, model.range()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("injected");
        }
        RecordingSource source = new RecordingSource(batch, true).failAt(2);
        try (CloseableIterator<StateChange> changes =
                SegmentReader.read(source, offset, model.range())) {
            assertThatThrownBy(changes::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("injected");
            // The read would succeed now, but what was missed must not be skipped.
            assertThatThrownBy(changes::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("injected");
        }
    }

    @Test
    void iteratorEndsAndClosesLoudly() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 1)).change(0, new byte[10]);
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(List.of(model), SegmentCompression.NONE, locations);
        CloseableIterator<StateChange> changes =
                SegmentReader.read(
                        new RecordingSource(batch, true), locations.get(0).offset(), model.range());
        changes.next();
        assertThatThrownBy(changes::next).isInstanceOf(NoSuchElementException.class);
        changes.close();
        assertThatThrownBy(changes::hasNext).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void directoryListsTheSegments() throws Exception {
        Random random = Seed.random();
        List<ModelSegment> models =
                List.of(ModelSegment.random(random), ModelSegment.random(random));
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] batch = encode(models, SegmentCompression.LZ4, locations);
        List<BatchDirectory.Entry> entries =
                BatchDirectoryReader.read(new RecordingSource(batch, true)).entries();
        assertThat(entries).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(entries.get(i).location()).isEqualTo(locations.get(i));
            assertThat(entries.get(i).logId()).isEqualTo(ModelSegment.LOG);
            assertThat(entries.get(i).keyGroupRange()).isEqualTo(models.get(i).range());
            assertThat(entries.get(i).range().size()).isEqualTo(models.get(i).changes().size());
        }
    }

    @Test
    void batchWithoutSegmentsHasAnEmptyDirectory() throws Exception {
        byte[] batch = encode(List.of(), SegmentCompression.NONE, new ArrayList<>());
        assertThat(BatchDirectoryReader.read(new RecordingSource(batch, true)).entries()).isEmpty();
    }

    private static KeyGroupRange randomRange(Random random) {
        int first = random.nextInt(250);
        return KeyGroupRange.of(first, first + random.nextInt(40));
    }
}
