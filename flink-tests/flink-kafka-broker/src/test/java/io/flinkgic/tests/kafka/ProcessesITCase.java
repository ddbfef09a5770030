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

import io.flinkgic.examples.replay.SplitRanges;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** All commands, on a broker in a process of its own. */
@Timeout(120)
class ProcessesITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir private static Path directory;

    private static String bootstrapServers;
    private static Process broker;

    @BeforeAll
    static void startBrokerAndCreateTopics() throws Exception {
        int port;
        int controllerPort;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            controllerPort = two.getLocalPort();
        }
        bootstrapServers = "127.0.0.1:" + port;
        broker =
                start(
                        "broker",
                        "--directory=" + directory.resolve("broker"),
                        "--port=" + port,
                        "--controller-port=" + controllerPort);
        succeed(
                start(
                        "create-topics",
                        "--bootstrap-servers=" + bootstrapServers,
                        "--topics=mixed,open,words",
                        "--partitions=2"));
    }

    /** A pipe ends when the process at its other end does, even one that was killed. */
    @AfterAll
    static void theBrokerEndsWhenWhoeverStartedItIsGone() throws Exception {
        try {
            assertThat(broker.isAlive()).isTrue();

            broker.getOutputStream().close();

            assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            broker.destroyForcibly().onExit().join();
        }
    }

    @Test
    void rowsOfAbortedTransactionsAreNotRead() throws Exception {
        try (KafkaProducer<byte[], String> producer = transactional("mixing")) {
            commit(producer, "mixed", "a", "b", "c");
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("mixed", 0, null, "aborted")).get();
            producer.send(new ProducerRecord<>("mixed", 1, null, "aborted")).get();
            producer.abortTransaction();
            commit(producer, "mixed", "d");
        }
        Path file = directory.resolve("rows");

        succeed(
                start(
                        "read-rows",
                        "--bootstrap-servers=" + bootstrapServers,
                        "--topic=mixed",
                        "--partitions=2",
                        "--patience-seconds=30",
                        "--file=" + file));

        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void transactionThatNobodyEndsIsNotTakenForTheEndOfTheOutput() throws Exception {
        TopicOptions topic = topic("open");
        try (KafkaProducer<byte[], String> producer = transactional("opening");
                KafkaConsumer<byte[], String> consumer = CommittedConsumer.of(topic)) {
            commit(producer, "open", "a", "b");
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("open", 1, null, "open")).get();
            RowReader reader = new RowReader(consumer, Clock.systemUTC(), PATIENCE);

            assertThat(reader.await(3, topic.all())).isEqualTo(2);
            assertThatThrownBy(() -> reader.readAll(Ends.of(topic), row -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a transaction may be open: {open-1=1}");

            producer.commitTransaction();
            assertThat(reader.readAll(Ends.of(topic), row -> {})).isEqualTo(3);
        }
    }

    @Test
    void theFeederSaysHowMuchItFed() throws Exception {
        Path result = directory.resolve("fed");
        TopicOptions topic = topic("words");
        Process feeder =
                start(
                        "feed",
                        "--bootstrap-servers=" + bootstrapServers,
                        "--topic=words",
                        "--partitions=2",
                        "--seed=1",
                        "--keys=10",
                        "--word-bytes=20",
                        "--rate=500",
                        "--result=" + result);
        try (KafkaConsumer<byte[], String> consumer = CommittedConsumer.of(topic)) {
            RowReader reader = new RowReader(consumer, Clock.systemUTC(), Duration.ofSeconds(60));
            assertThat(reader.await(100, topic.all())).isGreaterThanOrEqualTo(100);
            assertThat(result).doesNotExist();

            feeder.getOutputStream().close();
            succeed(feeder);

            long fed = Long.parseLong(Files.readString(result).trim());
            Map<TopicPartition, Long> ends = Ends.of(topic);
            assertThat(ends.values()).containsExactly(fed, fed);
            List<Long> read = new ArrayList<>();
            reader.readAll(ends, index -> read.add(Long.parseLong(index)));
            List<Long> expected = new ArrayList<>();
            SplitRanges ranges = SplitRanges.unbounded(2);
            for (int turn = 0; turn < fed; turn++) {
                expected.add(ranges.indexAt(0, turn));
                expected.add(ranges.indexAt(1, turn));
            }
            assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if one of them did
    private static void commit(
            KafkaProducer<byte[], String> producer, String topic, String... rows) {
        producer.beginTransaction();
        for (int i = 0; i < rows.length; i++) {
            producer.send(new ProducerRecord<>(topic, i % 2, null, rows[i]));
        }
        producer.commitTransaction();
    }

    private static KafkaProducer<byte[], String> transactional(String id) {
        KafkaProducer<byte[], String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", id),
                        new ByteArraySerializer(),
                        new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static TopicOptions topic(String name) {
        return CommandLine.populateCommand(
                new TopicOptions(),
                "--bootstrap-servers=" + bootstrapServers,
                "--topic=" + name,
                "--partitions=2");
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx384m", "-cp", System.getProperty("java.class.path")));
        command.add(KafkaProcess.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(arguments[0] + ".out").toFile())
                .start();
    }

    private static void succeed(Process process) throws Exception {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
