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
import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.examples.replay.WordSequence;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.CommittedRows;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.OutputVerifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts words again and again. Immutable. */
public final class WordCountWorkload implements Workload {

    private final String words;
    private final List<String> wordArguments;
    private final Sequence sequence;
    private final int recordsPerSecond;
    private final int parallelism;

    /** The words themselves; a file is only read to judge. */
    private interface Sequence {
        WordSequence read() throws IOException;
    }

    private WordCountWorkload(
            String words,
            List<String> wordArguments,
            Sequence sequence,
            int recordsPerSecond,
            int parallelism) {
        this.words = words;
        this.wordArguments = wordArguments;
        this.sequence = sequence;
        this.recordsPerSecond = recordsPerSecond;
        this.parallelism = parallelism;
    }

    /** The words of a text. */
    public static WordCountWorkload ofText(Path text, int recordsPerSecond, int parallelism) {
        return new WordCountWorkload(
                text.toString(),
                List.of("--input", text.toString()),
                () -> TextWords.ofFile(text),
                recordsPerSecond,
                parallelism);
    }

    /**
     * Random words.
     *
     * @param keys how many different ones there are
     */
    public static WordCountWorkload ofRandomWords(
            long seed, int keys, int wordBytes, int recordsPerSecond, int parallelism) {
        return new WordCountWorkload(
                keys + " random words",
                List.of(
                        "--seed",
                        Long.toString(seed),
                        "--keys",
                        Integer.toString(keys),
                        "--word-bytes",
                        Integer.toString(wordBytes)),
                () -> new SeededWords(seed, keys, wordBytes),
                recordsPerSecond,
                parallelism);
    }

    @Override
    public String name() {
        return "WordCount: " + words + ", " + recordsPerSecond + " records/s";
    }

    @Override
    public String sourceVertex() {
        return "Source: words";
    }

    @Override
    public JobProgram program(Path jobs, Path output) {
        List<String> arguments = new ArrayList<>(wordArguments);
        arguments.add("--splits");
        arguments.add(Integer.toString(parallelism));
        arguments.add("--rate");
        arguments.add(Integer.toString(recordsPerSecond));
        arguments.add("--output");
        arguments.add(output.toUri().toString());
        return new JobProgram("io.flinkgic.examples.WordCount", jobs, parallelism, arguments);
    }

    @Override
    public OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException {
        OutputVerifier verifier =
                new OutputVerifier(sequence.read(), SplitRanges.unbounded(parallelism));
        List<CountRow> rows = CommittedRows.in(output);
        return lastAttempt.isPresent()
                ? verifier.verify(rows, lastAttempt.get())
                : verifier.verify(rows);
    }
}
