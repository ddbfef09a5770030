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
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.model.WindowModel;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class WindowVerifierTest {

    /** One key, a record in each second of event time, of two splits in turns. */
    private static final WindowSequence SEQUENCE = new WindowSequence(1, 1, 1);

    private static final SplitRanges RANGES = SplitRanges.unbounded(2);

    private final List<WindowRow> rows =
            new ArrayList<>(
                    List.of(
                            row(-2000, 0, 0),
                            row(0, 0, 0, 1, 1),
                            row(2000, 1, 1, 2, 2),
                            row(4000, 2, 2, 3, 3)));

    /** Both splits have come to second 10: what ends before is over. */
    private final List<ProgressRow> notes =
            new ArrayList<>(List.of(new ProgressRow(0, 6, 0, 6), new ProgressRow(1, 7, 0, 7)));

    @Test
    void windowsThatAreOverAreExactlyOnce() {
        OutputReport report = verify(Optional.of(new LastAttempt(0, 13)));

        assertThat(report.firstMismatches()).isEmpty();
        assertThat(report.exactlyOnce()).isTrue();
        assertThat(report.rows()).isEqualTo(4);
        assertThat(report.keys()).isEqualTo(1);
    }

    @Test
    void windowThatIsMissingAtTheEndIsFound() {
        WindowRow last = rows.remove(3);

        assertMismatches("window " + last + " is missing");
    }

    @Test
    void windowThatWasCommittedTwiceIsFound() {
        rows.add(rows.get(1));

        assertMismatches("window " + rows.get(1) + " appears again");
    }

    @Test
    void recordThatAWindowLostIsFound() {
        WindowRow right = rows.set(2, row(2000, 1, 1, 2));

        assertMismatches("window " + right + ": committed as 2000,0,3,");
    }

    @Test
    void recordThatAWindowHasInPlaceOfAnotherIsFound() {
        WindowRow right = rows.set(2, row(2000, 1, 1, 2, 3));

        assertMismatches("window " + right + ": committed as 2000,0,4,");
    }

    @Test
    void windowThatIsNotOverIsFound() {
        rows.add(row(6000, 3, 3, 4, 4));

        assertMismatches("window " + rows.get(4) + " was committed, but there is none");
    }

    @Test
    void emptyOutputIsNotExactlyOnce() {
        rows.clear();
        notes.clear();

        assertMismatches("nothing was committed", "no progress was committed");
    }

    @Test
    void recordsThatTheSourceEmittedBeyondTheNotesAreFound() {
        assertThat(verify(Optional.of(new LastAttempt(0, 14))).firstMismatches())
                .containsExactly(
                        "since checkpoint 0: the source emitted 14 records, 13 are committed as read");
    }

    /**
     * @param offsets of the records, those of split 0 and 1 in turns
     */
    private static WindowRow row(long startMs, long... offsets) {
        long fingerprint = 0;
        for (int i = 0; i < offsets.length; i++) {
            fingerprint += SEQUENCE.fingerprintAt(RANGES.indexAt(i % 2, offsets[i]));
        }
        return new WindowRow(startMs, 0, offsets.length, fingerprint);
    }

    private void assertMismatches(String... fragments) {
        OutputReport report = verify(Optional.empty());

        assertThat(report.totalMismatches()).isEqualTo(fragments.length);
        for (String fragment : fragments) {
            assertThat(report.firstMismatches()).anyMatch(line -> line.contains(fragment));
        }
    }

    private OutputReport verify(Optional<LastAttempt> lastAttempt) {
        WindowModel model = new WindowModel(SEQUENCE, Duration.ofSeconds(4), Duration.ofSeconds(2));
        return new WindowVerifier(model, RANGES).verify(rows, notes, lastAttempt);
    }
}
