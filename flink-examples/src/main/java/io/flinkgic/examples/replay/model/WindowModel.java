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
package io.flinkgic.examples.replay.model;

import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The windows of SlidingWindow. Immutable. */
public final class WindowModel {

    private final WindowSequence sequence;
    private final long sizeMs;
    private final long slideMs;

    public WindowModel(WindowSequence sequence, Duration size, Duration slide) {
        this.sequence = sequence;
        this.sizeMs = size.toMillis();
        this.slideMs = slide.toMillis();
    }

    /** The windows that are over when a job has read these records and goes on. */
    public List<WindowRow> rowsAfter(ReadRecords read) {
        return rowsBefore(sequence.reachedMs(read, slideMs), read);
    }

    /** All windows of a job that has read these records and came to its end. */
    public List<WindowRow> rowsAtEnd(ReadRecords read) {
        return rowsBefore(Long.MAX_VALUE, read);
    }

    /**
     * @param reachedMs all windows are over that end before it
     */
    private List<WindowRow> rowsBefore(long reachedMs, ReadRecords read) {
        Map<Long, Map<Long, Sum>> sums = new TreeMap<>();
        read.indexes()
                .forEach(
                        index -> {
                            long timeMs = sequence.timeMsAt(index, read.ranges());
                            long startMs = timeMs - timeMs % slideMs;
                            for (; startMs > timeMs - sizeMs; startMs -= slideMs) {
                                if (startMs + sizeMs < reachedMs) {
                                    sums.computeIfAbsent(startMs, start -> new HashMap<>())
                                            .computeIfAbsent(
                                                    sequence.keyAt(index), key -> new Sum())
                                            .add(sequence.fingerprintAt(index));
                                }
                            }
                        });
        List<WindowRow> rows = new ArrayList<>();
        sums.forEach(
                (startMs, ofKeys) ->
                        ofKeys.forEach(
                                (key, sum) ->
                                        rows.add(
                                                new WindowRow(
                                                        startMs,
                                                        key,
                                                        sum.records,
                                                        sum.fingerprint))));
        return rows;
    }

    private static final class Sum {

        private long records;
        private long fingerprint;

        void add(long fingerprintOfOne) {
            records++;
            fingerprint += fingerprintOfOne;
        }
    }
}
