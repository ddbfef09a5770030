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
package io.flinkgic.tools.kafka;

import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.Surroundings;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker with an input topic, which is fed all the time, and an output topic. For one thread. */
public final class KafkaSurroundings implements Surroundings {

    private static final String INPUT = "words";
    private static final String OUTPUT = "rows";

    private static final int BROKER_HEAP_MB = 384;
    private static final int CLIENT_HEAP_MB = 128;

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration FEEDER_LIMIT = Duration.ofSeconds(60);

    /** Several checkpoints, each of which commits rows. */
    private static final int PATIENCE_SECONDS = 30;

    private static final Duration READER_LIMIT = Duration.ofMinutes(3);

    private final KafkaProcesses processes;
    private final String bootstrapServers;
    private final int partitions;
    private final KafkaProcess broker;
    private final KafkaProcess feeder;
    private final Path fed;

    private KafkaSurroundings(
            KafkaProcesses processes, WorkDirectory work, WordFeed feed, int partitions)
            throws IOException, InterruptedException {
        this.processes = processes;
        this.partitions = partitions;
        BrokerPorts ports = BrokerPorts.free();
        this.bootstrapServers = "127.0.0.1:" + ports.clients();
        this.fed = work.kafka().resolve("fed");
        this.broker =
                processes.start(
                        "broker",
                        BROKER_HEAP_MB,
                        List.of(
                                "--directory=" + work.kafka(),
                                "--port=" + ports.clients(),
                                "--controller-port=" + ports.controller()));
        createTopics();
        this.feeder =
                processes.start(
                        "feed",
                        CLIENT_HEAP_MB,
                        topic(
                                INPUT,
                                "--seed=" + feed.seed(),
                                "--keys=" + feed.keys(),
                                "--word-bytes=" + feed.wordBytes(),
                                "--at-once=" + feed.atOnce(),
                                "--rate=" + feed.recordsPerSecond(),
                                "--result=" + fed));
    }

    /**
     * Returns when topics are there and the input is fed.
     *
     * @param partitions of each topic
     */
    public static KafkaSurroundings open(
            BuildProducts products, WorkDirectory work, WordFeed feed, int partitions)
            throws IOException, InterruptedException {
        KafkaProcesses processes = new KafkaProcesses(products.kafkaBroker(), work.logs());
        boolean opened = false;
        try {
            KafkaSurroundings surroundings =
                    new KafkaSurroundings(processes, work, feed, partitions);
            opened = true;
            return surroundings;
        } finally {
            if (!opened) {
                processes.close();
            }
        }
    }

    @Override
    public List<String> jobArguments() {
        return List.of(
                "--bootstrap-servers",
                bootstrapServers,
                "--input-topic",
                INPUT,
                "--output-topic",
                OUTPUT);
    }

    @Override
    public void settle() throws IOException, InterruptedException {
        broker.requireRunning();
        feeder.release();
        feeder.awaitSuccess(FEEDER_LIMIT);
        long rows = FedRecords.perSplit(fed) * partitions;
        await(
                "await-rows",
                READER_LIMIT,
                topic(OUTPUT, "--rows=" + rows, "--patience-seconds=" + PATIENCE_SECONDS));
    }

    @Override
    public void collect(Path output) throws IOException, InterruptedException {
        broker.requireRunning();
        Files.createDirectories(output);
        FedRecords.copy(fed, output);
        await(
                "read-rows",
                READER_LIMIT,
                topic(
                        OUTPUT,
                        "--patience-seconds=" + PATIENCE_SECONDS,
                        "--file=" + output.resolve("committed-rows.csv")));
    }

    @Override
    public void close() {
        processes.close();
    }

    private void createTopics() throws IOException, InterruptedException {
        await(
                "create-topics",
                START_LIMIT,
                List.of(
                        "--bootstrap-servers=" + bootstrapServers,
                        "--topics=" + INPUT + "," + OUTPUT,
                        "--partitions=" + partitions));
    }

    private void await(String command, Duration limit, List<String> arguments)
            throws IOException, InterruptedException {
        processes.start(command, CLIENT_HEAP_MB, arguments).awaitSuccess(limit);
    }

    private List<String> topic(String topic, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--bootstrap-servers=" + bootstrapServers,
                                "--topic=" + topic,
                                "--partitions=" + partitions));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
