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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** The metrics that Flink documents have values in a job that logs, and are absent in others. */
@Timeout(120)
class MetricsITCase {

    /** At a millisecond for each record, two at a time, no test lasts as long as this job. */
    private static final LifecycleJob JOB = LifecycleJob.of(1_000_000);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String[] POSITIVE = {
        "Changelog.materializedBytes",
        "Changelog.logBytes",
        "Changelog.incrementalBytes",
        "Changelog.materializedHandles",
        "Changelog.logHandles",
        "Changelog.spaceAmplificationPercent",
        "Changelog.oldestMaterializationAgeMs",
        "ChangelogStateBackend.lastFullSizeOfMaterialization",
        "ChangelogStateBackend.lastIncSizeOfMaterialization",
        "ChangelogStateBackend.lastFullSizeOfNonMaterialization",
        "ChangelogStateBackend.lastIncSizeOfNonMaterialization",
        "ChangelogMaterialization.startedMaterialization",
        "ChangelogMaterialization.completedMaterialization",
        "ChangelogMaterialization.lastDurationOfMaterialization",
        "ChangelogStorage.numberOfUploadRequests",
        "ChangelogStorage.attemptsPerUpload",
        "ChangelogStorage.totalAttemptsPerUpload",
        "ChangelogStorage.uploadBatchSizes",
        "ChangelogStorage.uploadSizes",
        "ChangelogStorage.uploadLatenciesNanos"
    };
    private static final String[] ZERO = {
        "Changelog.numberOfWatchFailures",
        "ChangelogMaterialization.failedMaterialization",
        "ChangelogStorage.numberOfUploadFailures",
    };
    private static final String[] ANY = {
        "ChangelogStorage.uploadQueueSize", "changelogBusyTimeMsPerSecond"
    };

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory, ReportedMetrics.configuration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void documentedMetricsHaveValues(String backend) throws Exception {
        Configuration configuration = cluster.materializing(backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        try (History history = cluster.begin(JOB)) {
            history.observer().slowDown(1);
            JobRun run = history.start(configuration, 2);
            for (String name : POSITIVE) {
                run.await(LIMIT, () -> ReportedMetrics.values(name).anyMatch(value -> value > 0));
            }
            for (String name : ZERO) {
                assertThat(ReportedMetrics.values(name)).as(name).isNotEmpty().containsOnly(0L);
            }
            for (String name : ANY) {
                assertThat(ReportedMetrics.values(name)).as(name).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void jobWithoutChangelogHasNoMetricsOfIt(String backend) throws Exception {
        try (History history = cluster.begin(JOB)) {
            history.start(cluster.withoutChangelog(backend), 2);
            history.runTo(100);
            for (String name : POSITIVE) {
                if (!name.startsWith("ChangelogStorage")) {
                    assertThat(ReportedMetrics.values(name)).as(name).isEmpty();
                }
            }
        }
    }
}
