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
import io.flinkgic.examples.replay.SessionRow;
import io.flinkgic.examples.replay.SessionRow.Memory;
import io.flinkgic.examples.replay.SessionRow.Session;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.model.SessionModel;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class SessionVerifierTest {

    /** One key, a record of each of two splits every two seconds: each time is a session. */
    private static final WindowSequence SEQUENCE = new WindowSequence(1, 1, 1);

    private static final SplitRanges RANGES = SplitRanges.unbounded(2);
    private static final long GAP_MS = 500;
    private static final long SHORT_LIFE_MS = 100;

    /** Seconds 0, 2, 4, and 6; the short-lived state had expired once and was there twice. */
    private final List<SessionRow> rows =
            new ArrayList<>(
                    List.of(
                            row(0, new Memory(1, digest(1), 0, 0, 0)),
                            row(1, new Memory(2, digest(2), 1, 98, 99)),
                            row(2, new Memory(3, digest(3), 0, 100, 103)),
                            row(3, new Memory(4, digest(4), 3, 40, 40))));

    private final List<ProgressRow> notes =
            List.of(new ProgressRow(0, 5, 0, 5), new ProgressRow(1, 6, 1, 6));

    @Test
    void sessionsThatAreOverAndRememberedAreExactlyOnce() {
        OutputReport report = verify(Optional.of(new LastAttempt(1, 6)));

        assertThat(report.firstMismatches()).isEmpty();
        assertThat(report.rows()).isEqualTo(4);
        assertThat(report.keys()).isEqualTo(1);
    }

    @Test
    void sessionThatIsMissingInTheMiddleIsFound() {
        Session lost = rows.remove(1).session();

        assertMismatch("session " + lost + ", number 2 of key 0, is missing");
    }

    @Test
    void sessionThatIsMissingAtTheEndIsFound() {
        Session lost = rows.remove(3).session();

        assertMismatch("session " + lost + ", number 4 of key 0, is missing");
    }

    @Test
    void sessionThatWasCommittedTwiceIsFound() {
        rows.add(rows.get(2));

        assertMismatch("session " + rows.get(2).session() + " appears again");
    }

    @Test
    void sessionThatLostARecordIsFound() {
        Session right = rows.get(3).session();
        Session wrong = new Session(0, right.startMs(), right.endMs(), 1, right.fingerprint());
        rows.set(3, new SessionRow(wrong, rows.get(3).memory()));

        OutputReport report = verify(Optional.empty());

        assertThat(report.firstMismatches())
                .containsExactly(
                        "session " + wrong + " was committed, but there is none",
                        "session " + right + ", number 4 of key 0, is missing");
    }

    @Test
    void countThatFellBackIsFound() {
        rows.set(3, row(3, new Memory(3, digest(4), 2, 40, 40)));

        assertMismatch("is number 4 of its key");
    }

    @Test
    void digestThatMissesASessionIsFound() {
        rows.set(3, row(3, new Memory(4, digest(3), 3, 40, 40)));

        assertMismatch("is number 4 of its key with digest " + digest(4));
    }

    @Test
    void shortLivedStateThatIsGoneTooEarlyIsFound() {
        rows.set(3, row(3, new Memory(4, digest(4), 0, 99, 99)));

        assertMismatch("gone before its 100 ms were over");
    }

    @Test
    void shortLivedStateThatIsSeenTooLateIsFound() {
        rows.set(3, row(3, new Memory(4, digest(4), 3, 100, 101)));

        assertMismatch("seen after its 100 ms");
    }

    @Test
    void shortLivedStateMayBeThereOrNotWhereItsAgeIsNotCertain() {
        rows.set(1, row(1, new Memory(2, digest(2), 1, 99, 100)));
        rows.set(3, row(3, new Memory(4, digest(4), 0, 99, 100)));

        assertThat(verify(Optional.empty()).firstMismatches()).isEmpty();
    }

    @Test
    void shortLivedStateOfAnEarlierSessionIsFound() {
        rows.set(3, row(3, new Memory(4, digest(4), 2, 99, 100)));

        assertMismatch("recalled a visit that was not the latest");
    }

    @Test
    void emptyOutputIsNotExactlyOnce() {
        rows.clear();

        assertThat(verify(Optional.empty()).firstMismatches()).contains("nothing was committed");
    }

    @Test
    void recordsThatTheSourceEmittedBeyondTheNotesAreFound() {
        assertThat(verify(Optional.of(new LastAttempt(1, 7))).exactlyOnce()).isFalse();
    }

    private void assertMismatch(String fragment) {
        assertThat(verify(Optional.empty()).firstMismatches())
                .singleElement()
                .asString()
                .contains(fragment);
    }

    private OutputReport verify(Optional<LastAttempt> lastAttempt) {
        SessionModel model =
                new SessionModel(SEQUENCE, Duration.ofMillis(GAP_MS), Duration.ofSeconds(1));
        return new SessionVerifier(model, RANGES, Duration.ofMillis(SHORT_LIFE_MS))
                .verify(rows, notes, lastAttempt);
    }

    private static SessionRow row(int offset, Memory memory) {
        return new SessionRow(session(offset), memory);
    }

    private static Session session(int offset) {
        return new Session(
                0,
                offset * 2000L,
                offset * 2000L + GAP_MS,
                2,
                SEQUENCE.fingerprintAt(RANGES.indexAt(0, offset))
                        + SEQUENCE.fingerprintAt(RANGES.indexAt(1, offset)));
    }

    private static long digest(int visits) {
        long digest = 0;
        for (int offset = 0; offset < visits; offset++) {
            digest = session(offset).digest(digest);
        }
        return digest;
    }
}
