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

/** Reads what WordCount committed; files in progress are not output and are left out. */
public final class CommittedRows {

    private CommittedRows() {}

    /**
     * All committed rows, in no order.
     *
     * @throws IOException if the directory or a file cannot be read, or a line is no row; the
     *     message names file and line
     */
    public static List<CountRow> in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("no such output directory: " + directory.toAbsolutePath());
        }
        List<CountRow> rows = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "committed-*")) {
            for (Path file : files) {
                readInto(rows, file);
            }
        }
        return rows;
    }

    private static void readInto(List<CountRow> rows, Path file) throws IOException {
        int lineNumber = 0;
        for (String line : Files.readAllLines(file)) {
            lineNumber++;
            try {
                rows.add(CountRow.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", line " + lineNumber + ": " + e.getMessage(), e);
            }
        }
    }
}
