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

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WordSequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Judges the committed rows of WordCount against the sequence its source emitted. Exactly once
 * holds if all of these do:
 *
 * <ol>
 *   <li>the records of each split are its first ones, without a gap, each committed once;
 *   <li>each row names the word that the sequence has at its index;
 *   <li>each word's counts are 1, 2, 3 and so on, each committed once;
 *   <li>the last of them is how often a plain count finds the word in those records;
 *   <li>as many rows were committed since the last restart as the source says it emitted;
 *   <li>the records of each split are all that there were, if that is known.
 * </ol>
 */
public final class OutputVerifier {

    private final WordSequence words;
    private final SplitRanges ranges;

    public OutputVerifier(WordSequence words, SplitRanges ranges) {
        this.words = words;
        this.ranges = ranges;
    }

    /** Judges by the rows alone: their end may be missing unnoticed. */
    public OutputReport verify(List<CountRow> rows) {
        return verify(rows, Optional.empty(), OptionalLong.empty());
    }

    /** Judges by the rows and by what the source says. */
    public OutputReport verify(List<CountRow> rows, LastAttempt lastAttempt) {
        return verify(rows, Optional.of(lastAttempt), OptionalLong.empty());
    }

    /**
     * Judges by the rows and by what the job was given, of which nothing may be missing.
     *
     * @param recordsPerSplit all there were: each split had equally many
     * @param lastAttempt what the source says, if it was asked
     */
    public OutputReport verifyAll(
            List<CountRow> rows, long recordsPerSplit, Optional<LastAttempt> lastAttempt) {
        return verify(rows, lastAttempt, OptionalLong.of(recordsPerSplit));
    }

    private OutputReport verify(
            List<CountRow> rows, Optional<LastAttempt> lastAttempt, OptionalLong recordsPerSplit) {
        Mismatches mismatches = new Mismatches();
        if (rows.isEmpty()) {
            mismatches.add("nothing was committed");
        }
        Map<Integer, Progression> splits = records(rows, mismatches);
        Map<String, Progression> counts = counts(rows, mismatches);
        compareWithPlainCount(splits, counts, mismatches);
        lastAttempt.ifPresent(last -> compareWithSource(rows, last, mismatches));
        recordsPerSplit.ifPresent(records -> compareWithGiven(splits, records, mismatches));
        return new OutputReport(rows.size(), counts.size(), mismatches);
    }

    private Map<Integer, Progression> records(List<CountRow> rows, Mismatches mismatches) {
        Map<Integer, Progression> splits = new TreeMap<>();
        for (CountRow row : rows) {
            if (!ranges.contains(row.index())) {
                mismatches.add("no split has a record " + row.index());
                continue;
            }
            splits.computeIfAbsent(
                            ranges.splitOf(row.index()),
                            split ->
                                    new Progression(
                                            "records of split " + split, rows.size(), mismatches))
                    .add(ranges.offsetOf(row.index()));
            String expected = words.wordAt(row.index());
            if (!expected.equals(row.word())) {
                mismatches.add(
                        String.format(
                                "record %d: is '%s', but '%s' was committed",
                                row.index(), expected, row.word()));
            }
        }
        splits.values().forEach(Progression::reportGaps);
        return splits;
    }

    private static Map<String, Progression> counts(List<CountRow> rows, Mismatches mismatches) {
        Map<String, Progression> counts = new TreeMap<>();
        for (CountRow row : rows) {
            Progression progression =
                    counts.computeIfAbsent(
                            row.word(), word -> countsOf(word, rows.size(), mismatches));
            progression.add(row.count());
        }
        counts.values().forEach(Progression::reportGaps);
        return counts;
    }

    /** Nobody commits a count of zero, so it is put where a progression begins. */
    private static Progression countsOf(String word, int rows, Mismatches mismatches) {
        Progression progression = new Progression("counts of '" + word + "'", rows + 1, mismatches);
        progression.add(0);
        return progression;
    }

    private void compareWithPlainCount(
            Map<Integer, Progression> splits,
            Map<String, Progression> counts,
            Mismatches mismatches) {
        Map<String, Integer> plain = new HashMap<>();
        splits.forEach(
                (split, records) -> {
                    for (int offset = 0; offset < records.length(); offset++) {
                        plain.merge(words.wordAt(ranges.indexAt(split, offset)), 1, Integer::sum);
                    }
                });
        new TreeMap<>(plain)
                .forEach(
                        (word, expected) -> {
                            Progression counted = counts.get(word);
                            int committed = counted == null ? 0 : counted.length() - 1;
                            if (committed != expected) {
                                mismatches.add(
                                        String.format(
                                                "count of '%s': %d committed, %d by a plain count",
                                                word, committed, expected));
                            }
                        });
    }

    private void compareWithGiven(
            Map<Integer, Progression> splits, long recordsPerSplit, Mismatches mismatches) {
        for (int split = 0; split < ranges.splits(); split++) {
            Progression committed = splits.get(split);
            int length = committed == null ? 0 : committed.length();
            if (length != recordsPerSplit) {
                mismatches.add(
                        String.format(
                                "records of split %d: there were %d, but those committed end"
                                        + " after %d",
                                split, recordsPerSplit, length));
            }
        }
    }

    private static void compareWithSource(
            List<CountRow> rows, LastAttempt last, Mismatches mismatches) {
        long committed = rows.stream().filter(row -> row.attempt() == last.checkpoint()).count();
        if (committed != last.emitted()) {
            mismatches.add(
                    String.format(
                            "since checkpoint %d: the source emitted %d records, %d rows were committed",
                            last.checkpoint(), last.emitted(), committed));
        }
    }
}
