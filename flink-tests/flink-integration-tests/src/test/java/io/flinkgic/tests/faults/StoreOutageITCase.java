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

import org.apache.flink.api.common.time.Deadline;
import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The store of the log is out for a while. Checkpoints fail meanwhile, no task does (P3; the job
 * would not be restarted), and those that complete afterwards contain everything.
 */
@Timeout(180)
class StoreOutageITCase {

    private static final long BEFORE = 4_000;
    private static final long DURING = 8_000;
    private static final long RECORDS = 10_000;
    private static final int FAILED_CHECKPOINTS = 3;
    private static final Duration OUTAGE = Duration.ofSeconds(10);

    @TempDir private Path directory;

    @AfterEach
    void endOutage() {
        OutageFileSystem.comeBack();
    }

    @Test
    void noTaskFailsAndNothingIsLost() throws Exception {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "rocksdb");
        configuration.set(
                FsStateChangelogOptions.BASE_PATH,
                OutageFileSystem.SCHEME + "://" + directory.resolve("dstl"));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1_000);
        String checkpoint;
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.holdAt(BEFORE);
            JobRun run =
                    cluster.submit(
                            StateKindsJob.phase(
                                    configuration,
                                    2,
                                    0,
                                    DURING,
                                    false,
                                    observer,
                                    SavepointRestoreSettings.none()));
            run.awaitProcessed(observer, BEFORE).checkpoint();

            OutageFileSystem.goOut();
            Deadline end = Deadline.fromNow(OUTAGE);
            observer.goOn();
            run.awaitProcessed(observer, DURING);
            long failedBefore = run.counts().getNumberOfFailedCheckpoints();
            await().atMost(Duration.ofMinutes(1))
                    .until(
                            () ->
                                    end.isOverdue()
                                            && run.counts().getNumberOfFailedCheckpoints()
                                                    >= failedBefore + FAILED_CHECKPOINTS);
            assertThat(OutageFileSystem.refusals()).isPositive();
            OutageFileSystem.comeBack();

            long failed = run.counts().getNumberOfFailedCheckpoints();
            run.awaitCompletedCheckpoint();
            assertThat(run.counts().getNumberOfFailedCheckpoints() - failed)
                    .as("the one under way, and those begun while its last attempts end")
                    .isLessThanOrEqualTo(3);
            checkpoint = run.checkpointAndCancel();
            assertThat(observer.processed()).as("no record is seen twice").isEqualTo(DURING);
        }
        assertThat(stateAfter(configuration, checkpoint)).isEqualTo(stateWithoutOutage());
    }

    /** P24: no retry makes an error good, and nobody may wait for it for ever. */
    @Test
    void errorInAnUploadFailsTheJob() throws Exception {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "hashmap");
        configuration.set(
                FsStateChangelogOptions.BASE_PATH,
                OutageFileSystem.SCHEME + "://" + directory.resolve("dstl"));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1_000);
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            OutageFileSystem.breakDown();
            JobRun run = cluster.submit(StateKindsJob.whole(configuration, 2, DURING, observer));

            assertThatThrownBy(run::awaitSuccess).hasStackTraceContaining("injected error");
        }
    }

    /** Restores the checkpoint, reads the last records, and dumps. */
    private static List<String> stateAfter(Configuration configuration, String checkpoint)
            throws Exception {
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.allowEnd();
            SavepointRestoreSettings restore =
                    SavepointRestoreSettings.forPath(checkpoint, true, RestoreMode.CLAIM);
            cluster.submit(
                            StateKindsJob.phase(
                                    configuration, 2, DURING, RECORDS, true, observer, restore))
                    .awaitSuccess();
            return observer.sortedOutputs();
        }
    }

    private List<String> stateWithoutOutage() throws Exception {
        Configuration configuration = ChangelogCluster.withoutChangelog(directory);
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.allowEnd();
            cluster.submit(StateKindsJob.whole(configuration, 1, RECORDS, observer)).awaitSuccess();
            return observer.sortedOutputs();
        }
    }
}
