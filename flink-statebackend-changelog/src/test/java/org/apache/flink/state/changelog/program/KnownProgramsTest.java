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
package org.apache.flink.state.changelog.program;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Programs that failed once, each in a file whose name says what holds now; on the heap and in
 * RocksDB. {@code -Dprogram.file=} runs another one, as it is.
 */
final class KnownProgramsTest {

    private static final String FOLDER = "/programs";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TestFactory
    List<DynamicTest> whatFailedOnceHoldsNow() throws IOException, URISyntaxException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : known()) {
            Program program = read(file);
            Program.Job job = program.job();
            for (boolean rocksDb : new boolean[] {false, true}) {
                tests.add(
                        test(
                                file.getFileName() + (rocksDb ? " in RocksDB" : " on the heap"),
                                program.withJob(
                                        new Program.Job(
                                                rocksDb,
                                                job.parallelism,
                                                job.retained,
                                                job.inline))));
            }
        }
        Optional<String> given = Optional.ofNullable(System.getProperty("program.file"));
        if (given.isPresent()) {
            tests.add(test(given.get(), read(Paths.get(given.get()))));
        }
        return tests;
    }

    private static List<Path> known() throws IOException, URISyntaxException {
        Path folder = Paths.get(KnownProgramsTest.class.getResource(FOLDER).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().collect(Collectors.toList());
        }
    }

    private static Program read(Path file) throws IOException {
        return Program.parse(Files.readAllLines(file));
    }

    private static DynamicTest test(String name, Program program) {
        return DynamicTest.dynamicTest(
                name, () -> assertTimeoutPreemptively(PATIENCE, () -> ProgramRun.run(program)));
    }
}
