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
package io.flinkgic.tests.job;

import java.io.Serializable;

import static org.apache.flink.util.Preconditions.checkArgument;

/** The records of one source: a range of indexes, of which some keys may be left out. Immutable. */
final class IndexRange implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long fromInclusive;
    private final long toExclusive;
    private final int keysFromInclusive;
    private final int keysToExclusive;
    private final boolean watermarks;

    private IndexRange(
            long fromInclusive,
            long toExclusive,
            int keysFromInclusive,
            int keysToExclusive,
            boolean watermarks) {
        checkArgument(fromInclusive <= toExclusive, "No range: %s, %s", fromInclusive, toExclusive);
        this.fromInclusive = fromInclusive;
        this.toExclusive = toExclusive;
        this.keysFromInclusive = keysFromInclusive;
        this.keysToExclusive = keysToExclusive;
        this.watermarks = watermarks;
    }

    /** All keys, and no watermark but the last one. */
    static IndexRange of(long fromInclusive, long toExclusive) {
        return new IndexRange(fromInclusive, toExclusive, 0, StateKindsJob.KEYS, false);
    }

    IndexRange withWatermarks() {
        return new IndexRange(fromInclusive, toExclusive, keysFromInclusive, keysToExclusive, true);
    }

    IndexRange onlyKeys(int keysFromInclusive, int keysToExclusive) {
        return new IndexRange(
                fromInclusive, toExclusive, keysFromInclusive, keysToExclusive, watermarks);
    }

    long fromInclusive() {
        return fromInclusive;
    }

    long toExclusive() {
        return toExclusive;
    }

    boolean hasKey(int key) {
        return key >= keysFromInclusive && key < keysToExclusive;
    }

    boolean hasWatermarks() {
        return watermarks;
    }
}
