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
package io.flinkgic.tests.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** WordCount on real processes loses a TaskManager by SIGKILL and goes on exactly once. */
class DemoITCase {

    @TempDir private Path directory;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"rocksdb, dist", "hashmap, dist", "rocksdb, dropin"})
    void theDemoEndsExactlyOnceAndLeavesNoProcess(String backend, String layout) throws Exception {
        try (ToolProcess demo =
                ToolProcess.start(
                        directory,
                        "demo",
                        "--backend",
                        backend,
                        "--layout",
                        layout,
                        "--act-seconds",
                        "8",
                        "--seed",
                        "1")) {
            int exitCode = demo.awaitExit();
            assertThat(demo.output()).contains("verdict: exactly once");
            assertThat(exitCode).as(demo.output()).isZero();
        }
        assertThat(ToolProcess.processesOf(directory)).isEmpty();
    }

    @Test
    void withoutThePatchedRuntimeAllElseWorksAndTheLogsSayOnceWhatIsMissing() throws Exception {
        try (ToolProcess demo =
                ToolProcess.start(
                        directory,
                        "demo",
                        "--layout",
                        "unpatched",
                        "--act-seconds",
                        "4",
                        "--seed",
                        "1",
                        "--keep")) {
            int exitCode = demo.awaitExit();
            assertThat(demo.output()).contains("verdict: exactly once");
            assertThat(exitCode).as(demo.output()).isZero();
        }
        List<String> logs = new ArrayList<>(ToolProcess.logsOf(directory, "jobmanager"));
        assertThat(logs).hasSize(1);
        logs.addAll(ToolProcess.logsOf(directory, "taskmanager"));
        assertThat(logs)
                .hasSize(4)
                .allSatisfy(
                        log ->
                                assertThat(log)
                                        .containsOnlyOnce("Flink's runtime is not patched here")
                                        .contains("the janitor (state.changelog.janitor.*)")
                                        .contains("the REST resources /jobs/:jobid/changelog"));
    }

    @Test
    void theDemoLeavesNoProcessWhenItIsTerminated() throws Exception {
        try (ToolProcess demo = ToolProcess.start(directory, "demo")) {
            await().atMost(Duration.ofMinutes(2))
                    .failFast("the demo has ended", () -> !demo.isAlive())
                    .until(() -> demo.output().contains("web UI"));
            assertThat(ToolProcess.processesOf(directory)).hasSizeGreaterThan(1);
            demo.terminate();
            assertThat(demo.awaitExit()).isNotZero();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ToolProcess.processesOf(directory)).isEmpty());
    }
}
