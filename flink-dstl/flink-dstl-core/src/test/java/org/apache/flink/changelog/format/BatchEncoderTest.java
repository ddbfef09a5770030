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
package org.apache.flink.changelog.format;

import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchEncoderTest {

    private final ChunkPool pool = new ChunkPool(1024, 100);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BatchEncoder encoder = new BatchEncoder(out, SegmentCompression.NONE);

    @Test
    void smallNeighbouringKeyGroupsShareABlockAndLargeOnesDoNot() throws Exception {
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 9))
                        .change(0, new byte[100])
                        .change(1, new byte[100])
                        .change(5, new byte[5000])
                        .change(6, new byte[3000])
                        .change(7, new byte[3000])
                        .change(8, new byte[3000])
                        .change(9, new byte[100])
                        .metadata(new byte[10]);
        assertThat(keyGroupsOfBlocks(headerOf(model)))
                .containsExactly(
                        Optional.empty(),
                        Optional.of(KeyGroupRange.of(0, 1)),
                        Optional.of(KeyGroupRange.of(5, 5)),
                        Optional.of(KeyGroupRange.of(6, 7)),
                        Optional.of(KeyGroupRange.of(8, 9)));
    }

    @Test
    void longKeyGroupIsSplitIntoBlocks() throws Exception {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 1));
        for (int i = 0; i < 300; i++) {
            model.change(1, new byte[1000]);
        }
        List<BlockEntry> blocks = headerOf(model).blocks();
        assertThat(blocks).hasSizeBetween(5, 6);
        assertThat(blocks)
                .allSatisfy(
                        block -> {
                            assertThat(block.rawBytes()).isLessThan(66_000);
                            assertThat(block.keyGroups()).contains(KeyGroupRange.of(1, 1));
                        });
    }

    @Test
    void recordLongerThanABlockIsNotSplit() throws Exception {
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 1))
                        .change(0, new byte[10])
                        .change(0, new byte[1 << 20])
                        .change(0, new byte[10]);
        assertThat(headerOf(model).blocks().stream().map(BlockEntry::recordCount))
                .containsExactly(1, 1, 1);
    }

    @Test
    void blockThatDoesNotShrinkIsStoredAsItIs() throws Exception {
        byte[] noise = new byte[10_000];
        Seed.random().nextBytes(noise);
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 1))
                        .change(0, noise)
                        .change(1, new byte[10_000]);
        SealedSegment segment = model.seal(pool);
        SegmentLocation location = new BatchEncoder(out, SegmentCompression.LZ4).append(segment);
        List<BlockEntry> blocks = headerAt(location).blocks();
        assertThat(blocks.get(0).compression()).isEqualTo(SegmentCompression.NONE);
        assertThat(blocks.get(1).compression()).isEqualTo(SegmentCompression.LZ4);
        assertThat(blocks.get(1).storedBytes()).isLessThan(200);
    }

    @Test
    void amongBlocksThatDoNotShrinkFewAreTriedUntilOneShrinks() throws Exception {
        int noisy = 100;
        int shrinking = 40;
        List<SegmentCompression> used =
                compressions(
                        new BatchEncoder(out, SegmentCompression.LZ4), model(noisy, shrinking));

        assertThat(used.subList(0, noisy)).containsOnly(SegmentCompression.NONE);
        int first = used.indexOf(SegmentCompression.LZ4);
        assertThat(first).isBetween(noisy + 1, noisy + 15);
        assertThat(used.subList(first, used.size())).containsOnly(SegmentCompression.LZ4);
    }

    @Test
    void whatOneLogIsLikeSaysNothingAboutTheNext() throws Exception {
        BatchEncoder both = new BatchEncoder(out, SegmentCompression.LZ4);

        assertThat(compressions(both, model(40, 0))).containsOnly(SegmentCompression.NONE);
        assertThat(compressions(both, model(0, 40))).containsOnly(SegmentCompression.LZ4);
    }

    private List<SegmentCompression> compressions(BatchEncoder by, ModelSegment model)
            throws IOException {
        return headerAt(by.append(model.seal(pool))).blocks().stream()
                .map(BlockEntry::compression)
                .collect(Collectors.toList());
    }

    /** A block for each change. */
    private static ModelSegment model(int noisy, int shrinking) {
        Random random = Seed.random();
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, noisy + shrinking));
        for (int group = 0; group < noisy + shrinking; group++) {
            byte[] change = new byte[10_000];
            if (group < noisy) {
                random.nextBytes(change);
            }
            model.change(group, change);
        }
        return model;
    }

    @Test
    void blockThatZstdWouldCompressTooWellIsStoredWithLz4() throws Exception {
        ModelSegment model =
                new ModelSegment(KeyGroupRange.of(0, 1))
                        .change(0, new byte[5_000])
                        .change(1, new byte[100_000]);
        SegmentLocation location =
                new BatchEncoder(out, SegmentCompression.ZSTD).append(model.seal(pool));
        List<BlockEntry> blocks = headerAt(location).blocks();
        assertThat(blocks.get(0).compression()).isEqualTo(SegmentCompression.ZSTD);
        assertThat(blocks.get(1).compression()).isEqualTo(SegmentCompression.LZ4);
        assertThat(blocks.get(1).storedBytes()).isLessThan(500);
    }

    @Test
    void segmentCanBeEncodedIntoSeveralBatches() throws Exception {
        Random random = Seed.random();
        SealedSegment segment = ModelSegment.random(random).seal(pool);
        encoder.append(segment);
        encoder.append(segment);
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        SegmentLocation second = new BatchEncoder(other, SegmentCompression.NONE).append(segment);
        byte[] once = other.toByteArray();
        assertThat(out.toByteArray()).startsWith(once);
        assertThat(out.size() - once.length).isEqualTo((int) second.lengthBytes());
        segment.release();
        assertThatThrownBy(segment::openCursor).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void releasedSegmentIsRefusedAndLeavesTheBatchAsItWas() throws Exception {
        SealedSegment released = ModelSegment.random(new Random(1)).seal(pool);
        released.release();
        assertThatThrownBy(() -> encoder.append(released))
                .isInstanceOf(IllegalStateException.class);
        assertThat(out.size()).isZero();
        encoder.append(ModelSegment.random(new Random(1)).seal(pool));
        encoder.finish();
        assertThat(encoder.sizeBytes()).isEqualTo(out.size());
    }

    @Test
    void finishedBatchTakesNothingMore() throws Exception {
        SealedSegment segment = ModelSegment.random(new Random(1)).seal(pool);
        encoder.finish();
        int size = out.size();
        assertThatThrownBy(() -> encoder.append(segment)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(encoder::finish).isInstanceOf(IllegalStateException.class);
        assertThat(out.size()).isEqualTo(size);
    }

    @Test
    void batchIsUnusableAfterAnyFailedWriteAndTheSegmentIsNot() throws Exception {
        SealedSegment segment = ModelSegment.random(new Random(1)).seal(pool);
        int writes = writesOf(segment);
        assertThat(writes).isGreaterThanOrEqualTo(4);
        for (int failing = 0; failing < writes; failing++) {
            FailingStream stream = new FailingStream(failing);
            BatchEncoder failed = new BatchEncoder(stream, SegmentCompression.LZ4);
            assertThatThrownBy(
                            () -> {
                                failed.append(segment);
                                failed.finish();
                            })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> failed.append(segment))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(failed::finish).isInstanceOf(IllegalStateException.class);
        }
        encoder.append(segment);
        segment.release();
        assertThatThrownBy(segment::openCursor).isInstanceOf(IllegalStateException.class);
    }

    private static int writesOf(SealedSegment segment) throws IOException {
        FailingStream stream = new FailingStream(Integer.MAX_VALUE);
        BatchEncoder encoder = new BatchEncoder(stream, SegmentCompression.LZ4);
        encoder.append(segment);
        encoder.finish();
        return stream.writes;
    }

    private SegmentHeader headerOf(ModelSegment model) throws IOException {
        return headerAt(encoder.append(model.seal(pool)));
    }

    private SegmentHeader headerAt(SegmentLocation location) throws IOException {
        byte[] batch = out.toByteArray();
        int offset = (int) location.offset();
        byte[] segment = Arrays.copyOfRange(batch, offset, batch.length);
        int length =
                SegmentHeader.lengthBytes(
                        new LocatedBytes("batch", offset, segment, 0, segment.length));
        SegmentHeader header =
                SegmentHeader.decode(new LocatedBytes("batch", offset, segment, 0, length));
        assertThat(length + header.storedBytes()).isEqualTo(location.lengthBytes());
        return header;
    }

    private static List<Optional<KeyGroupRange>> keyGroupsOfBlocks(SegmentHeader header) {
        return header.blocks().stream().map(BlockEntry::keyGroups).collect(Collectors.toList());
    }

    /** Fails the write with a given number, counted from 0. */
    private static final class FailingStream extends OutputStream {
        private final int failing;
        private int writes;

        private FailingStream(int failing) {
            this.failing = failing;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int off, int len) throws IOException {
            if (writes++ == failing) {
                throw new IOException("injected");
            }
        }
    }
}
