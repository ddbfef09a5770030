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

import io.flinkgic.examples.replay.OrderRow.PlacedOrder;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SplitRanges;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class OrderModelTest {

    private static final SplitRanges RANGES = SplitRanges.bounded(2, 2000);

    /** Two segments. */
    private static final OrderSequence SEQUENCE = new OrderSequence(3, 16, RANGES);

    @Test
    void rowsAreTheLargestOfTheirSegmentInOrder() {
        List<PlacedOrder> table = table(4);

        assertThat(table).hasSize(8);
        assertThat(table)
                .extracting(PlacedOrder::place)
                .containsExactly(1L, 2L, 3L, 4L, 1L, 2L, 3L, 4L);
        assertThat(table.subList(0, 4)).extracting(row -> 100 - row.version().amount()).isSorted();
        assertThat(table(3))
                .containsExactlyElementsOf(
                        table.stream()
                                .filter(row -> row.place() <= 3)
                                .collect(Collectors.toList()));
    }

    @Test
    void noOrderIsThereTwice() {
        assertThat(table(1000)).extracting(row -> row.version().order()).doesNotHaveDuplicates();
    }

    @Test
    void rowsAreOfTheLastVersions() {
        for (PlacedOrder row : table(1000)) {
            long order = row.version().order();
            assertThat(row.version())
                    .isEqualTo(
                            SEQUENCE.orderAt(
                                    ReadRecords.all(RANGES)
                                            .indexes()
                                            .filter(index -> !SEQUENCE.isCustomer(index))
                                            .filter(
                                                    index ->
                                                            SEQUENCE.orderAt(index).order()
                                                                    == order)
                                            .max()
                                            .orElseThrow()));
            assertThat(row.customerIndex())
                    .isEqualTo(
                            ReadRecords.all(RANGES)
                                    .indexes()
                                    .filter(SEQUENCE::isCustomer)
                                    .filter(
                                            index ->
                                                    SEQUENCE.customerAt(index)
                                                            == SEQUENCE.customerOf(order))
                                    .max()
                                    .orElseThrow());
            assertThat(row.segment()).isEqualTo(SEQUENCE.segmentAt(row.customerIndex()));
        }
    }

    @Test
    void allVersionsOfAnOrderAreInOneSplit() {
        for (int split = 0; split < 2; split++) {
            int number = split;
            assertThat(
                            ReadRecords.all(RANGES)
                                    .indexes()
                                    .filter(index -> RANGES.splitOf(index) == number)
                                    .mapToObj(SEQUENCE::orderAt))
                    .allMatch(version -> version.order() % 2 == number);
        }
    }

    private static List<PlacedOrder> table(int places) {
        return new OrderModel(SEQUENCE, places).tableAfter(ReadRecords.all(RANGES));
    }
}
