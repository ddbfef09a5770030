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

import java.util.Objects;

/**
 * One change of the table of the largest orders of each segment, written as {@code
 * kind,segment,place,order,amount,orderIndex,customerIndex}.
 *
 * <p>Kinds are those of Flink: {@code +I} and {@code +U} add a row to the table, {@code -U} and
 * {@code -D} take one away.
 */
public final class OrderRow {

    private final String kind;
    private final PlacedOrder order;

    public OrderRow(String kind, PlacedOrder order) {
        this.kind = Objects.requireNonNull(kind);
        this.order = Objects.requireNonNull(order);
    }

    /** Whether the row is added to the table; otherwise it is taken away. */
    public boolean adds() {
        return kind.startsWith("+");
    }

    public PlacedOrder order() {
        return order;
    }

    /** The row as a line, without its end. */
    public String format() {
        return kind + "," + order;
    }

    /**
     * Reads what {@link #format()} wrote.
     *
     * @throws IllegalArgumentException if the line is no such row, with the line in its message
     */
    public static OrderRow parse(String line) {
        Fields fields = Fields.of("kind,segment,place,order,amount,orderIndex,customerIndex", line);
        String kind = fields.textAt(0);
        if (!kind.matches("\\+[IU]|-[UD]")) {
            throw fields.error();
        }
        return new OrderRow(
                kind,
                new PlacedOrder(
                        fields.longAt(1),
                        fields.longAt(2),
                        new OrderVersion(fields.longAt(3), fields.longAt(4), fields.longAt(5)),
                        fields.longAt(6)));
    }

    @Override
    public String toString() {
        return format();
    }

    /** A row of the table of the largest orders of each segment. Immutable. */
    public static final class PlacedOrder {

        private final long segment;
        private final long place;
        private final OrderVersion version;
        private final long customerIndex;

        /**
         * @param place in its segment, from 1
         * @param customerIndex the record that put the order's customer into the segment
         */
        public PlacedOrder(long segment, long place, OrderVersion version, long customerIndex) {
            this.segment = segment;
            this.place = place;
            this.version = Objects.requireNonNull(version);
            this.customerIndex = customerIndex;
        }

        public long segment() {
            return segment;
        }

        public long place() {
            return place;
        }

        public OrderVersion version() {
            return version;
        }

        public long customerIndex() {
            return customerIndex;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof PlacedOrder)) {
                return false;
            }
            PlacedOrder that = (PlacedOrder) other;
            return segment == that.segment
                    && place == that.place
                    && version.equals(that.version)
                    && customerIndex == that.customerIndex;
        }

        @Override
        public int hashCode() {
            return Objects.hash(segment, place, version, customerIndex);
        }

        @Override
        public String toString() {
            return segment + "," + place + "," + version + "," + customerIndex;
        }
    }

    /** What an order is worth according to a record. Immutable. */
    public static final class OrderVersion {

        private final long order;
        private final long amount;
        private final long index;

        public OrderVersion(long order, long amount, long index) {
            this.order = order;
            this.amount = amount;
            this.index = index;
        }

        public long order() {
            return order;
        }

        public long amount() {
            return amount;
        }

        /** The record that says so. */
        public long index() {
            return index;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof OrderVersion)) {
                return false;
            }
            OrderVersion that = (OrderVersion) other;
            return order == that.order && amount == that.amount && index == that.index;
        }

        @Override
        public int hashCode() {
            return Objects.hash(order, amount, index);
        }

        @Override
        public String toString() {
            return order + "," + amount + "," + index;
        }
    }
}
