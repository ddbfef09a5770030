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
package io.flinkgic.tools.cluster;

import io.flinkgic.tools.diagnosis.Causes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One started process, with all that it started itself. */
public final class FlinkProcess {

    private final String name;
    private final Process process;
    private final Path log;

    FlinkProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Its role and number, such as {@code taskmanager-1}. */
    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** Where its standard output and error go. */
    public Path log() {
        return log;
    }

    public boolean running() {
        return process.isAlive();
    }

    /** SIGKILL: no clean-up, no good-bye. Returns once the process is gone. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> started = descendants();
        // The parent first, so that it starts nothing in place of a killed child.
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    /**
     * SIGTERM: it says good-bye. Returns once the process is gone.
     *
     * @throws IOException if it does not listen
     */
    public void terminate(Duration limit) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(name + " did not end by SIGTERM; see " + log);
        }
    }

    /** SIGSTOP: it does nothing any more, and keeps all that it has. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(pid())));
        descendants().forEach(child -> command.add(Long.toString(child.pid())));
        int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IOException(this.name + " could not be sent SIG" + name);
        }
    }

    private List<ProcessHandle> descendants() {
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return descendants.collect(Collectors.toList());
        }
    }

    /**
     * Waits for a process that ends by itself and returns what it printed.
     *
     * @throws IOException if it fails or does not end in time, with the causes it printed
     */
    String output(long timeoutSeconds) throws IOException, InterruptedException {
        boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
        String printed = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        if (ended && process.exitValue() == 0) {
            return printed;
        }
        String end =
                ended
                        ? "failed with exit code " + process.exitValue()
                        : "did not end within " + timeoutSeconds + " s";
        throw new IOException(name + " " + end + "; see " + log + "\n" + Causes.of(printed));
    }
}
