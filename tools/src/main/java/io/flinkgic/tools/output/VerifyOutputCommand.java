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
package io.flinkgic.tools.output;

import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.examples.replay.WordSequence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Verifies the output of a WordCount that is not running. */
@Command(
        name = "verify-output",
        description = "Checks that WordCount's committed output counts every record exactly once.",
        mixinStandardHelpOptions = true)
public final class VerifyOutputCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "WordCount's --output.")
    private Path output;

    @Option(
            names = "--splits",
            required = true,
            paramLabel = "N",
            description =
                    "The job's --splits, if given; else the parallelism at which it was first started.")
    private int splits;

    @Option(names = "--records", paramLabel = "N", description = "WordCount's --records, if given.")
    private Optional<Long> records = Optional.empty();

    @Option(names = "--input", paramLabel = "FILE", description = "WordCount's --input, if given.")
    private Optional<Path> input = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--keys", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}")
    private int keys;

    @Option(names = "--word-bytes", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}")
    private int wordBytes;

    @Override
    public Integer call() {
        try {
            OutputReport report =
                    new OutputVerifier(words(), ranges()).verify(CommittedRows.in(output));
            print(report, spec.commandLine().getOut());
            return report.exactlyOnce() ? 0 : 1;
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private WordSequence words() throws IOException {
        return input.isPresent()
                ? TextWords.ofFile(input.get())
                : new SeededWords(seed, keys, wordBytes);
    }

    private SplitRanges ranges() {
        return records.map(number -> SplitRanges.bounded(splits, number))
                .orElseGet(() -> SplitRanges.unbounded(splits));
    }

    private static void print(OutputReport report, PrintWriter out) {
        out.printf("%d rows, %d words%n", report.rows(), report.keys());
        report.firstMismatches().forEach(mismatch -> out.println("  " + mismatch));
        out.println(
                report.exactlyOnce()
                        ? "verdict: exactly once"
                        : "verdict: NOT exactly once: " + report.totalMismatches() + " mismatches");
    }
}
