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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Besides keyed state and windows: timers in processing time, raw keyed state, broadcast state, the
 * positions of the sources as state that is not keyed.
 */
@Timeout(120)
class OperatorsITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(3_000).withMoreOperators();

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory);
    }

    @ParameterizedTest(name = "{0}, materializing: {1}")
    @CsvSource({"rocksdb, true", "rocksdb, false", "hashmap, true", "hashmap, false"})
    void stateOfEveryOperatorIsRestored(String backend, boolean materializing) throws Exception {
        Configuration configuration =
                materializing
                        ? cluster.materializing(backend)
                        : cluster.withoutMaterialization(backend);
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(configuration, 2);
            history.runTo(600);
            run.checkpoint();
            history.runTo(800);
            run.failOver(history.observer());
            history.runTo(1_200);
            String checkpoint = run.checkpointAndCancel();
            assertRawKeyedStateIsUntouched(checkpoint);

            JobRun rescaled = history.restore(configuration, 3, checkpoint, RestoreMode.CLAIM);
            history.runTo(2_000);
            String savepoint =
                    rescaled.stopWithSavepoint(
                            cluster.savepoints(), false, SavepointFormatType.CANONICAL);

            JobRun last = history.restore(configuration, 1, savepoint, RestoreMode.NO_CLAIM);
            history.runTo(2_500);
            last.checkpoint();
            last.failOver(history.observer());
            history.finishAsExpected();
        }
    }

    private static void assertRawKeyedStateIsUntouched(String checkpoint) {
        assertThat(
                        StoredCheckpoint.at(checkpoint)
                                .subtasks()
                                .map(OperatorSubtaskState::getRawKeyedState)
                                .flatMap(handles -> handles.stream()))
                .hasSize(2)
                .allMatch(handle -> handle instanceof KeyGroupsStateHandle);
    }
}
