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

import io.flinkgic.examples.replay.SessionRow;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.model.SessionModel;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.SessionVerifier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Gathers records into sessions and remembers these in states with a time to live. Immutable. */
final class SessionWorkload implements Workload {

    private static final long SEED = 1;
    private static final Duration STEP = Duration.ofSeconds(1);

    private final int keys;
    private final int recordsPerSecond;
    private final int parallelism;

    SessionWorkload(int keys, int recordsPerSecond, int parallelism) {
        this.keys = keys;
        this.recordsPerSecond = recordsPerSecond;
        this.parallelism = parallelism;
    }

    @Override
    public String name() {
        return String.format(
                "Sessions: %d keys, gap %d ms, time to live %d ms, %d records/s",
                keys, gap().toMillis(), shortLife().toMillis(), recordsPerSecond);
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
                        "Sessions",
                        parallelism,
                        "--seed",
                        SEED,
                        "--keys",
                        keys,
                        "--rate",
                        recordsPerSecond,
                        "--gap-ms",
                        gap().toMillis(),
                        "--ttl-ms",
                        shortLife().toMillis(),
                        "--step-ms",
                        STEP.toMillis())
                .program(jobs, output);
    }

    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        WindowSequence sequence = new WindowSequence(SEED, keys, recordsPerSecond);
        return new SessionVerifier(
                        new SessionModel(sequence, gap(), STEP),
                        SplitRanges.unbounded(parallelism),
                        shortLife())
                .verify(
                        ExampleJob.committedRows(output, SessionRow::parse),
                        ExampleJob.committedProgress(output),
                        lastAttempt);
    }

    /** Half as long as a key waits for a record on average: a third of the records go on. */
    private Duration gap() {
        return meanWait().dividedBy(2);
    }

    /** About every other session comes within it. */
    private Duration shortLife() {
        return meanWait();
    }

    private Duration meanWait() {
        return Duration.ofMillis(Math.max(2, 1000L * keys / recordsPerSecond));
    }
}
