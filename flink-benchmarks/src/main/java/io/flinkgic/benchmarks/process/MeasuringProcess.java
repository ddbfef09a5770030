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
package io.flinkgic.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A Java process that measures one run of a job, and prints what it found. Immutable. */
public final class MeasuringProcess {

    /** To end, after it has closed its output. */
    private static final long ENDING_LIMIT_S = 180;

    private final Path built;
    private final ChangelogJars jars;
    private final List<String> options;

    /**
     * @param built the folder into which the build puts its jars
     */
    public MeasuringProcess(Path built, ChangelogJars jars) {
        this(built, jars, List.of());
    }

    private MeasuringProcess(Path built, ChangelogJars jars, List<String> options) {
        this.built = built;
        this.jars = jars;
        this.options = options;
    }

    /**
     * The same.
     *
     * @param folder exists, and is deleted by its owner
     */
    public MeasuringProcess withTemporaryFilesIn(Path folder) {
        return new MeasuringProcess(built, jars, List.of("-Djava.io.tmpdir=" + folder));
    }

    /**
     * Runs it to its end.
     *
     * @param results is given each line of the process, and takes it or leaves it; these are shown
     * @throws IOException if the process failed
     */
    public void run(Class<?> main, List<String> arguments, Predicate<String> results)
            throws IOException, InterruptedException {
        List<String> command = command(main);
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!results.test(line)) {
                    System.err.println(line);
                }
            }
            if (!process.waitFor(ENDING_LIMIT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("a measured process failed");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        command.add("-XX:+UseG1GC");
        command.addAll(options);
        for (String opened : List.of("lang", "util", "net", "io", "nio", "time", "text")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(
                jars.classPath(built).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(":")));
        command.add(main.getName());
        return command;
    }
}
