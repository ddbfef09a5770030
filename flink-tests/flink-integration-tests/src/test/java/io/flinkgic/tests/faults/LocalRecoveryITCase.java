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

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task fails, and its job restores on the same TaskManagers with local recovery: from the local
 * copies of the log if these are there, from the remote files if not, and exactly in any case.
 */
class LocalRecoveryITCase {

    private static final long RECORDS = 8_000;
    private static final long CHECKPOINT_AT = 4_000;
    private static final long FAILURE_AT = 6_000;

    @TempDir private Path directory;

    /** What is lost before the task fails. */
    enum Loss {
        REMOTE_FILES,
        LOCAL_COPIES,
        HALF_OF_EACH_LOCAL_COPY
    }

    @ParameterizedTest
    @EnumSource
    void stateIsExactWhereverTheLogIsReadFrom(Loss loss) throws Exception {
        Configuration configuration = configuration();
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer();
                Observer undisturbed = new Observer()) {
            observer.holdAt(CHECKPOINT_AT);
            JobRun run = cluster.submit(job(configuration, 4, observer));
            run.awaitProcessed(observer, CHECKPOINT_AT).checkpoint();
            observer.holdAt(FAILURE_AT);
            run.awaitProcessed(observer, FAILURE_AT);

            inflict(loss);
            observer.failOnce();
            observer.goOn();
            run.awaitProcessed(observer, RECORDS + FAILURE_AT - CHECKPOINT_AT);
            observer.allowEnd();
            run.awaitSuccess();

            undisturbed.allowEnd();
            cluster.submit(job(ChangelogCluster.withoutChangelog(directory), 1, undisturbed))
                    .awaitSuccess();
            assertThat(observer.sortedOutputs()).isEqualTo(undisturbed.sortedOutputs());
        }
    }

    private Configuration configuration() {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        configuration.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
        configuration.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
        configuration.set(
                CheckpointingOptions.LOCAL_RECOVERY_TASK_MANAGER_STATE_ROOT_DIRS,
                directory.resolve("local").toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        // Only the checkpoint that this test asks for.
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        return configuration;
    }

    private void inflict(Loss loss) throws IOException {
        List<Path> remote = filesBelow(directory.resolve("dstl"), "dstl");
        List<Path> local = filesBelow(directory.resolve("local"), "changelog-");
        assertThat(remote).isNotEmpty();
        assertThat(local).hasSameSizeAs(remote);
        for (Path file : loss == Loss.REMOTE_FILES ? remote : local) {
            if (loss == Loss.HALF_OF_EACH_LOCAL_COPY) {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            } else {
                Files.delete(file);
            }
        }
    }

    /** In folders of which the name begins so. */
    private static List<Path> filesBelow(Path root, String folder) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().getFileName().toString().startsWith(folder))
                    .collect(Collectors.toList());
        }
    }

    private static JobGraph job(Configuration configuration, int parallelism, Observer observer) {
        return StateKindsJob.phase(
                configuration,
                parallelism,
                0,
                RECORDS,
                true,
                observer,
                SavepointRestoreSettings.none());
    }
}
