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
package io.flinkgic.tests.distribution;

import io.flinkgic.tests.RepositoryRoot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A command of the tools, as their scripts run it after the build. */
final class ToolProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private ToolProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param directory for its output and temporary files, by which its processes are known
     * @param commandName such as {@code demo}
     */
    static ToolProcess start(Path directory, String commandName, String... arguments)
            throws IOException {
        Path root = RepositoryRoot.find();
        List<String> command = new ArrayList<>();
        command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + directory);
        command.add("-jar");
        command.add(commandLineJar(root).toString());
        command.add(commandName);
        command.add("--repository");
        command.add(root.toString());
        command.addAll(Arrays.asList(arguments));
        Path output = directory.resolve("tool.out");
        return new ToolProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private static Path commandLineJar(Path root) throws IOException {
        Path target = root.resolve("tools/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "*-cli.jar")) {
            return jars.iterator().next();
        }
    }

    String output() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    /** Exit code; each command limits its own time. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            throw new AssertionError("The command did not end by itself");
        }
        return process.exitValue();
    }

    /** What SIGTERM does, and Ctrl-C as well. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Logs of all processes of a role, if the command was told to keep them. */
    static List<String> logsOf(Path directory, String role) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.walk(directory)) {
            logs =
                    files.filter(
                                    file ->
                                            file.getFileName()
                                                    .toString()
                                                    .matches(role + "-\\d+\\.out"))
                            .collect(Collectors.toList());
        }
        List<String> texts = new ArrayList<>();
        for (Path log : logs) {
            texts.add(new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** All processes whose command line names the directory: the command and its cluster. */
    static List<String> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(directory.toString()))
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
