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
package io.flinkgic.tests.rules;

import io.flinkgic.tests.RepositoryRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/upstream-defects.md} names tests that exist. */
class UpstreamDefectsDocumentTest {

    private static final Pattern TEST =
            Pattern.compile("`(\\w+(?:Test|ITCase|Contract))(?:#(\\w+))?`");

    static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        Path document = RepositoryRoot.find().resolve("docs/upstream-defects.md");
        Matcher test = TEST.matcher(Files.readString(document));
        while (test.find()) {
            tests.add(test.group(2) == null ? test.group(1) : test.group(1) + "#" + test.group(2));
        }
        return tests;
    }

    @ParameterizedTest
    @MethodSource("tests")
    void namedTestExists(String test) throws IOException {
        String[] parts = test.split("#", 2);
        List<Path> sources;
        try (Stream<Path> files = Files.walk(RepositoryRoot.find())) {
            sources =
                    files.filter(file -> file.endsWith(parts[0] + ".java"))
                            .collect(Collectors.toList());
        }
        assertThat(sources).as(parts[0]).hasSize(1);
        if (parts.length == 2) {
            assertThat(Files.readString(sources.get(0))).contains("void " + parts[1] + "(");
        }
    }
}
