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

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.runtime.state.KeyGroupRange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Batches as our writer makes them, and what becomes of them in bad hands. */
final class FuzzInputs {

    /** Where the first segment of a batch is. */
    private static final int FIRST = 16;

    private final List<Batch> batches = new ArrayList<>();
    private final List<SegmentParts> segments = new ArrayList<>();

    FuzzInputs(Random random) throws IOException {
        for (SegmentCompression compression : SegmentCompression.values()) {
            add(compression, few(random), mixed(random));
            add(compression, several(random));
            add(compression, noise(random), few(random));
        }
    }

    /** As they were written. */
    List<Batch> batches() {
        return Collections.unmodifiableList(batches);
    }

    /** Bytes that come from nowhere, in a right frame or none. */
    byte[] fromNowhere(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? bytes : SegmentParts.frame("GICS", bytes);
    }

    /** A batch of which some bytes were changed, lost, or mixed with those of another. */
    byte[] damaged(Batch batch, Random random) {
        byte[] bytes = batch.bytes;
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = damagedBytes(bytes, pick(batches, random).bytes, random);
        }
        return bytes;
    }

    /** A batch of one segment that was changed by somebody who knows the checksums. */
    byte[] forgedSegment(Random random) {
        SegmentParts parts = pick(segments, random).copy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            forge(parts, pick(segments, random).copy(), random);
        }
        if (random.nextInt(3) > 0) {
            parts.recordCount =
                    parts.index.stream().mapToLong(SegmentParts.IndexEntry::recordCount).sum();
        }
        byte[] segment = parts.seal();
        byte[] batch = Arrays.copyOf(batches.get(0).bytes, FIRST + segment.length);
        System.arraycopy(segment, 0, batch, FIRST, segment.length);
        return batch;
    }

    /** A batch whose directory was changed by somebody who knows the checksums. */
    byte[] forgedDirectory(Batch batch, Random random) {
        ByteBuffer in = ByteBuffer.wrap(batch.bytes);
        int tailAt = batch.bytes.length - 16;
        int directoryAt = tailAt - in.getInt(tailAt);
        byte[] body = Arrays.copyOfRange(batch.bytes, directoryAt + 16, tailAt - Integer.BYTES);
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                body = damagedBytes(body, body, random);
            } else if (body.length >= Long.BYTES) {
                int at = random.nextInt(body.length / 4 - 1) * 4;
                ByteBuffer.wrap(body).putLong(at, extreme(random, in.getInt(directoryAt)));
            }
        }
        byte[] frame = SegmentParts.frame("GICD", body);
        byte[] forged = Arrays.copyOf(batch.bytes, directoryAt + frame.length + 16);
        System.arraycopy(frame, 0, forged, directoryAt, frame.length);
        ByteBuffer tail = ByteBuffer.wrap(forged, directoryAt + frame.length, 16);
        boolean otherLength = random.nextInt(8) == 0;
        tail.putInt(otherLength ? (int) extreme(random, frame.length) : frame.length).putInt(1);
        tail.putInt(SegmentParts.crc(forged, directoryAt + frame.length, 8)).putInt(0x47494345);
        return forged;
    }

    private static void forge(SegmentParts parts, SegmentParts donor, Random random) {
        switch (random.nextInt(12)) {
            case 0:
                parts.fields[random.nextInt(parts.fields.length)] ^= bit(random);
                break;
            case 1:
                parts.recordCount = extreme(random, parts.recordCount);
                break;
            case 2:
                forgeList(parts.index, pick(donor.index, random), random);
                break;
            case 3:
                forgeList(parts.blocks, pick(donor.blocks, random), random);
                break;
            case 4:
                forgeEntry(parts, random);
                break;
            default:
                forgeBlock(parts, donor, random);
        }
    }

    /** Drops, repeats, moves or adds one. */
    private static <T> void forgeList(List<T> list, T more, Random random) {
        if (list.isEmpty() || random.nextInt(4) == 0) {
            list.add(random.nextInt(list.size() + 1), more);
            return;
        }
        T taken = list.remove(random.nextInt(list.size()));
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(random.nextInt(list.size() + 1), taken);
        }
    }

    private static void forgeEntry(SegmentParts parts, Random random) {
        if (parts.index.isEmpty()) {
            return;
        }
        SegmentParts.IndexEntry entry = pick(parts.index, random);
        if (random.nextInt(4) == 0) {
            entry.flags =
                    random.nextBoolean() ? entry.flags ^ (bit(random) & 0xFF) : random.nextInt(4);
        } else {
            int number = random.nextInt(entry.numbers.size());
            entry.numbers.set(number, extreme(random, entry.numbers.get(number)));
        }
    }

    private static void forgeBlock(SegmentParts parts, SegmentParts donor, Random random) {
        if (parts.blocks.isEmpty()) {
            return;
        }
        int number = random.nextInt(parts.blocks.size());
        byte[] block = damagedBytes(parts.blocks.get(number), pick(donor.blocks, random), random);
        parts.blocks.set(number, block);
        if (number < parts.index.size() && random.nextInt(4) > 0) {
            parts.index.get(number).setStoredBytes(block.length);
        }
    }

    private static byte[] damagedBytes(byte[] bytes, byte[] donor, Random random) {
        if (bytes.length == 0) {
            return donor;
        }
        byte[] damaged = bytes.clone();
        int at = random.nextInt(bytes.length);
        int from = random.nextInt(Math.max(1, donor.length));
        switch (random.nextInt(8)) {
            case 0: // cut
                return Arrays.copyOf(bytes, at);
            case 1: // lose some
                int lost = Math.min(1 + random.nextInt(20), bytes.length - at);
                return join(bytes, at, bytes, at + lost);
            case 2: // one's begin and the other's end
                return join(bytes, at, donor, from);
            case 3: // others over them
                int copied = Math.min(donor.length - from, bytes.length - at);
                System.arraycopy(donor, from, damaged, at, random.nextInt(Math.max(1, copied)));
                return damaged;
            case 4: // any bytes over them
                for (int i = Math.min(random.nextInt(40), bytes.length - at); i > 0; i--) {
                    damaged[at++] = (byte) random.nextInt();
                }
                return damaged;
            default: // flip bits
                for (int i = random.nextInt(4); i >= 0; i--) {
                    damaged[random.nextInt(bytes.length)] ^= bit(random);
                }
                return damaged;
        }
    }

    private static byte[] join(byte[] first, int length, byte[] second, int from) {
        byte[] joined = Arrays.copyOf(first, length + Math.max(0, second.length - from));
        System.arraycopy(second, from, joined, length, joined.length - length);
        return joined;
    }

    /** A number that is near, or at an edge. */
    private static long extreme(Random random, long number) {
        long[] edges = {
            0,
            -1,
            number * 255,
            number << 7,
            4 << 20,
            64 << 20,
            (1 << 30) + 16,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            1L << 31,
            1L << 32,
            Long.MAX_VALUE,
            Long.MIN_VALUE
        };
        switch (random.nextInt(4)) {
            case 0:
                return edges[random.nextInt(edges.length)];
            case 1:
                return random.nextInt(300);
            default:
                int distance = 1 + random.nextInt(3);
                return random.nextBoolean() ? number + distance : number - distance;
        }
    }

    private static byte bit(Random random) {
        return (byte) (1 << random.nextInt(8));
    }

    static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private void add(SegmentCompression compression, ModelSegment... models) throws IOException {
        List<SegmentLocation> locations = new ArrayList<>();
        byte[] bytes = Batches.encode(List.of(models), compression, locations);
        batches.add(new Batch(bytes, locations, List.of(models)));
        for (SegmentLocation location : locations) {
            segments.add(SegmentParts.of(bytes, (int) location.offset()));
        }
    }

    private static ModelSegment few(Random random) {
        return new ModelSegment(KeyGroupRange.of(2, 5))
                .change(5, text(random, 3))
                .metadata(text(random, 20))
                .change(3, new byte[0])
                .change(5, text(random, 40));
    }

    /** Many small changes of many key groups. */
    private static ModelSegment mixed(Random random) {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(0, 127)).metadata(text(random, 200));
        for (int i = 0; i < 60; i++) {
            model.change(random.nextInt(128), text(random, random.nextInt(40)));
        }
        return model;
    }

    /** Several blocks of one key group, and of several. */
    private static ModelSegment several(Random random) {
        ModelSegment model = new ModelSegment(KeyGroupRange.of(10, 19));
        for (int i = 0; i < 70; i++) {
            model.change(10 + random.nextInt(4) * 3, text(random, 300));
        }
        return model.metadata(text(random, 50));
    }

    /** What cannot be compressed, and what can very well. */
    private static ModelSegment noise(Random random) {
        byte[] noise = new byte[600];
        random.nextBytes(noise);
        return new ModelSegment(KeyGroupRange.of(0, 3))
                .change(0, noise)
                .change(1, new byte[9000])
                .change(3, new byte[100]);
    }

    private static byte[] text(Random random, int length) {
        byte[] text = new byte[length];
        int at = 0;
        while (at < length) {
            int word = random.nextInt(25);
            for (int i = 0; i <= word % 7 && at < length; i++) {
                text[at++] = (byte) ('a' + (word * (i + 3)) % 26);
            }
        }
        return text;
    }

    /** What was written, and where. */
    static final class Batch {
        final byte[] bytes;
        final List<SegmentLocation> locations;
        final List<ModelSegment> models;

        private Batch(byte[] bytes, List<SegmentLocation> locations, List<ModelSegment> models) {
            this.bytes = bytes;
            this.locations = locations;
            this.models = models;
        }
    }
}
