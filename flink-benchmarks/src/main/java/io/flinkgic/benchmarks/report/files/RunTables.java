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

import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.Point;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.runs.Series;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that runs came to, as CSV (RFC 4180 with plain line feeds). */
public final class RunTables {

    private static final CSVFormat CSV =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();

    private RunTables() {}

    /** One line for each run and figure. */
    public static void writeFigures(Path file, List<RunRecord> runs) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                CSVPrinter table = new CSVPrinter(writer, CSV)) {
            table.printRecord(
                    "experiment",
                    "subject",
                    "variant",
                    "round",
                    "run of",
                    "valid",
                    "flaws",
                    "figure",
                    "unit",
                    "value");
            for (RunRecord run : runs) {
                for (Figure figure : run.figures()) {
                    table.printRecord(
                            run.experiment(),
                            run.subject(),
                            run.variant(),
                            run.round(),
                            run.runOf(),
                            run.valid(),
                            String.join("; ", run.flaws()),
                            figure.name(),
                            figure.unit(),
                            figure.value());
                }
            }
        }
    }

    /** One line for each point. */
    public static void writeSeries(Path file, List<RunRecord> runs) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                CSVPrinter table = new CSVPrinter(writer, CSV)) {
            table.printRecord(
                    "experiment",
                    "subject",
                    "variant",
                    "round",
                    "run of",
                    "valid",
                    "series",
                    "unit",
                    "second",
                    "value");
            for (RunRecord run : runs) {
                for (Series series : run.series()) {
                    for (Point point : series.points()) {
                        table.printRecord(
                                run.experiment(),
                                run.subject(),
                                run.variant(),
                                run.round(),
                                run.runOf(),
                                run.valid(),
                                series.name(),
                                series.unit(),
                                point.second(),
                                point.value());
                    }
                }
            }
        }
    }
}
