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

import io.flinkgic.examples.replay.OrderRow.OrderVersion;
import io.flinkgic.examples.replay.OrderRow.PlacedOrder;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.ReadRecords;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.TreeMap;

/** The table of TopOrders. Immutable. */
public final class OrderModel {

    private static final Comparator<OrderVersion> LARGEST_FIRST =
            Comparator.comparingLong(OrderVersion::amount)
                    .reversed()
                    .thenComparingLong(OrderVersion::order);

    private final OrderSequence sequence;
    private final int places;

    /**
     * @param places how many orders of each segment are in the table
     */
    public OrderModel(OrderSequence sequence, int places) {
        this.sequence = sequence;
        this.places = places;
    }

    /** The table when these records were read. */
    public List<PlacedOrder> tableAfter(ReadRecords read) {
        Map<Long, OrderVersion> orders = new HashMap<>();
        Map<Long, Long> customers = new HashMap<>();
        for (PrimitiveIterator.OfLong all = read.indexes().iterator(); all.hasNext(); ) {
            long index = all.nextLong();
            if (sequence.isCustomer(index)) {
                customers.put(sequence.customerAt(index), index);
            } else {
                OrderVersion version = sequence.orderAt(index);
                orders.put(version.order(), version);
            }
        }
        Map<Long, List<OrderVersion>> segments = new TreeMap<>();
        for (OrderVersion version : orders.values()) {
            Long customerIndex = customers.get(sequence.customerOf(version.order()));
            if (customerIndex != null) {
                segments.computeIfAbsent(
                                sequence.segmentAt(customerIndex), segment -> new ArrayList<>())
                        .add(version);
            }
        }
        List<PlacedOrder> table = new ArrayList<>();
        segments.forEach(
                (segment, members) -> {
                    members.sort(LARGEST_FIRST);
                    for (int i = 0; i < Math.min(places, members.size()); i++) {
                        OrderVersion version = members.get(i);
                        long customerIndex = customers.get(sequence.customerOf(version.order()));
                        table.add(new PlacedOrder(segment, i + 1, version, customerIndex));
                    }
                });
        return table;
    }
}
