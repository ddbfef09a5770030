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
package io.flinkgic.tools.output;

import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SplitRanges;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells from the notes that a job committed beside its results which records these are about. The
 * notes themselves must show that
 *
 * <ol>
 *   <li>each split was read from its beginning, and after each restart from where the latest
 *       committed note says;
 *   <li>between two restarts no record was left out and none came twice;
 *   <li>as many were read since the last restart as the source says it emitted.
 * </ol>
 */
final class ProgressVerifier {

    private final SplitRanges ranges;
    private final Mismatches mismatches;

    ProgressVerifier(SplitRanges ranges, Mismatches mismatches) {
        this.ranges = ranges;
        this.mismatches = mismatches;
    }

    ReadRecords verify(List<ProgressRow> notes, Optional<LastAttempt> lastAttempt) {
        if (notes.isEmpty()) {
            mismatches.add("no progress was committed");
        }
        Map<Integer, List<ProgressRow>> splits = new TreeMap<>();
        for (ProgressRow note : notes) {
            if (note.split() < 0 || note.split() >= ranges.splits()) {
                mismatches.add("progress: there is no split " + note.split());
            } else {
                splits.computeIfAbsent(note.split(), split -> new ArrayList<>()).add(note);
            }
        }
        Map<Integer, Long> numbers = new HashMap<>();
        splits.forEach((split, all) -> numbers.put(split, readOf(split, all)));
        lastAttempt.ifPresent(last -> compareWithSource(splits, last));
        return new ReadRecords(ranges, numbers);
    }

    private long readOf(int split, List<ProgressRow> notes) {
        notes.sort(
                Comparator.comparingLong(ProgressRow::read)
                        .thenComparingLong(ProgressRow::readInAttempt));
        long begin = 0;
        long read = 0;
        for (ProgressRow note : notes) {
            long beginOfAttempt = note.read() - note.readInAttempt();
            if (beginOfAttempt != begin && beginOfAttempt != read) {
                mismatches.add(
                        String.format(
                                "records of split %d: %d were read since %d, but the note before"
                                        + " says %d since %d: %s",
                                split, note.readInAttempt(), beginOfAttempt, read, begin, note));
            }
            begin = beginOfAttempt;
            read = note.read();
        }
        return read;
    }

    private void compareWithSource(Map<Integer, List<ProgressRow>> splits, LastAttempt last) {
        long read =
                splits.values().stream()
                        .mapToLong(
                                notes ->
                                        notes.stream()
                                                .filter(note -> note.attempt() == last.checkpoint())
                                                .mapToLong(ProgressRow::readInAttempt)
                                                .max()
                                                .orElse(0))
                        .sum();
        if (read != last.emitted()) {
            mismatches.add(
                    String.format(
                            "since checkpoint %d: the source emitted %d records, %d are committed as read",
                            last.checkpoint(), last.emitted(), read));
        }
    }
}
