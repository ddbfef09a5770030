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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every state kind survives a chain of restores at other parallelisms, with and without a
 * materialization in between. The oracle is Flink itself: the same job in one run, without a
 * changelog.
 */
@Timeout(180)
class RescaleITCase {

    private static final long RECORDS_PER_PHASE = 6_000;
    private static final int[] CHAIN = {2, 3, 1};

    @TempDir private Path directory;

    @ParameterizedTest(name = "{0}, materialized every {1} ms")
    @CsvSource({"hashmap,", "rocksdb,", "hashmap,100", "rocksdb,100"})
    void stateEqualsThatOfOneRunWithoutChangelog(String backend, Long materializationIntervalMs)
            throws Exception {
        List<String> expected = expected();
        assertThat(expected).hasSizeGreaterThan(500);
        Configuration configuration =
                materializationIntervalMs == null
                        ? ChangelogCluster.withoutMaterialization(directory, backend)
                        : ChangelogCluster.materializing(
                                directory, backend, Duration.ofMillis(materializationIntervalMs));
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            SavepointRestoreSettings restore = SavepointRestoreSettings.none();
            for (int phase = 0; phase < CHAIN.length; phase++) {
                boolean last = phase == CHAIN.length - 1;
                long from = phase * RECORDS_PER_PHASE;
                long to = from + RECORDS_PER_PHASE;
                JobRun run =
                        cluster.submit(
                                StateKindsJob.phase(
                                        configuration,
                                        CHAIN[phase],
                                        from,
                                        to,
                                        last,
                                        observer,
                                        restore));
                if (last) {
                    observer.allowEnd();
                    run.awaitSuccess();
                } else {
                    run.awaitProcessed(observer, to);
                    String checkpoint = run.checkpointAndCancel();
                    assertLogged(checkpoint, materializationIntervalMs == null);
                    restore = SavepointRestoreSettings.forPath(checkpoint, true, RestoreMode.CLAIM);
                }
            }
            assertThat(observer.sortedOutputs()).isEqualTo(expected);
        }
    }

    private static void assertLogged(String checkpoint, boolean onlyLog) throws Exception {
        List<ChangelogStateBackendHandle> handles = JobRun.changelogHandles(checkpoint);
        assertThat(handles).isNotEmpty();
        if (onlyLog) {
            assertThat(handles)
                    .allSatisfy(
                            handle -> {
                                assertThat(handle.getMaterializedStateHandles()).isEmpty();
                                assertThat(handle.getNonMaterializedStateHandles()).isNotEmpty();
                            });
        } else {
            assertThat(handles)
                    .anySatisfy(
                            handle ->
                                    assertThat(handle.getMaterializedStateHandles()).isNotEmpty());
        }
    }

    private List<String> expected() throws Exception {
        Configuration configuration = ChangelogCluster.withoutChangelog(directory);
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer()) {
            observer.allowEnd();
            cluster.submit(
                            StateKindsJob.whole(
                                    configuration, 1, CHAIN.length * RECORDS_PER_PHASE, observer))
                    .awaitSuccess();
            return observer.sortedOutputs();
        }
    }
}
