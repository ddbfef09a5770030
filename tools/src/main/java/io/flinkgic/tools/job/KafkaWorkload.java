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

import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.kafka.FedRecords;
import io.flinkgic.tools.kafka.KafkaSurroundings;
import io.flinkgic.tools.kafka.WordFeed;
import io.flinkgic.tools.output.CommittedRows;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.OutputVerifier;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.Surroundings;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Counts the words of a topic into another one, whose committed rows are judged. A partition is a
 * split, and there is one for each subtask. Immutable.
 */
final class KafkaWorkload implements Workload {

    private final WordFeed feed;
    private final int parallelism;

    KafkaWorkload(WordFeed feed, int parallelism) {
        this.feed = feed;
        this.parallelism = parallelism;
    }

    @Override
    public String name() {
        return String.format(
                "KafkaWordCount: %d random words, %d records/s",
                feed.keys(), feed.recordsPerSecond());
    }

    @Override
    public String sourceVertex() {
        return "Source: words";
    }

    @Override
    public Path jar(BuildProducts products) throws IOException {
        return products.kafkaJob();
    }

    @Override
    public Surroundings open(BuildProducts products, WorkDirectory work)
            throws IOException, InterruptedException {
        return KafkaSurroundings.open(products, work, feed, parallelism);
    }

    @Override
    public JobProgram program(Path jar, Path output) {
        return new JobProgram(
                "io.flinkgic.tests.kafka.job.KafkaWordCount", jar, parallelism, List.of());
    }

    /** All that the job was fed must have counted. */
    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        return new OutputVerifier(
                        new SeededWords(feed.seed(), feed.keys(), feed.wordBytes()),
                        SplitRanges.unbounded(parallelism))
                .verifyAll(CommittedRows.in(output), FedRecords.in(output), lastAttempt);
    }
}
