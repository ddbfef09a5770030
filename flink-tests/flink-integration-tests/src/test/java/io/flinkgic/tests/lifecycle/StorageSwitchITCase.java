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
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** P20: the storage of the log is changed, and a job goes on. */
@Timeout(120)
class StorageSwitchITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(3_000);

    @TempDir private Path directory;

    @Test
    void logsOfSeveralStoragesAreRestoredInOneJob() throws Exception {
        String left;
        try (LifecycleCluster inMemory = LifecycleCluster.start(directory, storage("memory"));
                History history = inMemory.begin(JOB)) {
            JobRun run = history.start(inMemory.withoutMaterialization("hashmap"), 2);
            history.runTo(1_000);
            left = run.checkpointAndCancel();
            assertThat(storages(left)).containsExactly("memory");
        }
        try (LifecycleCluster onFiles = LifecycleCluster.start(directory);
                History history = onFiles.beginAt(1_000, JOB)) {
            JobRun run =
                    history.restore(
                            onFiles.withoutMaterialization("hashmap"), 2, left, RestoreMode.CLAIM);
            history.runTo(2_000);
            assertThat(storages(run.checkpoint()))
                    .containsExactlyInAnyOrder("memory", "filesystem");
            run.failOver(history.observer());
            history.finishAsExpected();
        }
    }

    private static Configuration storage(String identifier) {
        Configuration configuration = new Configuration();
        configuration.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, identifier);
        return configuration;
    }

    private static Set<String> storages(String checkpoint) {
        return JobRun.changelogHandles(checkpoint).stream()
                .flatMap(handle -> handle.getNonMaterializedStateHandles().stream())
                .map(ChangelogStateHandle::getStorageIdentifier)
                .collect(Collectors.toSet());
    }
}
