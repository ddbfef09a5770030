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
package io.flinkgic.tools.conformance;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Writes the document of the tests that Flink publishes, from the reports of a run. */
@Command(
        name = "conformance-document",
        description = "Writes what came of Flink's own tests. Exit code 1: a test failed.",
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--part",
            required = true,
            paramLabel = "TITLE=DIR",
            description = "A heading, and Surefire's reports below it. As many as there are.")
    private Map<String, Path> parts = Map.of();

    @Option(
            names = "--introduction",
            required = true,
            paramLabel = "FILE",
            description = "What comes before the tables.")
    private Path introduction;

    @Option(
            names = "--must-fail",
            paramLabel = "FILE",
            description = "Tests that have to fail: Class#name = reason.")
    private Optional<Path> mustFail = Optional.empty();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The document, which is replaced.")
    private Path output;

    @Override
    public Integer call() {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(introduction));
            Map<String, String> byDesign = byDesign();
            boolean failed = false;
            for (Map.Entry<String, Path> part : parts.entrySet()) {
                ConformanceTable table =
                        new ConformanceTable(SurefireReports.in(part.getValue()), byDesign);
                lines.addAll(List.of("", "## " + part.getKey(), ""));
                lines.addAll(table.lines());
                failed |= table.hasFailures();
            }
            Files.write(output, lines);
            return failed ? 1 : 0;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), e.toString(), e);
        }
    }

    private Map<String, String> byDesign() throws IOException {
        Map<String, String> reasons = new HashMap<>();
        if (mustFail.isPresent()) {
            for (String line : Files.readAllLines(mustFail.get())) {
                String[] parts = line.split(" = ", 2);
                if (parts.length != 2) {
                    throw new IOException(mustFail.get() + ": no test and reason: " + line);
                }
                reasons.put(parts[0], parts[1]);
            }
        }
        return reasons;
    }
}
