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
package io.flinkgic.tools.job;

import io.flinkgic.examples.replay.OrderRow;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.model.OrderModel;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OrderVerifier;
import io.flinkgic.tools.output.OutputReport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Joins two changing tables in SQL and keeps the largest of each segment. Immutable. */
final class TopOrdersWorkload implements Workload {

    private static final long SEED = 1;
    private static final int PLACES = 5;

    private final int orders;
    private final int recordsPerSecond;
    private final int parallelism;

    TopOrdersWorkload(int orders, int recordsPerSecond, int parallelism) {
        this.orders = orders;
        this.recordsPerSecond = recordsPerSecond;
        this.parallelism = parallelism;
    }

    @Override
    public String name() {
        return String.format(
                "TopOrders: %d orders, %d places, %d records/s", orders, PLACES, recordsPerSecond);
    }

    @Override
    public boolean rescales(String vertex) {
        return ReadVertices.doNotInclude(vertex);
    }

    @Override
    public String sourceVertex() {
        return "Source: records";
    }

    @Override
    public JobProgram program(Path jobs, Path output) {
        return new ExampleJob(
                        "TopOrders",
                        parallelism,
                        "--seed",
                        SEED,
                        "--orders",
                        orders,
                        "--places",
                        PLACES,
                        "--rate",
                        recordsPerSecond)
                .program(jobs, output);
    }

    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        OrderSequence sequence =
                new OrderSequence(SEED, orders, SplitRanges.unbounded(parallelism));
        return new OrderVerifier(sequence, new OrderModel(sequence, PLACES))
                .verify(
                        ExampleJob.committedRows(output, OrderRow::parse),
                        ExampleJob.committedProgress(output),
                        lastAttempt);
    }
}
