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

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Which records a job has read: the first ones of each split. Immutable. */
public final class ReadRecords {

    private final SplitRanges ranges;
    private final Map<Integer, Long> numbers;

    /**
     * @param numbers how many records were read, by split; a split without a number was not begun
     */
    public ReadRecords(SplitRanges ranges, Map<Integer, Long> numbers) {
        this.ranges = ranges;
        this.numbers = new TreeMap<>(numbers);
    }

    /** What a job has read that came to its end. */
    public static ReadRecords all(SplitRanges ranges) {
        Map<Integer, Long> numbers = new TreeMap<>();
        for (int split = 0; split < ranges.splits(); split++) {
            numbers.put(split, ranges.totalRecords() / ranges.splits());
        }
        return new ReadRecords(ranges, numbers);
    }

    public SplitRanges ranges() {
        return ranges;
    }

    /** How many records of a split were read. */
    public long numberOf(int split) {
        return numbers.getOrDefault(split, 0L);
    }

    /** Whether a record was read. */
    public boolean contains(long index) {
        return ranges.contains(index) && ranges.offsetOf(index) < numberOf(ranges.splitOf(index));
    }

    /** All of them, those of a split in their order. */
    public LongStream indexes() {
        return IntStream.range(0, ranges.splits())
                .boxed()
                .flatMapToLong(
                        split ->
                                LongStream.range(0, numberOf(split))
                                        .map(offset -> ranges.indexAt(split, offset)));
    }
}
