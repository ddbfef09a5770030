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
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.examples.replay.WordSequence;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class OutputVerifierTest {

    private static final WordSequence WORDS = TextWords.ofText("a b a c a b");
    private static final SplitRanges RANGES = SplitRanges.unbounded(2);

    private final OutputVerifier verifier = new OutputVerifier(WORDS, RANGES);
    private final List<CountRow> rows = goodRows();

    @Test
    void prefixesOfAllSplitsCountedOnceAreExactlyOnceInAnyOrder() {
        Collections.reverse(rows);

        OutputReport report = verifier.verify(rows, new LastAttempt(1, 11));

        assertThat(report.firstMismatches()).isEmpty();
        assertThat(report.exactlyOnce()).isTrue();
        assertThat(report.rows()).isEqualTo(21);
        assertThat(report.keys()).isEqualTo(3);
    }

    @Test
    void rowThatWasCommittedTwiceIsFound() {
        rows.add(rows.get(4));

        assertMismatches("records of split 0: 4 appears again", "counts of 'a': 3 appears again");
    }

    @Test
    void rowThatIsMissingInTheMiddleIsFound() {
        rows.remove(3);

        assertMismatches("records of split 0: 3 is missing", "counts of 'c': 1 is missing");
    }

    @Test
    void recordThatWasCountedTwiceIsFoundThoughItsRowIsThereOnce() {
        countOneMore("b", 3);

        assertMismatches("counts of 'b': 3 is missing", "count of 'b': 8 committed, 7 by a plain");
    }

    @Test
    void lostUpdateIsFoundThoughAllRowsAreThere() {
        CountRow lost = rows.get(20);
        rows.set(20, new CountRow(lost.index(), lost.word(), lost.count() - 1, lost.attempt()));

        assertMismatches("appears again", "by a plain count");
    }

    @Test
    void wordThatTheSourceNeverEmittedThereIsFound() {
        CountRow right = rows.get(3);
        rows.set(3, new CountRow(right.index(), "x", 1, 0));

        assertMismatches("record 3: is 'c', but 'x' was committed");
    }

    @Test
    void recordOfNoSplitIsFound() {
        rows.add(new CountRow(RANGES.totalRecords(), "a", 11, 0));

        assertMismatches("no split has a record " + RANGES.totalRecords());
    }

    @Test
    void recordFarAheadOfItsSplitIsFound() {
        rows.add(new CountRow(RANGES.indexAt(1, 1L << 40), "c", 5, 1));

        assertMismatches("records of split 1: 1099511627776 is out of line");
    }

    @Test
    void missingEndIsFoundWithTheSourcesHelp() {
        rows.remove(rows.size() - 1);

        assertThat(verifier.verify(rows).exactlyOnce()).isTrue();
        assertThat(verifier.verify(rows, new LastAttempt(1, 11)).firstMismatches())
                .containsExactly(
                        "since checkpoint 1: the source emitted 11 records, 10 rows were committed");
    }

    @Test
    void allThatThereWasIsExactlyOnce() {
        rows.remove(rows.size() - 1);

        OutputReport report = verifier.verifyAll(rows, 10, Optional.of(new LastAttempt(1, 10)));

        assertThat(report.firstMismatches()).isEmpty();
    }

    @Test
    void missingEndIsFoundIfItIsKnownHowMuchThereWas() {
        assertThat(verifier.verifyAll(rows, 11, Optional.empty()).firstMismatches())
                .containsExactly(
                        "records of split 0: there were 11, but those committed end after 10");
    }

    @Test
    void recordThatThereNeverWasIsFound() {
        assertThat(verifier.verifyAll(rows, 10, Optional.empty()).firstMismatches())
                .containsExactly(
                        "records of split 1: there were 10, but those committed end after 11");
    }

    @Test
    void splitOfWhichNothingWasCommittedIsFound() {
        rows.removeIf(row -> RANGES.splitOf(row.index()) == 1);

        assertThat(verifier.verifyAll(rows, 10, Optional.empty()).firstMismatches())
                .containsExactly(
                        "records of split 1: there were 10, but those committed end after 0");
    }

    @Test
    void emptyOutputIsNotExactlyOnce() {
        rows.clear();

        assertMismatches("nothing was committed");
    }

    @Test
    void onlyTheFirstMismatchesAreKeptButAllAreCounted() {
        for (int i = 0; i < 100; i++) {
            rows.add(rows.get(0));
        }

        OutputReport report = verifier.verify(rows);

        assertThat(report.firstMismatches()).hasSize(10);
        assertThat(report.totalMismatches()).isEqualTo(200);
    }

    private void assertMismatches(String... fragments) {
        OutputReport report = verifier.verify(rows);

        assertThat(report.exactlyOnce()).isFalse();
        for (String fragment : fragments) {
            assertThat(report.firstMismatches()).anyMatch(line -> line.contains(fragment));
        }
    }

    /** From the given count of a word on, each is one higher. */
    private void countOneMore(String word, long from) {
        for (int i = 0; i < rows.size(); i++) {
            CountRow row = rows.get(i);
            if (row.word().equals(word) && row.count() >= from) {
                rows.set(i, new CountRow(row.index(), word, row.count() + 1, row.attempt()));
            }
        }
    }

    /** 10 records of split 0 in attempt 0, 11 of split 1 in attempt 1. */
    private static List<CountRow> goodRows() {
        List<CountRow> rows = new ArrayList<>();
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < 21; i++) {
            int attempt = i < 10 ? 0 : 1;
            long index = i < 10 ? RANGES.indexAt(0, i) : RANGES.indexAt(1, i - 10);
            String word = WORDS.wordAt(index);
            rows.add(new CountRow(index, word, counts.merge(word, 1L, Long::sum), attempt));
        }
        return rows;
    }
}
