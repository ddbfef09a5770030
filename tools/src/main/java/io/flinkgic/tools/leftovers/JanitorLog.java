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
package io.flinkgic.tools.leftovers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the janitor of a JobManager deleted, by that process's log. Immutable. */
public final class JanitorLog {

    private static final Pattern DELETED =
            Pattern.compile("Janitor of job [0-9a-f]{32}: deleted (\\d+) files of (\\d+) bytes");

    private final long files;
    private final long bytes;

    private JanitorLog(long files, long bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    public static JanitorLog of(Path log) throws IOException {
        long files = 0;
        long bytes = 0;
        try (Stream<String> lines = Files.lines(log)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher deleted = DELETED.matcher(line);
                if (deleted.find()) {
                    files += Long.parseLong(deleted.group(1));
                    bytes += Long.parseLong(deleted.group(2));
                }
            }
        }
        return new JanitorLog(files, bytes);
    }

    public long files() {
        return files;
    }

    public long bytes() {
        return bytes;
    }
}
