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

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.core.execution.SavepointFormatType;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.NamedJob;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.Promised;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of files and directories come from ids and random parts alone: whatever a user calls a job,
 * an operator or a state, all files lie where the configuration says, under names of their own.
 */
@Timeout(120)
class HostileNamesITCase {

    private static final long RECORDS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What ours and Flink's files are called in the directories of the log and of checkpoints. */
    private static final String OWN_NAME =
            "[0-9a-f-]{32,36}|dstl|owners|taskowned|shared|chk-\\d+|_metadata|savepoint-[0-9a-f-]+";

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void allFilesLieBelowTheConfiguredDirectoriesUnderNamesOfTheirOwn(String backend)
            throws Exception {
        String mark = "gic" + UUID.randomUUID().toString().substring(0, 8);
        List<String> names = hostileNames(mark);
        Path base = directory.resolve("a/b/c/base");
        Configuration configuration = configuration(base, backend);
        Set<Path> seen = new TreeSet<>();
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.holdAt(100);
            JobRun run = cluster.submit(NamedJob.graph(configuration, RECORDS, names, observer));
            run.awaitSeen(observer, 100);
            Promised.get(run.fullCheckpoint());
            observer.holdAt(150);
            run.awaitSeen(observer, 150);
            run.checkpoint();
            String savepoints = base.resolve("savepoints").toUri().toString();
            Promised.get(run.savepoint(savepoints, SavepointFormatType.NATIVE));
            run.await(LIMIT, () -> hasLocalState(base));
            seen.addAll(all(directory));
            run.failOver(observer);
            seen.addAll(all(directory));
            observer.goOn();
            observer.allowEnd();
            run.awaitSuccess();
            assertThat(observer.sortedOutputs()).hasSizeGreaterThanOrEqualTo(names.size() * 50);
        }
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(seen)
                .allMatch(path -> base.startsWith(path) || path.startsWith(base))
                .noneMatch(path -> path.toString().contains(mark));
        for (String own : new String[] {"dstl", "checkpoints", "savepoints"}) {
            Path root = base.resolve(own);
            assertThat(seen.stream().filter(path -> path.startsWith(root) && !path.equals(root)))
                    .isNotEmpty()
                    .allMatch(path -> path.getFileName().toString().matches(OWN_NAME));
        }
        assertThat(everywhereElse(mark)).isEmpty();
    }

    private static List<String> hostileNames(String mark) {
        List<String> names = new ArrayList<>();
        names.add("../../../../" + mark);
        names.add("/etc/" + mark);
        names.add("..\\" + mark + "\u0000/../..");
        names.add(mark + " \u202e\u00fc\ud83d\ude00 %2e%2e%2f ${java.io.tmpdir} *?|<>:\"\n");
        names.add(mark + "x".repeat(4_000));
        return names;
    }

    private static Configuration configuration(Path base, String backend) throws IOException {
        Files.createDirectories(base);
        Configuration configuration = ChangelogCluster.withoutMaterialization(base, backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        configuration.set(CoreOptions.TMP_DIRS, base.resolve("tmp").toString());
        configuration.set(RocksDBOptions.LOCAL_DIRECTORIES, base.resolve("rocksdb").toString());
        configuration.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
        configuration.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
        configuration.set(
                CheckpointingOptions.LOCAL_RECOVERY_TASK_MANAGER_STATE_ROOT_DIRS,
                base.resolve("local").toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        return configuration;
    }

    private static boolean hasLocalState(Path base) throws IOException {
        return all(base.resolve("local")).stream()
                .anyMatch(path -> path.toString().contains("materialized_"));
    }

    /** All files and directories; others may go meanwhile. */
    private static Set<Path> all(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.collect(Collectors.toCollection(TreeSet::new));
        } catch (java.io.UncheckedIOException goneMeanwhile) {
            return all(root);
        }
    }

    /** Where the names point to. */
    private static List<String> everywhereElse(String mark) {
        List<String> found = new ArrayList<>();
        for (String place : new String[] {"/", "/etc", "/tmp", ".", "..", "../.."}) {
            String[] names = new File(place).list((parent, name) -> name.contains(mark));
            found.addAll(names == null ? List.of() : List.of(names));
        }
        return found;
    }
}
