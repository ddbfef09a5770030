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
package io.flinkgic.tests.versions;

import io.flinkgic.tests.RepositoryRoot;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs {@link StockRuns} on the jars of the stock Flink that the build has made. */
final class StockProcess {

    private StockProcess() {}

    /** Returns when the process has ended as it should. */
    static void run(String command, Path directory) throws Exception {
        Path output = directory.resolve(command + ".out");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("--add-"))
                        .collect(Collectors.toList()));
        line.add("-Xmx768m");
        // It is over before better code would pay.
        line.add("-XX:TieredStopAtLevel=1");
        line.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        line.add("-cp");
        line.add(classPath());
        line.add(StockRuns.class.getName());
        line.add(command);
        line.add(directory.toString());
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("stock Flink: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Stock's jars, and of ours only the classes of these tests. */
    private static String classPath() throws Exception {
        Path lib = RepositoryRoot.find().resolve("flink-tests/flink-stock-dist/target/stock/lib");
        List<String> path = new ArrayList<>();
        try (Stream<Path> jars = Files.list(lib)) {
            jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .forEach(jar -> path.add(jar.toString()));
        } catch (IOException e) {
            throw new AssertionError("The stock Flink is not built: " + lib, e);
        }
        for (Class<?> used : new Class<?>[] {StockRuns.class, Awaitility.class, Matcher.class}) {
            path.add(place(used));
        }
        return String.join(java.io.File.pathSeparator, path);
    }

    private static String place(Class<?> used) throws URISyntaxException {
        return Path.of(used.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
