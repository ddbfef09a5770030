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
package io.flinkgic.tools.job;

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.tools.output.CommittedRows;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.OutputVerifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Counts the words of a text again and again. Immutable. */
public final class WordCountWorkload implements Workload {

    private final Path text;
    private final int recordsPerSecond;
    private final int parallelism;

    public WordCountWorkload(Path text, int recordsPerSecond, int parallelism) {
        this.text = text;
        this.recordsPerSecond = recordsPerSecond;
        this.parallelism = parallelism;
    }

    @Override
    public String name() {
        return "WordCount: " + text + ", " + recordsPerSecond + " records/s";
    }

    @Override
    public String sourceVertex() {
        return "Source: words";
    }

    @Override
    public List<String> runArguments(Path jobs, Path output) {
        return List.of(
                "--parallelism",
                Integer.toString(parallelism),
                "--class",
                "io.flinkgic.examples.WordCount",
                jobs.toString(),
                "--input",
                text.toString(),
                "--rate",
                Integer.toString(recordsPerSecond),
                "--output",
                output.toUri().toString());
    }

    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        OutputVerifier verifier =
                new OutputVerifier(TextWords.ofFile(text), SplitRanges.unbounded(parallelism));
        List<CountRow> rows = CommittedRows.in(output);
        return lastAttempt.isPresent()
                ? verifier.verify(rows, lastAttempt.get())
                : verifier.verify(rows);
    }
}
