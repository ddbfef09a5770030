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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.stage.ClusterOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts words into the configuration that nothing may log, and looks for them in the logs. */
final class SecretSearch {

    private static final String WORD = ClusterOptions.SECRET;

    private SecretSearch() {}

    /** Options whose names say that their values are secret. */
    static Map<String, String> options() {
        return Map.of(
                "fs.s3a.secret.key", WORD + "hadoop",
                "state.changelog.dstl.dfs.password", WORD + "dstl",
                "security.ssl.internal.keystore-password", WORD + "ssl");
    }

    /**
     * @param logs whose files are searched, whatever they are
     * @return where a secret was found, and which
     */
    static List<String> in(Path logs) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(logs)) {
            files = tree.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            // Whatever the encoding is, the words are ASCII.
            try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                lines.filter(line -> line.contains(WORD))
                        .findFirst()
                        .ifPresent(line -> found.add(file.getFileName() + ": " + line));
            }
        }
        return found;
    }
}
