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
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import io.flinkgic.tests.s3.S3Plugin;
import io.flinkgic.tests.s3.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Log and checkpoints lie on S3, reached as in production. The server dies and comes back while the
 * job runs: no task fails, and the first checkpoint afterwards contains everything.
 */
@Timeout(180)
class S3RestartITCase {

    private static final long BEFORE = 4_000;
    private static final long DURING = 8_000;
    private static final long RECORDS = 10_000;
    private static final int FAILED_CHECKPOINTS = 3;

    @TempDir private Path directory;

    private S3Server server;

    @BeforeEach
    void startServer() throws Exception {
        server = S3Server.start(directory);
        S3Plugin.PRESTO.install(server.impatientConfiguration());
    }

    @AfterEach
    void stopServer() {
        S3Plugin.uninstall();
        server.close();
    }

    @Test
    void jobOutlivesARestartOfTheServer() throws Exception {
        Configuration configuration = onS3();
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

            server.stop();
            observer.goOn();
            run.awaitProcessed(observer, DURING);
            long failedBefore = run.counts().getNumberOfFailedCheckpoints();
            await().atMost(Duration.ofMinutes(1))
                    .until(
                            () ->
                                    run.counts().getNumberOfFailedCheckpoints()
                                            >= failedBefore + FAILED_CHECKPOINTS);
            server.restart();

            // One that begins while the last attempts of the outage end may fail with them.
            run.awaitCompletedCheckpoint();
            checkpoint = run.checkpointAndCancel();
            assertThat(observer.processed()).as("no record is seen twice").isEqualTo(DURING);
        }
        assertThat(checkpoint).startsWith("s3://");
        assertThat(server.objects("dstl/")).isNotEmpty();
        SavepointRestoreSettings restored =
                SavepointRestoreSettings.forPath(checkpoint, true, RestoreMode.CLAIM);
        assertThat(statesAfter(configuration, DURING, restored))
                .isEqualTo(
                        statesAfter(
                                ChangelogCluster.withoutChangelog(directory),
                                0,
                                SavepointRestoreSettings.none()));
    }

    private Configuration onS3() {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, "rocksdb");
        configuration.set(FsStateChangelogOptions.BASE_PATH, s3("dstl"));
        configuration.set(FsStateChangelogOptions.UPLOAD_TIMEOUT, Duration.ofSeconds(5));
        configuration.set(FsStateChangelogOptions.RETRY_MAX_ATTEMPTS, 2);
        configuration.set(FsStateChangelogOptions.RETRY_DELAY_AFTER_FAILURE, Duration.ofMillis(50));
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, s3("checkpoints"));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1_000);
        return configuration;
    }

    private static String s3(String key) {
        return "s3://" + S3Server.BUCKET + "/" + key;
    }

    /** All states after the last record. */
    private static List<String> statesAfter(
            Configuration configuration, long fromInclusive, SavepointRestoreSettings restore)
            throws Exception {
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.allowEnd();
            cluster.submit(
                            StateKindsJob.phase(
                                    configuration,
                                    2,
                                    fromInclusive,
                                    RECORDS,
                                    true,
                                    observer,
                                    restore))
                    .awaitSuccess();
            return observer.sortedOutputs();
        }
    }
}
