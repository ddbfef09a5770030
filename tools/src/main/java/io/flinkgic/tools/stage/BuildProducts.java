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
package io.flinkgic.tools.stage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the build of a repository leaves what a cluster needs. */
public final class BuildProducts {

    private final Path repository;

    public BuildProducts(Path repository) {
        this.repository = repository;
    }

    public Path distribution() throws IOException {
        return only(repository.resolve("flink-dist/target"), "flink-gic-*", true);
    }

    public Path dropInBundle() throws IOException {
        return only(repository.resolve("flink-dist/target"), "flink-gic-dropin-*.zip", false);
    }

    public Path stockFlink() {
        return repository.resolve("flink-tests/flink-stock-dist/target/stock");
    }

    public Path jobs() throws IOException {
        return only(repository.resolve("flink-examples/target"), "flink-gic-examples-*.jar", false);
    }

    /** The file system plugin that is faulty when told to. */
    public Path faultyStore() throws IOException {
        return only(
                repository.resolve("flink-tests/flink-faulty-store/target"),
                "flink-gic-faulty-store-*.jar",
                false);
    }

    /** The class path of an S3 server. */
    public Path s3Server() throws IOException {
        Path jars = repository.resolve("flink-tests/flink-s3-server/target/s3-server");
        if (!Files.isDirectory(jars)) {
            throw new IOException(jars + " is missing; build it with 'mvn package'");
        }
        return jars;
    }

    /**
     * @param name of one of Flink's plugins
     */
    public List<Path> s3Plugin(String name) throws IOException {
        return List.of(
                only(
                        repository.resolve("flink-tests/flink-s3-server/target/plugins/" + name),
                        "*.jar",
                        false));
    }

    /** The jar of the job from Kafka to Kafka, with the connector. */
    public Path kafkaJob() throws IOException {
        return only(
                repository.resolve("flink-tests/flink-kafka-job/target"),
                "flink-gic-kafka-job-*.jar",
                false);
    }

    /** A class path, of jars, for the broker and its clients. */
    public Path kafkaBroker() throws IOException {
        return only(
                repository.resolve("flink-tests/flink-kafka-broker/target"), "kafka-broker", true);
    }

    public Path text() {
        return repository.resolve("tools/data/river-and-ledger.txt");
    }

    private static Path only(Path directory, String pattern, boolean isDirectory)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is missing; build it with 'mvn package'");
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, pattern)) {
            for (Path path : all) {
                if (Files.isDirectory(path) == isDirectory) {
                    found.add(path);
                }
            }
        }
        if (found.size() != 1) {
            throw new IOException(
                    String.format(
                            "%s should hold one %s, not %s; build it with 'mvn clean package'",
                            directory, pattern, found));
        }
        return found.get(0);
    }
}
