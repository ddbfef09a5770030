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
package io.flinkgic.tools.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many records each partition was fed: a number in a file, which the feeder writes. */
public final class FedRecords {

    private static final String NAME = "fed-per-split";

    private FedRecords() {}

    /** As left beside the output by {@link KafkaSurroundings#collect}. */
    public static long in(Path output) throws IOException {
        return perSplit(output.resolve(NAME));
    }

    static void copy(Path file, Path output) throws IOException {
        Files.copy(file, output.resolve(NAME));
    }

    static long perSplit(Path file) throws IOException {
        String text = Files.readString(file).trim();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + " should hold a number, not " + text, e);
        }
    }
}
