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
package io.flinkgic.examples;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import io.flinkgic.examples.replay.OrderRow;
import io.flinkgic.examples.replay.OrderRow.OrderVersion;
import io.flinkgic.examples.replay.OrderRow.PlacedOrder;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.SplitRanges;

import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps the largest orders of each segment of customers, in SQL: a join of two tables that both
 * change, and a Top-N over it. An order has one customer for ever and new amounts, a customer moves
 * from segment to segment with all orders.
 *
 * <pre>
 * --output DIR        where committed changes of the table go (required)
 * --progress DIR      where it is noted, at each checkpoint, how far the source was read
 * --orders N          number of distinct orders, about (1000)
 * --places N          how many orders of each segment are in the table (5)
 * --seed N            same seed, same records (1)
 * --rate N            records per second, 0 for as fast as possible (1000)
 * --records N         end after N records; without it the job runs until it is stopped
 * --splits N          so many splits the source has, and never more subtasks (as many as subtasks)
 * </pre>
 *
 * <p>The states live for ever, and rows are not batched. Checkpointing, state backend and restarts
 * come from the cluster's configuration. The planner and the runtime of Flink's tables must be in
 * the cluster's {@code lib/}.
 */
public final class TopOrders {

    private static final int MAX_PARALLELISM = 128;

    private final OrderSequence sequence;
    private final SplitRanges ranges;
    private final int sourceMaxParallelism;
    private final long recordsPerSecond;
    private final int places;
    private final String outputDirectory;
    private final Optional<String> progressDirectory;

    private TopOrders(JobOptions options, int parallelism) {
        outputDirectory = options.required("output");
        progressDirectory = options.optional("progress");
        recordsPerSecond = options.atLeast(ReplayableSource.UNLIMITED, "rate", 1000);
        places = options.intAtLeast(1, "places", 5);
        ranges = options.ranges(parallelism);
        sourceMaxParallelism = options.sourceMaxParallelism(MAX_PARALLELISM);
        sequence =
                new OrderSequence(
                        options.number("seed", 1), options.intAtLeast(1, "orders", 1000), ranges);
        options.rejectUnknown();
    }

    /** Submits the job and, unless it is submitted detached, waits for its end. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, args);
        env.execute("TopOrders");
    }

    /**
     * Adds the job to an environment.
     *
     * @throws IllegalArgumentException for options that are wrong, naming them
     */
    static void define(StreamExecutionEnvironment env, String... args) {
        new TopOrders(JobOptions.of("TopOrders", args), env.getParallelism()).addTo(env);
    }

    private void addTo(StreamExecutionEnvironment env) {
        env.setMaxParallelism(MAX_PARALLELISM);
        DataStream<Long> source =
                env.fromSource(
                                ReplayableSource.of(
                                        ranges, recordsPerSecond, index -> index, Types.LONG),
                                WatermarkStrategy.noWatermarks(),
                                "records")
                        .uid("records")
                        .setMaxParallelism(sourceMaxParallelism);
        DataStream<Long> records =
                ReadProgress.noted(source, ranges, index -> index, progressDirectory);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.createTemporaryView(
                "orders", tables.fromChangelogStream(orders(records), orderSchema(), upserts()));
        tables.createTemporaryView(
                "customers",
                tables.fromChangelogStream(customers(records), customerSchema(), upserts()));
        tables.toChangelogStream(tables.sqlQuery(query(places)))
                .map(format())
                .returns(Types.STRING)
                .name("format")
                .uid("format")
                .sinkTo(CommittedFiles.in(outputDirectory))
                .name("committed-files")
                .uid("committed-files");
    }

    private static String query(int places) {
        return "SELECT segment, place, order_id, amount, order_index, customer_index FROM ("
                + "SELECT c.segment, o.order_id, o.amount, o.order_index, c.customer_index,"
                + " ROW_NUMBER() OVER"
                + " (PARTITION BY c.segment ORDER BY o.amount DESC, o.order_id ASC) AS place"
                + " FROM orders AS o JOIN customers AS c ON o.customer_id = c.customer_id"
                + ") WHERE place <= "
                + places;
    }

    /**
     * As many tasks as the source: Flink would deal the records to more of them in turn, and an old
     * version could overtake a new one.
     */
    private DataStream<Row> orders(DataStream<Long> records) {
        OrderSequence all = sequence;
        FilterFunction<Long> isOrder = index -> !all.isCustomer(index);
        MapFunction<Long, Row> toRow =
                index -> {
                    OrderVersion version = all.orderAt(index);
                    return Row.ofKind(
                            RowKind.UPDATE_AFTER,
                            version.order(),
                            all.customerOf(version.order()),
                            version.amount(),
                            index);
                };
        return records.filter(isOrder)
                .setMaxParallelism(sourceMaxParallelism)
                .map(toRow)
                .returns(type("order_id", "customer_id", "amount", "order_index"))
                .name("orders")
                .uid("orders")
                .setMaxParallelism(sourceMaxParallelism);
    }

    private DataStream<Row> customers(DataStream<Long> records) {
        OrderSequence all = sequence;
        FilterFunction<Long> isCustomer = all::isCustomer;
        MapFunction<Long, Row> toRow =
                index ->
                        Row.ofKind(
                                RowKind.UPDATE_AFTER,
                                all.customerAt(index),
                                all.segmentAt(index),
                                index);
        return records.filter(isCustomer)
                .setMaxParallelism(sourceMaxParallelism)
                .map(toRow)
                .returns(type("customer_id", "segment", "customer_index"))
                .name("customers")
                .uid("customers")
                .setMaxParallelism(sourceMaxParallelism);
    }

    private static TypeInformation<Row> type(String... columns) {
        TypeInformation<?>[] types = new TypeInformation<?>[columns.length];
        Arrays.fill(types, Types.LONG);
        return Types.ROW_NAMED(columns, types);
    }

    private static Schema orderSchema() {
        return Schema.newBuilder()
                .column("order_id", DataTypes.BIGINT().notNull())
                .column("customer_id", DataTypes.BIGINT())
                .column("amount", DataTypes.BIGINT())
                .column("order_index", DataTypes.BIGINT())
                .primaryKey("order_id")
                .build();
    }

    private static Schema customerSchema() {
        return Schema.newBuilder()
                .column("customer_id", DataTypes.BIGINT().notNull())
                .column("segment", DataTypes.BIGINT())
                .column("customer_index", DataTypes.BIGINT())
                .primaryKey("customer_id")
                .build();
    }

    private static ChangelogMode upserts() {
        return ChangelogMode.upsert();
    }

    private static MapFunction<Row, String> format() {
        return row ->
                new OrderRow(
                                row.getKind().shortString(),
                                new PlacedOrder(
                                        number(row, 0),
                                        number(row, 1),
                                        new OrderVersion(
                                                number(row, 2), number(row, 3), number(row, 4)),
                                        number(row, 5)))
                        .format();
    }

    private static long number(Row row, int column) {
        return row.<Long>getFieldAs(column);
    }
}
