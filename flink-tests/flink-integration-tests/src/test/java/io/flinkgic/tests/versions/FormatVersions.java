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
package io.flinkgic.tests.versions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * The versions of all formats, as they stand in what was written. Only a log that is not compressed
 * shows that of its records.
 */
final class FormatVersions {

    private FormatVersions() {}

    /** Of the files of a job, as text: the same text means the same formats. */
    static String in(Path directory) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path file : FixtureWriter.files(directory)) {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.startsWith("GICB")) {
                find(text, "GICB", at -> found.add("batch " + ByteBuffer.wrap(bytes).getInt(at)));
                find(text, "GICS", at -> found.add("segment " + ByteBuffer.wrap(bytes).getInt(at)));
                find(text, "GICC", at -> found.add("change record " + bytes[at]));
            } else if (text.startsWith("changelog-owner")) {
                found.add("owner marker " + text.split("[ \n]")[1]);
            }
        }
        return String.join("\n", found) + "\n";
    }

    private interface Found {
        void behind(int position);
    }

    private static void find(String text, String magic, Found found) {
        for (int at = text.indexOf(magic); at >= 0; at = text.indexOf(magic, at + 1)) {
            found.behind(at + magic.length());
        }
    }
}
