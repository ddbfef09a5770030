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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the processes of the module {@code flink-kafka-broker} and owns them: none outlives {@link
 * #close()}. Each watches its standard input, a pipe from this JVM, so none outlives that either.
 *
 * <p>For one thread.
 */
final class KafkaProcesses implements AutoCloseable {

    private static final String MAIN_CLASS = "io.flinkgic.tests.kafka.KafkaProcess";

    private final Path classPath;
    private final Path logs;
    private final List<KafkaProcess> started = new ArrayList<>();

    /**
     * @param classPath a directory of jars
     * @param logs an existing directory for what the processes print
     */
    KafkaProcesses(Path classPath, Path logs) {
        this.classPath = classPath;
        this.logs = logs;
    }

    /**
     * @param command of the processes' main class, which also names its log
     */
    KafkaProcess start(String command, int heapMegabytes, List<String> arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heapMegabytes + "m");
        line.add("-XX:+UseSerialGC");
        line.add("-cp");
        line.add(classPath + "/*");
        line.add(MAIN_CLASS);
        line.add(command);
        line.addAll(arguments);
        Path log = logs.resolve("kafka-" + command + ".out");
        KafkaProcess process =
                new KafkaProcess(
                        "kafka-" + command,
                        new ProcessBuilder(line)
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start(),
                        log);
        started.add(process);
        return process;
    }

    @Override
    public void close() {
        started.forEach(KafkaProcess::kill);
    }
}
