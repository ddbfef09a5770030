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
package io.flinkgic.examples.replay;

import java.io.Serializable;

/**
 * An endless sequence of new versions of orders and customers, each a pure function of seed and
 * index.
 *
 * <p>All versions of an order or a customer are in one split: which of them is the last does not
 * depend on how far the splits are apart.
 */
public final class OrderSequence implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final long ORDER = 1;
    private static final long CUSTOMER = 2;
    private static final long AMOUNT = 3;
    private static final long SEGMENT = 4;
    private static final long CUSTOMER_OF_ORDER = 5;

    /** So few that places are often decided by the number of the order. */
    private static final int AMOUNTS = 100;

    private static final int RECORDS_PER_CUSTOMER_VERSION = 10;
    private static final int ORDERS_PER_CUSTOMER = 4;

    /** So few that most orders are among the largest of their segment, where they are seen. */
    private static final int ORDERS_PER_SEGMENT = 8;

    private final Mixer mixer;
    private final long ordersPerSplit;
    private final long customersPerSplit;
    private final long segments;
    private final SplitRanges ranges;

    /**
     * @param orders how many different ones there are, about
     */
    public OrderSequence(long seed, int orders, SplitRanges ranges) {
        if (orders < 1) {
            throw new IllegalArgumentException("at least one order is needed, not " + orders);
        }
        this.mixer = new Mixer(seed);
        this.ranges = ranges;
        ordersPerSplit = 1L + (orders - 1) / ranges.splits();
        customersPerSplit = 1 + (ordersPerSplit - 1) / ORDERS_PER_CUSTOMER;
        segments = 1L + (orders - 1) / ORDERS_PER_SEGMENT;
    }

    public SplitRanges ranges() {
        return ranges;
    }

    /** Whether a record is a version of a customer; otherwise it is one of an order. */
    public boolean isCustomer(long index) {
        return mixer.mixBelow(index, RECORDS_PER_CUSTOMER_VERSION) == 0;
    }

    /** The version of an order that a record is. */
    public OrderRow.OrderVersion orderAt(long index) {
        return new OrderRow.OrderVersion(
                ofItsSplit(index, mixer.derive(ORDER).mixBelow(index, ordersPerSplit)),
                mixer.derive(AMOUNT).mixBelow(index, AMOUNTS),
                index);
    }

    /** The customer that a record is a version of. */
    public long customerAt(long index) {
        return ofItsSplit(index, mixer.derive(CUSTOMER).mixBelow(index, customersPerSplit));
    }

    /** Whose order it is, in all versions. */
    public long customerOf(long order) {
        return mixer.derive(CUSTOMER_OF_ORDER).mixBelow(order, customersPerSplit * ranges.splits());
    }

    /** Where the customer belongs to that a record is a version of. */
    public long segmentAt(long index) {
        return mixer.derive(SEGMENT).mixBelow(index, segments);
    }

    private long ofItsSplit(long index, long number) {
        return number * ranges.splits() + ranges.splitOf(index);
    }
}
