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
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.format.UnknownSegmentVersionException;
import org.apache.flink.changelog.segment.Seed;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the bytes, a reader answers with what was written or with one of the three errors, and
 * soon, and does not ask for more memory than the bytes are worth. {@code -Dfuzz.inputs=} says how
 * many inputs each test makes.
 */
@SuppressWarnings("try") // CloseableIterator.close() may throw InterruptedException
@Timeout(value = 1800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DecoderFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);

    private static final KeyGroupRange ALL = KeyGroupRange.of(0, Integer.MAX_VALUE - 1);

    /** What a step of reading may allocate; {@code docs/format/segment-v1.md} promises it. */
    private static final long STEP_BYTES = 512 << 10;

    private static final long STEP_FACTOR = 600;
    private static final long UNKNOWN_SIZE_BYTES = 4 << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = Seed.random();
    private final Set<List<String>> written = new HashSet<>();
    private FuzzInputs inputs;

    /** What is not damaged must be read; it also loads what allocates when it is first used. */
    @BeforeEach
    void readWhatWasWritten() throws Exception {
        inputs = new FuzzInputs(random);
        for (FuzzInputs.Batch batch : inputs.batches()) {
            List<BatchDirectory.Entry> entries = list(batch.bytes, Long.MAX_VALUE).orElseThrow();
            for (int i = 0; i < entries.size(); i++) {
                SegmentLocation location = entries.get(i).location();
                assertThat(location).isEqualTo(batch.locations.get(i));
                List<String> read =
                        describe(
                                read(batch.bytes, location.offset(), true, ALL, Long.MAX_VALUE)
                                        .orElseThrow());
                assertThat(read).isEqualTo(describe(batch.models.get(i).expected(ALL)));
                written.add(read);
            }
        }
    }

    @Test
    void bytesFromNowhereAreNoSegment() {
        int accepted =
                each(
                        () -> {
                            byte[] bytes = inputs.fromNowhere(random);
                            int offset = random.nextInt(4) == 0 ? random.nextInt(300) : 0;
                            boolean read =
                                    read(bytes, offset, random.nextBoolean(), ALL).isPresent();
                            return read || list(bytes).isPresent();
                        });
        assertThat(accepted).isZero();
    }

    /** The checksums notice any change, so what is accepted is a segment that somebody wrote. */
    @Test
    void damagedBatchesYieldWhatWasWrittenOrAnError() {
        int accepted =
                each(
                        () -> {
                            FuzzInputs.Batch batch = FuzzInputs.pick(inputs.batches(), random);
                            byte[] bytes = inputs.damaged(batch, random);
                            SegmentLocation location = FuzzInputs.pick(batch.locations, random);
                            Optional<List<StateChange>> read =
                                    read(bytes, location.offset(), random.nextBoolean(), ALL);
                            read.ifPresent(it -> assertThat(written).contains(describe(it)));
                            list(bytes);
                            return read.isPresent();
                        });
        assertThat(accepted).isBetween(INPUTS / 100, INPUTS / 2);
    }

    /**
     * Here the checksums are right, and so are some of the segments: another writer could have
     * meant them. What is accepted must be what the format says that these bytes mean, whoever
     * reads which part of it.
     */
    @Test
    void forgedSegmentsMeanWhatTheFormatSaysOrAreCorrupt() {
        int accepted =
                each(
                        () -> {
                            byte[] bytes = inputs.forgedSegment(random);
                            int first = random.nextInt(130);
                            KeyGroupRange some =
                                    KeyGroupRange.of(first, first + random.nextInt(20));
                            boolean sizeKnown = random.nextBoolean();
                            Optional<List<StateChange>> all = read(bytes, 16, sizeKnown, ALL);
                            Optional<List<StateChange>> part = read(bytes, 16, sizeKnown, some);
                            if (all.isPresent()) {
                                assertMeant(bytes, all.get());
                                assertThat(describe(part.orElseThrow()))
                                        .isEqualTo(describe(only(some, all.get())));
                            }
                            return all.isPresent();
                        });
        assertThat(accepted).isBetween(INPUTS / 50, INPUTS / 2);
    }

    /** An accepted directory leads to places inside of the batch, whatever is there. */
    @Test
    void forgedDirectoriesNameSegmentsOrAreCorrupt() {
        int accepted =
                each(
                        () -> {
                            FuzzInputs.Batch batch = FuzzInputs.pick(inputs.batches(), random);
                            byte[] bytes = inputs.forgedDirectory(batch, random);
                            Optional<List<BatchDirectory.Entry>> entries = list(bytes);
                            for (BatchDirectory.Entry entry : entries.orElse(List.of())) {
                                SegmentLocation location = entry.location();
                                assertThat(location.offset())
                                        .isBetween(0L, bytes.length - location.lengthBytes());
                                assertThat(entry.range().size()).isPositive();
                                read(bytes, location.offset(), true, entry.keyGroupRange());
                            }
                            return entries.isPresent();
                        });
        assertThat(accepted).isBetween(INPUTS / 100, INPUTS * 3 / 4);
    }

    /** Returns for how many inputs the check was true. */
    private static int each(Callable<Boolean> check) {
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            try {
                accepted += check.call() ? 1 : 0;
            } catch (Exception | Error e) {
                throw new AssertionError("input " + i + " of the seed printed above", e);
            }
        }
        return accepted;
    }

    private static void assertMeant(byte[] bytes, List<StateChange> changes) {
        SegmentParts parts = SegmentParts.of(bytes, 16);
        assertThat(describe(changes)).isEqualTo(describe(parts.records()));
        assertThat(parts.recordCount).isEqualTo(changes.size());
        int previous = StateChange.META_KEY_GROUP;
        for (StateChange change : changes) {
            assertThat(change.getKeyGroup()).isGreaterThanOrEqualTo(previous);
            previous = change.getKeyGroup();
        }
    }

    private static List<StateChange> only(KeyGroupRange keyGroups, List<StateChange> changes) {
        return changes.stream()
                .filter(
                        change ->
                                change.getKeyGroup() == StateChange.META_KEY_GROUP
                                        || keyGroups.contains(change.getKeyGroup()))
                .collect(Collectors.toList());
    }

    private Optional<List<StateChange>> read(
            byte[] bytes, long offset, boolean sizeKnown, KeyGroupRange wanted) throws Exception {
        long unknown = sizeKnown ? 0 : UNKNOWN_SIZE_BYTES;
        long maxBytes = STEP_BYTES + STEP_FACTOR * bytes.length + unknown;
        return read(bytes, offset, sizeKnown, wanted, maxBytes);
    }

    /** Empty after one of the three errors; anything else that is thrown fails the test. */
    private Optional<List<StateChange>> read(
            byte[] bytes, long offset, boolean sizeKnown, KeyGroupRange wanted, long maxBytes)
            throws Exception {
        RecordingSource source = new RecordingSource(bytes, sizeKnown);
        long before = allocatedBytes();
        try (CloseableIterator<StateChange> changes = SegmentReader.read(source, offset, wanted)) {
            List<StateChange> read = new ArrayList<>();
            while (changes.hasNext()) {
                assertThat(allocatedBytes() - before).isLessThan(maxBytes);
                read.add(changes.next());
                before = allocatedBytes();
            }
            return Optional.of(read);
        } catch (UncheckedIOException e) {
            assertThat(allocatedBytes() - before).isLessThan(maxBytes);
            assertIsOneOfThree(e.getCause());
        } catch (IOException e) {
            assertThat(allocatedBytes() - before).isLessThan(maxBytes);
            assertIsOneOfThree(e);
        }
        return Optional.empty();
    }

    private Optional<List<BatchDirectory.Entry>> list(byte[] bytes) {
        return list(bytes, STEP_BYTES + STEP_FACTOR * bytes.length);
    }

    private Optional<List<BatchDirectory.Entry>> list(byte[] bytes, long maxBytes) {
        long before = allocatedBytes();
        try {
            List<BatchDirectory.Entry> entries =
                    BatchDirectoryReader.read(new RecordingSource(bytes, true)).entries();
            assertThat(allocatedBytes() - before).isLessThan(maxBytes);
            return Optional.of(entries);
        } catch (IOException e) {
            assertThat(allocatedBytes() - before).isLessThan(maxBytes);
            assertIsOneOfThree(e);
            return Optional.empty();
        }
    }

    private static void assertIsOneOfThree(IOException e) {
        assertThat(e)
                .isInstanceOfAny(
                        CorruptSegmentException.class,
                        TruncatedSegmentException.class,
                        UnknownSegmentVersionException.class)
                .hasMessageContaining(RecordingSource.NAME + " at offset ");
    }

    private long allocatedBytes() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
