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
import io.flinkgic.examples.replay.model.OrderModel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges the changes that TopOrders committed. Exactly once holds if the notes of its progress
 * hold, and
 *
 * <ol>
 *   <li>each change is about versions of an order and its customer that were read, as they were;
 *   <li>all changes together give the table that a plain computation over these records gives: a
 *       change that is lost or there twice leaves a row that should be gone, or the reverse.
 * </ol>
 *
 * <p>Changes that undo each other are not counted: how often a row comes and goes depends on which
 * side of the join was quicker.
 */
public final class OrderVerifier {

    private final OrderSequence sequence;
    private final OrderModel model;

    public OrderVerifier(OrderSequence sequence, OrderModel model) {
        this.sequence = sequence;
        this.model = model;
    }

    /**
     * @param lastAttempt what the source says, if it was asked
     */
    public OutputReport verify(
            List<OrderRow> changes, List<ProgressRow> notes, Optional<LastAttempt> lastAttempt) {
        Mismatches mismatches = new Mismatches();
        if (changes.isEmpty()) {
            mismatches.add("nothing was committed");
        }
        ReadRecords read =
                new ProgressVerifier(sequence.ranges(), mismatches).verify(notes, lastAttempt);
        Map<PlacedOrder, Integer> table = new HashMap<>();
        for (OrderRow change : changes) {
            if (!isTrue(change.order(), read)) {
                mismatches.add("no such versions were read: " + change);
            }
            table.merge(change.order(), change.adds() ? 1 : -1, Integer::sum);
        }
        compare(table, model.tableAfter(read), mismatches);
        long segments = changes.stream().map(it -> it.order().segment()).distinct().count();
        return new OutputReport(changes.size(), Math.toIntExact(segments), mismatches);
    }

    private boolean isTrue(PlacedOrder row, ReadRecords read) {
        OrderVersion version = row.version();
        long customerIndex = row.customerIndex();
        return read.contains(version.index())
                && read.contains(customerIndex)
                && !sequence.isCustomer(version.index())
                && sequence.isCustomer(customerIndex)
                && sequence.orderAt(version.index()).equals(version)
                && sequence.customerAt(customerIndex) == sequence.customerOf(version.order())
                && sequence.segmentAt(customerIndex) == row.segment();
    }

    private static void compare(
            Map<PlacedOrder, Integer> table, List<PlacedOrder> expected, Mismatches mismatches) {
        Map<PlacedOrder, Integer> rest = new HashMap<>(table);
        List<PlacedOrder> missing = new ArrayList<>();
        for (PlacedOrder row : expected) {
            if (rest.merge(row, -1, Integer::sum) < 0) {
                missing.add(row);
                rest.remove(row);
            }
        }
        missing.forEach(row -> mismatches.add("row " + row + " is missing in the table"));
        rest.forEach(
                (row, number) -> {
                    if (number != 0) {
                        mismatches.add(
                                String.format(
                                        "row %s: %d more in the table than it should have",
                                        row, number));
                    }
                });
    }
}
