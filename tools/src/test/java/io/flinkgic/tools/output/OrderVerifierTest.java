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

import io.flinkgic.examples.replay.OrderRow;
import io.flinkgic.examples.replay.OrderRow.OrderVersion;
import io.flinkgic.examples.replay.OrderRow.PlacedOrder;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.model.OrderModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class OrderVerifierTest {

    private static final SplitRanges RANGES = SplitRanges.unbounded(2);
    private static final OrderSequence SEQUENCE = new OrderSequence(1, 100, RANGES);
    private static final OrderModel MODEL = new OrderModel(SEQUENCE, 5);

    private final List<ProgressRow> notes =
            List.of(new ProgressRow(0, 200, 0, 200), new ProgressRow(1, 190, 0, 190));

    private final List<OrderRow> changes = new ArrayList<>();

    /** The table of some time earlier comes, and goes for that of the end. */
    @BeforeEach
    void commit() {
        List<PlacedOrder> earlier =
                MODEL.tableAfter(new ReadRecords(RANGES, Map.of(0, 20L, 1, 30L)));
        earlier.forEach(row -> changes.add(new OrderRow("+I", row)));
        earlier.forEach(row -> changes.add(new OrderRow("-D", row)));
        MODEL.tableAfter(new ReadRecords(RANGES, Map.of(0, 200L, 1, 190L)))
                .forEach(row -> changes.add(new OrderRow("+U", row)));
    }

    @Test
    void changesThatAddUpToTheTableAreExactlyOnce() {
        OutputReport report = verify(Optional.of(new LastAttempt(0, 390)));

        assertThat(report.firstMismatches()).isEmpty();
        assertThat(report.rows()).isEqualTo(changes.size()).isGreaterThan(6);
        assertThat(report.keys()).isEqualTo(13);
    }

    @Test
    void additionThatIsMissingIsFound() {
        OrderRow lost = changes.remove(changes.size() - 1);

        assertMismatch("row " + lost.order() + " is missing in the table");
    }

    @Test
    void additionThatWasCommittedTwiceIsFound() {
        OrderRow twice = changes.get(changes.size() - 1);
        changes.add(twice);

        assertMismatch("row " + twice.order() + ": 1 more in the table than it should have");
    }

    @Test
    void removalThatIsMissingIsFound() {
        OrderRow added = goneAtTheEnd();
        changes.removeIf(change -> !change.adds() && change.order().equals(added.order()));

        assertMismatch("row " + added.order() + ": 1 more in the table than it should have");
    }

    @Test
    void removalThatWasCommittedTwiceIsFound() {
        OrderRow added = goneAtTheEnd();
        changes.add(new OrderRow("-U", added.order()));

        assertMismatch("row " + added.order() + ": -1 more in the table than it should have");
    }

    @Test
    void amountThatTheOrderNeverHadIsFoundThoughItIsUndone() {
        PlacedOrder right = changes.get(0).order();
        OrderVersion version = right.version();
        PlacedOrder wrong =
                new PlacedOrder(
                        right.segment(),
                        right.place(),
                        new OrderVersion(version.order(), version.amount() + 1, version.index()),
                        right.customerIndex());
        changes.add(new OrderRow("+I", wrong));
        changes.add(new OrderRow("-D", wrong));

        assertThat(verify(Optional.empty()).firstMismatches())
                .containsExactly(
                        "no such versions were read: +I," + wrong,
                        "no such versions were read: -D," + wrong);
    }

    @Test
    void changesOfRecordsThatWereNotReadAreFound() {
        OutputReport report =
                new OrderVerifier(SEQUENCE, MODEL)
                        .verify(
                                changes,
                                List.of(
                                        new ProgressRow(0, 200, 0, 200),
                                        new ProgressRow(1, 182, 0, 182)),
                                Optional.empty());

        assertThat(report.firstMismatches())
                .anyMatch(line -> line.contains("no such versions were read: +U"))
                .anyMatch(line -> line.contains("is missing in the table"));
    }

    @Test
    void emptyOutputIsNotExactlyOnce() {
        changes.clear();

        assertThat(verify(Optional.empty()).firstMismatches()).contains("nothing was committed");
    }

    @Test
    void recordsThatTheSourceEmittedBeyondTheNotesAreFound() {
        assertThat(verify(Optional.of(new LastAttempt(0, 391))).firstMismatches())
                .containsExactly(
                        "since checkpoint 0: the source emitted 391 records, 390 are committed as read");
    }

    private OrderRow goneAtTheEnd() {
        List<PlacedOrder> end = MODEL.tableAfter(new ReadRecords(RANGES, Map.of(0, 200L, 1, 190L)));
        return changes.stream()
                .filter(change -> !end.contains(change.order()))
                .findFirst()
                .orElseThrow();
    }

    private void assertMismatch(String fragment) {
        assertThat(verify(Optional.empty()).firstMismatches())
                .singleElement()
                .asString()
                .contains(fragment);
    }

    private OutputReport verify(Optional<LastAttempt> lastAttempt) {
        return new OrderVerifier(SEQUENCE, MODEL).verify(changes, notes, lastAttempt);
    }
}
