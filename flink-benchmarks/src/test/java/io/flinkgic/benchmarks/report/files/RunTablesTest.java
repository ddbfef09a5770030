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
package io.flinkgic.benchmarks.report.files;

import io.flinkgic.benchmarks.runs.RunRecord;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RunTablesTest {

    private final List<RunRecord> runs =
            List.of(
                    new RunRecord.Builder("speed", "Word Count", "off, rarely", 1)
                            .figure("duration, \"p50\"", "ms", 0.25)
                            .figure("records", "", 1e9)
                            .point("lag", "records", 1.5, 7)
                            .point("lag", "records", 2, 8)
                            .build(),
                    new RunRecord.Builder("speed", "Word Count", "ours", 2)
                            .runOf("space, Word Count")
                            .figure("records", "", -1)
                            .flaw("restarted")
                            .flaw("two\nlines")
                            .build());

    @TempDir private Path folder;

    @Test
    void commasQuotesAndLinesAreQuoted() throws IOException {
        RunTables.writeFigures(folder.resolve("figures.csv"), runs);

        assertThat(folder.resolve("figures.csv"))
                .content()
                .isEqualTo(
                        "experiment,subject,variant,round,run of,valid,flaws,figure,unit,value\n"
                                + "speed,Word Count,\"off, rarely\",1,,true,,\"duration, \"\"p50\"\"\",ms,0.25\n"
                                + "speed,Word Count,\"off, rarely\",1,,true,,records,,1.0E9\n"
                                + "speed,Word Count,ours,2,\"space, Word Count\",false,\"restarted; two\nlines\",records,,-1.0\n");
    }

    @Test
    void whatWasQuotedIsReadAgain() throws IOException {
        Path file = folder.resolve("figures.csv");
        RunTables.writeFigures(file, runs);

        CSVFormat withHeader = CSVFormat.RFC4180.builder().setHeader().build();
        try (CSVParser lines = CSVParser.parse(file, StandardCharsets.UTF_8, withHeader)) {
            List<CSVRecord> records = lines.getRecords();
            assertThat(records).hasSize(3);
            assertThat(records.get(0).get("figure")).isEqualTo("duration, \"p50\"");
            assertThat(records.get(2).get("flaws")).isEqualTo("restarted; two\nlines");
        }
    }

    @Test
    void everyPointIsALine() throws IOException {
        RunTables.writeSeries(folder.resolve("series.csv"), runs);

        assertThat(Files.readAllLines(folder.resolve("series.csv")))
                .containsExactly(
                        "experiment,subject,variant,round,run of,valid,series,unit,second,value",
                        "speed,Word Count,\"off, rarely\",1,,true,lag,records,1.5,7.0",
                        "speed,Word Count,\"off, rarely\",1,,true,lag,records,2.0,8.0");
    }
}
