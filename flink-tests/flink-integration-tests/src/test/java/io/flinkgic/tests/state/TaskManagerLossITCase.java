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
package io.flinkgic.tests.state;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** A TaskManager goes away in the middle; the job goes on exactly once. */
@Timeout(180)
class TaskManagerLossITCase {

    private static final long RECORDS = 12_000;
    private static final long FIRST_CHECKPOINT_AT = 3_000;
    private static final long LAST_CHECKPOINT_AT = 6_000;
    private static final long LOSS_AT = 9_000;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void stateIsExactAfterTheLossOfATaskManager(String backend) throws Exception {
        Configuration configuration =
                ChangelogCluster.materializing(directory, backend, Duration.ofMillis(300));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        // Only the checkpoints that this test asks for: it knows what has to be repeated.
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer();
                Observer undisturbed = new Observer()) {
            observer.holdAt(FIRST_CHECKPOINT_AT);
            JobRun run = cluster.submit(StateKindsJob.whole(configuration, 4, RECORDS, observer));
            run.awaitProcessed(observer, FIRST_CHECKPOINT_AT).checkpoint();
            observer.holdAt(LAST_CHECKPOINT_AT);
            run.awaitProcessed(observer, LAST_CHECKPOINT_AT).checkpoint();
            observer.holdAt(LOSS_AT);
            run.awaitProcessed(observer, LOSS_AT);

            cluster.flink().startTaskManager();
            cluster.terminateTaskManager(0);
            observer.goOn();
            run.awaitProcessed(observer, RECORDS + LOSS_AT - LAST_CHECKPOINT_AT);
            observer.allowEnd();
            run.awaitSuccess();

            undisturbed.allowEnd();
            cluster.submit(
                            StateKindsJob.whole(
                                    ChangelogCluster.withoutChangelog(directory),
                                    1,
                                    RECORDS,
                                    undisturbed))
                    .awaitSuccess();
            assertThat(observer.sortedOutputs()).isEqualTo(undisturbed.sortedOutputs());
            assertThat(observer.processed())
                    .as("records seen, with those since the last checkpoint twice")
                    .isEqualTo(RECORDS + LOSS_AT - LAST_CHECKPOINT_AT);
        }
    }
}
