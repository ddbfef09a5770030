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
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for output; whether it is complete, others judge. */
@Command(
        name = "await-rows",
        description = "Waits until so many rows are committed in a topic, or no more come.")
final class AwaitRowsCommand implements Callable<Integer> {

    @Mixin private TopicOptions topic;

    @Option(names = "--rows", required = true)
    private long rows;

    @Option(names = "--patience-seconds", required = true)
    private int patienceSeconds;

    @Override
    public Integer call() throws IOException {
        Lifeline.endWithOwner();
        try (KafkaConsumer<byte[], String> consumer = CommittedConsumer.of(topic)) {
            RowReader reader =
                    new RowReader(consumer, Clock.systemUTC(), Duration.ofSeconds(patienceSeconds));
            System.out.printf("%d of %d rows%n", reader.await(rows, topic.all()), rows);
        }
        return 0;
    }
}
