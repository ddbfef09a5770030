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
import io.flinkgic.tools.kafka.WordFeed;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How collected output is judged, with everything that can be wrong with it. */
class KafkaWorkloadTest {

    private static final long SEED = 7;
    private static final int KEYS = 3;
    private static final int WORD_BYTES = 13;
    private static final int PARTITIONS = 2;
    private static final int FED = 20;

    private final Workload workload =
            new KafkaWorkload(new WordFeed(SEED, KEYS, WORD_BYTES, 0, 100), PARTITIONS);
    private final List<CountRow> rows = new ArrayList<>();

    @TempDir private Path output;

    /** The first half of each partition in attempt 0, the others in attempt 1. */
    @BeforeEach
    void countAllThatWasFed() {
        SeededWords words = new SeededWords(SEED, KEYS, WORD_BYTES);
        SplitRanges ranges = SplitRanges.unbounded(PARTITIONS);
        Map<String, Long> counts = new HashMap<>();
        for (int turn = 0; turn < FED; turn++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                long index = ranges.indexAt(partition, turn);
                String word = words.wordAt(index);
                long count = counts.merge(word, 1L, Long::sum);
                rows.add(new CountRow(index, word, count, turn < FED / 2 ? 0 : 1));
            }
        }
    }

    @Test
    void allThatWasFedCountedOnceIsExactlyOnce() throws IOException {
        OutputReport report = verify();

        assertThat(report.firstMismatches()).isEmpty();
        assertThat(report.exactlyOnce()).isTrue();
        assertThat(report.rows()).isEqualTo(PARTITIONS * FED);
        assertThat(report.keys()).isEqualTo(KEYS);
    }

    @Test
    void rowsThatAreLostAtTheEndAreFound() throws IOException {
        rows.subList(rows.size() - 2 * PARTITIONS, rows.size()).clear();

        assertThat(verify().firstMismatches())
                .contains(
                        "records of split 0: there were 20, but those committed end after 18",
                        "records of split 1: there were 20, but those committed end after 18",
                        "since checkpoint 1: the source emitted 20 records, 16 rows were committed");
    }

    @Test
    void gapIsFound() throws IOException {
        CountRow lost = rows.remove(10);

        assertThat(verify().firstMismatches())
                .contains(
                        "records of split 0: 5 is missing",
                        "counts of '" + lost.word() + "': " + lost.count() + " is missing");
    }

    @Test
    void duplicateIsFound() throws IOException {
        CountRow twice = rows.get(rows.size() - 1);
        rows.add(twice);

        assertThat(verify().firstMismatches())
                .contains(
                        "records of split 1: 19 appears again",
                        "counts of '" + twice.word() + "': " + twice.count() + " appears again");
    }

    /** As if the state were older than the position in the input. */
    @Test
    void countThatForgotAnUpdateIsFound() throws IOException {
        CountRow last = rows.get(rows.size() - 1);
        rows.set(
                rows.size() - 1,
                new CountRow(last.index(), last.word(), last.count() - 1, last.attempt()));

        assertThat(verify().firstMismatches())
                .anyMatch(it -> it.contains("counts of '" + last.word()))
                .anyMatch(it -> it.contains("by a plain count"));
    }

    /** As if the state were younger than the position in the input. */
    @Test
    void countThatIsTooHighIsFound() throws IOException {
        CountRow last = rows.get(rows.size() - 1);
        rows.set(
                rows.size() - 1,
                new CountRow(last.index(), last.word(), last.count() + 1, last.attempt()));

        assertThat(verify().firstMismatches())
                .contains("counts of '" + last.word() + "': " + last.count() + " is missing");
    }

    @Test
    void wordThatWasNotFedThereIsFound() throws IOException {
        CountRow right = rows.get(0);
        rows.set(0, new CountRow(right.index(), "another", 1, right.attempt()));

        assertThat(verify().firstMismatches())
                .contains("record 0: is '" + right.word() + "', but 'another' was committed");
    }

    @Test
    void whatIsNoNumberOfFedRecordsIsNamed() throws IOException {
        write();
        Files.writeString(output.resolve("fed-per-split"), "many");

        assertThatThrownBy(() -> workload.verify(output, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("should hold a number, not many");
    }

    private OutputReport verify() throws IOException {
        write();
        return workload.verify(output, Optional.of(new LastAttempt(1, FED)));
    }

    private void write() throws IOException {
        Files.write(
                output.resolve("committed-rows.csv"),
                rows.stream().map(CountRow::format).collect(Collectors.toList()));
        Files.writeString(output.resolve("fed-per-split"), FED + "\n");
    }
}
