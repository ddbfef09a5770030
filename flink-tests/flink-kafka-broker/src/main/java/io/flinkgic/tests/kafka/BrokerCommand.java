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

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a broker that is its own controller, with its data in a directory of its own. */
@Command(name = "broker", description = "A new broker on loopback, until the standard input ends.")
final class BrokerCommand implements Callable<Integer> {

    /** Any will do: each broker is the only one of its cluster. */
    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

    @Option(names = "--directory", required = true, description = "Is created.")
    private Path directory;

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--controller-port", required = true)
    private int controllerPort;

    /** By name: the broker's classes are for a newer Java than ours. */
    @Override
    public Integer call() throws IOException, ReflectiveOperationException {
        Lifeline.endWithOwner();
        Files.createDirectories(directory);
        Path properties = directory.resolve("server.properties");
        Files.write(properties, properties());
        int formatted =
                (int)
                        Class.forName("kafka.tools.StorageTool")
                                .getMethod("execute", String[].class, PrintStream.class)
                                .invoke(null, format(properties), System.out);
        if (formatted != 0) {
            throw new IOException("the storage tool failed with " + formatted);
        }
        // Returns when the broker has ended.
        Class.forName("kafka.Kafka")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[] {properties.toString()});
        return 0;
    }

    private static String[] format(Path properties) {
        return new String[] {
            "format", "--standalone", "--cluster-id", CLUSTER_ID, "--config", properties.toString()
        };
    }

    private List<String> properties() {
        return List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "listeners=PLAINTEXT://127.0.0.1:"
                        + port
                        + ",CONTROLLER://127.0.0.1:"
                        + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names=CONTROLLER",
                "controller.quorum.bootstrap.servers=127.0.0.1:" + controllerPort,
                "log.dirs=" + directory.resolve("data"),
                "auto.create.topics.enable=false",
                // The default, which bounds the timeout that a job may ask for.
                "transaction.max.timeout.ms=900000",
                // There is one broker only.
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=2",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                // Most of its memory, by default.
                "log.cleaner.dedupe.buffer.size=4194304");
    }
}
