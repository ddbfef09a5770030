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
package io.flinkgic.tests.faults;

import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Bad options and damaged logs end the job with a message that names them, and touch nothing. */
@Timeout(180)
class BadInputITCase {

    private static final long RECORDS = 1_000;

    @TempDir private Path directory;

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "state.changelog.storage, filesytem",
        "state.changelog.dstl.dfs.base-path, ",
        "state.changelog.dstl.dfs.base-path, nosuchscheme://bucket/dstl",
        "state.changelog.dstl.dfs.upload.max-attempts, 0",
        "state.changelog.dstl.dfs.upload.max-attempts, three",
        "state.changelog.dstl.dfs.upload.timeout, -1 s",
        "state.changelog.dstl.dfs.upload.retry-policy, sometimes",
        "state.changelog.dstl.dfs.preemptive-persist-threshold, much",
        "state.changelog.dstl.dfs.upload.num-threads, -2",
        "state.changelog.dstl.dfs.upload.buffer-size, 0 b",
        "state.changelog.periodic-materialize.interval, soon",
        "state.changelog.max-failures-allowed, many"
    })
    void aBadOptionIsNamed(String option, String value) throws Exception {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, true);
        if (value == null) {
            configuration.removeKey(option);
        } else {
            configuration.setString(option, value);
        }
        String failure = failureOf(configuration, SavepointRestoreSettings.none());
        assertThat(failure).contains(option);
        if (value != null) {
            assertThat(failure).contains(value);
        }
    }

    @Test
    void aBasePathThatIsNotWritableIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("a-file"));
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        configuration.set(
                FsStateChangelogOptions.BASE_PATH, file.resolve("dstl").toUri().toString());
        assertThat(failureOf(configuration, SavepointRestoreSettings.none()))
                .contains(FsStateChangelogOptions.BASE_PATH.key(), "a-file");
    }

    @Test
    void aTruncatedSegmentIsNamedAndNothingIsTouched() throws Exception {
        assertDamageIsNamed(
                file -> {
                    try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                        damaged.setLength(damaged.length() / 3);
                    }
                },
                "TruncatedSegmentException");
    }

    @Test
    void aCorruptSegmentIsNamedAndNothingIsTouched() throws Exception {
        assertDamageIsNamed(
                file -> {
                    byte[] bytes = Files.readAllBytes(file);
                    for (int i = bytes.length / 4; i < bytes.length * 3 / 4; i++) {
                        bytes[i] ^= 0x55;
                    }
                    Files.write(file, bytes);
                },
                "CorruptSegmentException");
    }

    @Test
    void anotherFormatVersionIsNamedAndNothingIsTouched() throws Exception {
        assertDamageIsNamed(BadInputITCase::raiseVersions, "UnknownSegmentVersionException");
    }

    private interface Damage {
        void applyTo(Path file) throws IOException;
    }

    private void assertDamageIsNamed(Damage damage, String exception) throws Exception {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        String checkpoint;
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            checkpoint =
                    cluster.submit(
                                    StateKindsJob.phase(
                                            configuration,
                                            2,
                                            0,
                                            RECORDS,
                                            false,
                                            observer,
                                            SavepointRestoreSettings.none()))
                            .awaitProcessed(observer, RECORDS)
                            .checkpointAndCancel();
        }
        List<Path> files = logFiles();
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            damage.applyTo(file);
        }
        Map<Path, Long> before = allFiles();
        String failure =
                failureOf(
                        configuration,
                        SavepointRestoreSettings.forPath(checkpoint, true, RestoreMode.NO_CLAIM));
        assertThat(failure).contains(exception).contains("offset");
        assertThat(files)
                .anySatisfy(file -> assertThat(failure).contains(file.getFileName().toString()));
        assertThat(allFiles()).containsAllEntriesOf(before);
    }

    private static void raiseVersions(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        assertThat(SegmentBytes.raiseVersions(bytes)).as("segments in %s", file).isPositive();
        Files.write(file, bytes);
    }

    private String failureOf(Configuration configuration, SavepointRestoreSettings restore)
            throws Exception {
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.allowEnd();
            JobResult result =
                    cluster.submit(
                                    StateKindsJob.phase(
                                            configuration,
                                            2,
                                            RECORDS,
                                            2 * RECORDS,
                                            true,
                                            observer,
                                            restore))
                            .awaitEnd();
            assertThat(result.isSuccess()).as("the job must fail").isFalse();
            return ExceptionUtils.stringifyException(result.getSerializedThrowable().get());
        } catch (Exception atSubmission) {
            return ExceptionUtils.stringifyException(atSubmission);
        }
    }

    private List<Path> logFiles() throws IOException {
        return allFiles().keySet().stream()
                .filter(file -> file.startsWith(directory.resolve("dstl")))
                .filter(file -> file.getParent().endsWith("dstl"))
                .collect(Collectors.toList());
    }

    private Map<Path, Long> allFiles() throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).collect(Collectors.toList())) {
                sizes.put(file, Files.size(file));
            }
        }
        return sizes;
    }
}
