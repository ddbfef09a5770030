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
package io.flinkgic.tests.security;

import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.util.ExceptionUtils;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.FixtureRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is secret in a configuration is in no message of ours, whatever goes wrong. */
@Timeout(120)
class SecretsITCase {

    private static final String SECRET = "hush-4711";

    @TempDir private Path directory;

    @Test
    void aWholeLifeOfAJobLogsNoSecret() throws Exception {
        Configuration configuration = configuration();
        try (CapturedLog log = CapturedLog.begin();
                ChangelogCluster cluster = ChangelogCluster.start(configuration)) {
            String checkpoint;
            try (FixtureRun run = FixtureRun.start(cluster, configuration)) {
                run.runTo(0, 90).job().fullCheckpoint().get();
                run.runTo(0, 120);
                checkpoint = run.job().checkpointAndCancel();
            }
            try (FixtureRun run = FixtureRun.restore(cluster, configuration, 2, checkpoint)) {
                run.finish();
            }
            for (Path file : logFiles()) {
                try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                    damaged.setLength(20);
                }
            }
            try (FixtureRun run = FixtureRun.restore(cluster, configuration, 2, checkpoint)) {
                assertThat(run.failure()).contains("TruncatedSegment").doesNotContain(SECRET);
            }
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Opening the changelog storage"))
                    .noneMatch(line -> line.contains(SECRET));
        }
    }

    /** Each with what a user might have put next to it. */
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "state.changelog.dstl.dfs.base-path, s3://AKIA:hush-4711@bucket/dstl",
        "state.changelog.dstl.dfs.upload.max-attempts, three",
        "state.changelog.materialize.max-concurrent, many",
        "state.changelog.guard.max-log-size, plenty"
    })
    void anOptionThatMakesNoSenseShowsNoSecret(String option, String value) throws Exception {
        Configuration configuration = configuration();
        configuration.setString(option, value);
        try (CapturedLog log = CapturedLog.begin()) {
            String failure = outcome(configuration);
            assertThat(failure + log.lines()).contains(option).doesNotContain(SECRET);
        }
    }

    private static String outcome(Configuration configuration) throws Exception {
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                FixtureRun run = FixtureRun.start(cluster, configuration)) {
            return String.join("\n", run.finish());
        } catch (Exception e) {
            return ExceptionUtils.stringifyException(e);
        }
    }

    private Configuration configuration() {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, true);
        configuration.set(DstlOptions.INLINE_THRESHOLD, MemorySize.ZERO);
        for (String secret :
                new String[] {
                    "s3.secret-key",
                    "s3.access-key",
                    "fs.azure.account.key.account.blob.core.windows.net",
                    "fs.oss.accessKeySecret",
                    "security.ssl.internal.key-password",
                    "metrics.reporter.some.apikey"
                }) {
            configuration.setString(secret, SECRET);
        }
        return configuration;
    }

    private List<Path> logFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("dstl"))) {
            return files.filter(file -> file.getParent().endsWith("dstl"))
                    .filter(Files::isRegularFile)
                    .collect(Collectors.toList());
        }
    }
}
