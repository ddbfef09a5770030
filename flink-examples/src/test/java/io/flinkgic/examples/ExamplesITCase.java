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
package io.flinkgic.examples;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.WordSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the jobs to their end and compares what they committed with a plain computation. */
class ExamplesITCase {

    private static final int PARALLELISM = 2;
    private static final int RECORDS = 3000;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .build());

    @TempDir private Path output;

    @Test
    void wordCountCommitsEachCountOfEachWordOnce() throws Exception {
        StreamExecutionEnvironment env = environment();
        WordCount.define(
                env, ("--output " + output + " --records 3000 --rate 0 --keys 40").split(" "));
        env.execute();

        List<String> committed = new ArrayList<>();
        List<Long> indexes = new ArrayList<>();
        for (String line : committedLines()) {
            CountRow row = CountRow.parse(line);
            committed.add(row.word() + " " + row.count());
            indexes.add(row.index());
        }
        assertThat(committed).containsExactlyInAnyOrderElementsOf(plainCounts());
        assertThat(indexes)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, RECORDS).boxed().collect(Collectors.toList()));
    }

    /**
     * With one subtask: of two, one may be done with its split before the other has begun, and take
     * that one's too, whose records are late then.
     */
    @Test
    void slidingWindowCommitsEachWindowOnceWithAllItsRecords() throws Exception {
        StreamExecutionEnvironment env = environment().setParallelism(1);
        String options = " --records 3000 --rate 0 --event-rate 100 --keys 5 --size 6 --slide 2";
        SlidingWindow.define(env, ("--output " + output + options).split(" "));
        env.execute();

        List<WindowRow> committed = new ArrayList<>();
        for (String line : committedLines()) {
            committed.add(WindowRow.parse(line));
        }
        assertThat(committed).containsExactlyInAnyOrderElementsOf(plainWindows());
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        env.setParallelism(PARALLELISM);
        env.enableCheckpointing(50);
        return env;
    }

    private List<String> committedLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(output, "committed-*")) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static List<String> plainCounts() {
        WordSequence words = new SeededWords(1, 40, 200);
        Map<String, Integer> counts = new HashMap<>();
        List<String> updates = new ArrayList<>();
        for (int index = 0; index < RECORDS; index++) {
            String word = words.wordAt(index);
            updates.add(word + " " + counts.merge(word, 1, Integer::sum));
        }
        return updates;
    }

    private static List<WindowRow> plainWindows() {
        WindowSequence sequence = new WindowSequence(1, 5, 100);
        SplitRanges ranges = SplitRanges.bounded(1, RECORDS);
        List<WindowRow> rows = new ArrayList<>();
        for (long startMs = -4000; startMs < RECORDS * 10L; startMs += 2000) {
            for (long key = 0; key < 5; key++) {
                rows.add(plainWindow(sequence, ranges, startMs, key));
            }
        }
        return rows;
    }

    private static WindowRow plainWindow(
            WindowSequence sequence, SplitRanges ranges, long startMs, long key) {
        long[] inside =
                LongStream.range(0, RECORDS)
                        .filter(index -> sequence.keyAt(index) == key)
                        .filter(index -> sequence.timeMsAt(index, ranges) >= startMs)
                        .filter(index -> sequence.timeMsAt(index, ranges) < startMs + 6000)
                        .toArray();
        long fingerprint = LongStream.of(inside).map(sequence::fingerprintAt).sum();
        return new WindowRow(startMs, key, inside.length, fingerprint);
    }
}
