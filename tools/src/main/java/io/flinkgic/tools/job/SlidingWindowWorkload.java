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

import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.model.WindowModel;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.WindowVerifier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Buffers records in sliding windows, each record in two of them. Immutable. */
final class SlidingWindowWorkload implements Workload {

    private static final long SEED = 1;
    private static final Duration SIZE = Duration.ofSeconds(6);
    private static final Duration SLIDE = Duration.ofSeconds(3);

    private final int keys;
    private final int recordsPerSecond;
    private final int parallelism;

    SlidingWindowWorkload(int keys, int recordsPerSecond, int parallelism) {
        this.keys = keys;
        this.recordsPerSecond = recordsPerSecond;
        this.parallelism = parallelism;
    }

    @Override
    public String name() {
        return String.format(
                "SlidingWindow: %d keys, windows of %d s, %d records/s",
                keys, SIZE.toSeconds(), recordsPerSecond);
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
                        "SlidingWindow",
                        parallelism,
                        "--seed",
                        SEED,
                        "--keys",
                        keys,
                        "--rate",
                        recordsPerSecond,
                        "--size",
                        SIZE.toSeconds(),
                        "--slide",
                        SLIDE.toSeconds())
                .program(jobs, output);
    }

    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        WindowSequence sequence = new WindowSequence(SEED, keys, recordsPerSecond);
        return new WindowVerifier(
                        new WindowModel(sequence, SIZE, SLIDE), SplitRanges.unbounded(parallelism))
                .verify(
                        ExampleJob.committedRows(output, WindowRow::parse),
                        ExampleJob.committedProgress(output),
                        lastAttempt);
    }
}
