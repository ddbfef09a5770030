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
package io.flinkgic.examples.replay;

import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * An endless sequence of keyed, time-stamped records, each a pure function of seed and index.
 *
 * <p>Time follows the offset in the split at a fixed pace, so each split is in order and all splits
 * advance alike.
 */
public final class WindowSequence implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final long PAYLOAD = 1;
    private static final long FINGERPRINT = 2;

    private final long seed;
    private final int keys;
    private final long recordsPerSecond;

    /**
     * @param seed two sequences of the same seed, keys and pace are equal
     * @param keys number of distinct keys
     * @param recordsPerSecond how many records of all splits fall into a second of event time
     */
    public WindowSequence(long seed, int keys, long recordsPerSecond) {
        if (keys < 1) {
            throw new IllegalArgumentException("at least one key is needed, not " + keys);
        }
        if (recordsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "at least one record per second is needed, not " + recordsPerSecond);
        }
        this.seed = seed;
        this.keys = keys;
        this.recordsPerSecond = recordsPerSecond;
    }

    /** The record's key, from zero to the number of keys, exclusive. */
    public long keyAt(long index) {
        return new Mixer(seed).mixBelow(index, keys);
    }

    /** The record's event time in milliseconds, from zero. */
    public long timeMsAt(long index, SplitRanges ranges) {
        return ranges.offsetOf(index) * ranges.splits() * 1000 / recordsPerSecond;
    }

    /**
     * The last step of event time that all splits have come to: whatever ended before it is over.
     *
     * @param stepMs between two watermarks, which come at multiples of it
     */
    public long reachedMs(ReadRecords read, long stepMs) {
        SplitRanges ranges = read.ranges();
        long reachedMs = Long.MAX_VALUE;
        for (int split = 0; split < ranges.splits(); split++) {
            long last = Math.max(0, read.numberOf(split) - 1);
            reachedMs = Math.min(reachedMs, timeMsAt(ranges.indexAt(split, last), ranges));
        }
        return reachedMs - reachedMs % stepMs;
    }

    /** Bytes that do not compress, of a given length. */
    public byte[] payloadAt(long index, int length) {
        Mixer bytes = new Mixer(seed).derive(PAYLOAD).derive(index);
        ByteBuffer payload = ByteBuffer.allocate(length);
        for (long word = 0; payload.remaining() >= Long.BYTES; word++) {
            payload.putLong(bytes.mix(word));
        }
        return payload.array();
    }

    /** The sum of these numbers over a set of indexes tells the set, whatever its order. */
    public long fingerprintAt(long index) {
        return new Mixer(seed).derive(FINGERPRINT).mix(index);
    }
}
