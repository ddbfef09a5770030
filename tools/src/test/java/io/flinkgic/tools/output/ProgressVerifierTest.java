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
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressVerifierTest {

    private final Mismatches mismatches = new Mismatches();
    private final List<ProgressRow> notes =
            new ArrayList<>(
                    List.of(
                            new ProgressRow(0, 10, 0, 10),
                            new ProgressRow(1, 12, 0, 12),
                            new ProgressRow(0, 20, 0, 20),
                            new ProgressRow(1, 12, 0, 12),
                            new ProgressRow(0, 25, 1, 5),
                            new ProgressRow(1, 20, 1, 8),
                            new ProgressRow(0, 31, 1, 11)));

    @Test
    void lastNoteOfEachSplitSaysWhatWasRead() {
        ReadRecords read = verify(Optional.of(new LastAttempt(1, 19)));

        assertThat(mismatches.first()).isEmpty();
        assertThat(read.numberOf(0)).isEqualTo(31);
        assertThat(read.numberOf(1)).isEqualTo(20);
    }

    @Test
    void restartThatLeavesRecordsOutIsFound() {
        notes.add(new ProgressRow(0, 40, 2, 8));

        assertMismatch("split 0: 8 were read since 32, but the note before says 31 since 20");
    }

    @Test
    void restartThatReadsRecordsAgainIsFound() {
        notes.add(new ProgressRow(1, 29, 2, 12));

        assertMismatch("split 1: 12 were read since 17, but the note before says 20 since 12");
    }

    @Test
    void recordThatIsReadTwiceBetweenRestartsIsFound() {
        notes.add(new ProgressRow(0, 40, 1, 21));

        assertMismatch("split 0: 21 were read since 19");
    }

    @Test
    void beginningThatWasNotReadIsFound() {
        notes.removeIf(note -> note.split() == 1);
        notes.add(new ProgressRow(1, 12, 0, 11));

        assertMismatch("split 1: 11 were read since 1, but the note before says 0 since 0");
    }

    @Test
    void missingEndIsFoundWithTheSourcesHelp() {
        verify(Optional.of(new LastAttempt(1, 20)));

        assertThat(mismatches.first())
                .containsExactly(
                        "since checkpoint 1: the source emitted 20 records, 19 are committed as read");
    }

    @Test
    void splitThatTheSourceDoesNotHaveIsFound() {
        notes.add(new ProgressRow(2, 1, 0, 1));

        assertMismatch("there is no split 2");
    }

    @Test
    void progressThatWasNotCommittedAtAllIsFound() {
        notes.clear();

        assertMismatch("no progress was committed");
    }

    private void assertMismatch(String fragment) {
        verify(Optional.empty());

        assertThat(mismatches.first()).singleElement().asString().contains(fragment);
    }

    private ReadRecords verify(Optional<LastAttempt> lastAttempt) {
        return new ProgressVerifier(SplitRanges.unbounded(2), mismatches)
                .verify(notes, lastAttempt);
    }
}
