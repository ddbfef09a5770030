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
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.StoredCheckpoint;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the changelog is on is the job's choice, and the cluster's if the job makes none. */
@Timeout(120)
class ConfigurationITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(4_000);

    @TempDir private Path directory;

    /** Where a job says what it wants, and what it says. */
    enum Choice {
        NONE,
        OPTION_ON,
        OPTION_OFF,
        METHOD_ON,
        METHOD_OFF,
        METHOD_ON_AFTER_OPTION_OFF,
        METHOD_OFF_AFTER_OPTION_ON;

        StreamExecutionEnvironment environment(Configuration without) {
            Configuration configuration = new Configuration(without);
            boolean optionOn = this == OPTION_ON || this == METHOD_OFF_AFTER_OPTION_ON;
            boolean optionOff = this == OPTION_OFF || this == METHOD_ON_AFTER_OPTION_OFF;
            if (optionOn || optionOff) {
                configuration.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, optionOn);
            }
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.getExecutionEnvironment(configuration);
            if (this == METHOD_ON || this == METHOD_ON_AFTER_OPTION_OFF) {
                env.enableChangelogStateBackend(true);
            } else if (this == METHOD_OFF || this == METHOD_OFF_AFTER_OPTION_ON) {
                env.enableChangelogStateBackend(false);
            }
            return env;
        }

        boolean logs(boolean cluster) {
            switch (this) {
                case NONE:
                    return cluster;
                case OPTION_ON:
                case METHOD_ON:
                case METHOD_ON_AFTER_OPTION_OFF:
                    return true;
                default:
                    return false;
            }
        }
    }

    @ParameterizedTest(name = "changelog of the cluster: {0}")
    @ValueSource(booleans = {true, false})
    void jobOverridesCluster(boolean enabledInCluster) throws Exception {
        Configuration more = new Configuration();
        more.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, enabledInCluster);
        try (LifecycleCluster cluster = LifecycleCluster.start(directory, more)) {
            Configuration job = cluster.withoutChangelog("hashmap");
            job.removeConfig(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG);
            for (Choice choice : Choice.values()) {
                try (History history = cluster.begin(JOB)) {
                    JobRun run = history.start(choice.environment(job), 1);
                    history.runTo(100);
                    boolean logged = choice.logs(enabledInCluster);
                    assertThat(StoredCheckpoint.at(run.checkpointAndCancel()).keyedHandles())
                            .as("%s, cluster: %s", choice, enabledInCluster)
                            .isNotEmpty()
                            .allMatch(
                                    handle ->
                                            handle instanceof ChangelogStateBackendHandle
                                                    == logged);
                    assertThat(Files.exists(cluster.dstl().resolve(run.jobId().toHexString())))
                            .as("%s has a log", choice)
                            .isEqualTo(logged);
                }
            }
        }
    }
}
