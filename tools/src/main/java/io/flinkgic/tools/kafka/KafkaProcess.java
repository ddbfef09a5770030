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

import io.flinkgic.tools.diagnosis.Causes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One of the processes around a job. */
final class KafkaProcess {

    private final String name;
    private final Process process;
    private final Path log;

    KafkaProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * @throws IOException if it has ended, with its log's place
     */
    void requireRunning() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " ended by itself; see " + log);
        }
    }

    /** Tells it that there is nothing more to do, by ending its standard input. */
    void release() throws IOException {
        process.getOutputStream().close();
    }

    /**
     * Waits for the end of a process that ends by itself.
     *
     * @throws IOException if it fails or does not end in time, with the causes it printed
     */
    void awaitSuccess(Duration limit) throws IOException, InterruptedException {
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (ended && process.exitValue() == 0) {
            return;
        }
        String end =
                ended
                        ? "failed with exit code " + process.exitValue()
                        : "did not end within " + limit.toSeconds() + " s";
        String printed = Files.readString(log, StandardCharsets.UTF_8);
        throw new IOException(name + " " + end + "; see " + log + "\n" + Causes.of(printed));
    }

    /** Returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
