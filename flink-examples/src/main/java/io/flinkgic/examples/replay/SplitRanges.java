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

/**
 * How a source's indexes are dealt to its splits: equal, consecutive ranges.
 *
 * <pre>
 *   split 0            split 1            split 2
 *   [0 ........ L-1]   [L ....... 2L-1]   [2L ...... 3L-1]     L = records per split
 * </pre>
 *
 * <p>The number of records is always a multiple of the number of splits, so each range can be told
 * from these two numbers alone. Each split is read in order: what a job has seen of it is always a
 * prefix of its range.
 */
public final class SplitRanges implements Serializable {

    private static final long serialVersionUID = 1L;

    /** So large that nobody reaches it, so small that 32,768 splits fit into a long. */
    private static final long UNBOUNDED_RECORDS_PER_SPLIT = 1L << 48;

    private final int splits;
    private final long recordsPerSplit;

    private SplitRanges(int splits, long recordsPerSplit) {
        if (splits < 1) {
            throw new IllegalArgumentException("a source needs a split, not " + splits);
        }
        if (recordsPerSplit < 1) {
            throw new IllegalArgumentException("a split needs a record, not " + recordsPerSplit);
        }
        this.splits = splits;
        this.recordsPerSplit = recordsPerSplit;
    }

    /** For a source that runs until somebody stops it. */
    public static SplitRanges unbounded(int splits) {
        return new SplitRanges(splits, UNBOUNDED_RECORDS_PER_SPLIT);
    }

    /** For a source that ends after so many records, rounded up to a multiple of the splits. */
    public static SplitRanges bounded(int splits, long records) {
        return new SplitRanges(splits, Math.floorDiv(records - 1, splits) + 1);
    }

    /** Number of ranges. */
    public int splits() {
        return splits;
    }

    /** All records of all splits. */
    public long totalRecords() {
        return Math.multiplyExact(recordsPerSplit, splits);
    }

    /** Whether a source of these ranges emits this index at all. */
    public boolean contains(long index) {
        return index >= 0 && index < totalRecords();
    }

    /** Which split emits an index. */
    public int splitOf(long index) {
        return Math.toIntExact(index / recordsPerSplit);
    }

    /** An index's place in its split, from zero. */
    public long offsetOf(long index) {
        return index % recordsPerSplit;
    }

    /** The index at an offset of a split. */
    public long indexAt(int split, long offset) {
        return split * recordsPerSplit + offset;
    }
}
