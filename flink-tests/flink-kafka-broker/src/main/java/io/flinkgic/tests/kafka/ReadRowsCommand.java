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
package io.flinkgic.tests.kafka;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Copies the committed rows of a topic to which nobody writes any more. */
@Command(
        name = "read-rows",
        description = "Writes all committed rows of a topic into a file, one per line.")
final class ReadRowsCommand implements Callable<Integer> {

    @Mixin private TopicOptions topic;

    @Option(names = "--patience-seconds", required = true)
    private int patienceSeconds;

    @Option(names = "--file", required = true)
    private Path file;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        Lifeline.endWithOwner();
        try (KafkaConsumer<byte[], String> consumer = CommittedConsumer.of(topic);
                Writer writer = Files.newBufferedWriter(file)) {
            new RowReader(consumer, Clock.systemUTC(), Duration.ofSeconds(patienceSeconds))
                    .readAll(Ends.of(topic), row -> writer.append(row).append('\n'));
        }
        return 0;
    }
}
