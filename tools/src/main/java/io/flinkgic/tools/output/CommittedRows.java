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

import io.flinkgic.examples.replay.CountRow;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what a job committed; files in progress are not output and are left out. */
public final class CommittedRows {

    private CommittedRows() {}

    /**
     * All rows that WordCount committed, in no order.
     *
     * @throws IOException as {@link #in(Path, Function)}
     */
    public static List<CountRow> in(Path directory) throws IOException {
        return in(directory, CountRow::parse);
    }

    /**
     * All committed rows, in no order.
     *
     * @param parse throws an {@link IllegalArgumentException} for a line that is no row
     * @throws IOException if the directory or a file cannot be read, or a line is no row; the
     *     message names file and line
     */
    public static <R> List<R> in(Path directory, Function<String, R> parse) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("no such output directory: " + directory.toAbsolutePath());
        }
        List<R> rows = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "committed-*")) {
            for (Path file : files) {
                readInto(rows, file, parse);
            }
        }
        return rows;
    }

    private static <R> void readInto(List<R> rows, Path file, Function<String, R> parse)
            throws IOException {
        int lineNumber = 0;
        for (String line : Files.readAllLines(file)) {
            lineNumber++;
            try {
                rows.add(parse.apply(line));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", line " + lineNumber + ": " + e.getMessage(), e);
            }
        }
    }
}
