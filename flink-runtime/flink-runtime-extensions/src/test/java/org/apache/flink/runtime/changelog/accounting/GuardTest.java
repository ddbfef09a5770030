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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.apache.flink.runtime.changelog.TestCheckpoints.changelog;
import static org.apache.flink.runtime.changelog.TestCheckpoints.operator;
import static org.apache.flink.runtime.changelog.TestCheckpoints.subtask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardTest {

    private final OperatorID operatorId = new OperatorID();
    private final Accountant accountant =
            new Accountant(
                    new ChangelogJob(
                            new JobID(),
                            "clicks",
                            List.of(
                                    new ChangelogJob.Vertex(
                                            new JobVertexID(), "sums", List.of(operatorId)))));
    private final List<String> warnings = new ArrayList<>();
    private final Guard guard =
            new Guard(
                    "clicks",
                    new GuardSettings(new MemorySize(1000), Optional.of(Duration.ofSeconds(60))),
                    warnings::add);

    @Test
    void aLogThatIsTooLongIsWarnedOfByName() {
        guard.check(account(1, 0, 1, 1001), 0);

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("Job clicks, task sums, operator " + operatorId + ", subtask 1")
                .contains("state.changelog.guard.max-log-size");
        assertThat(guard.openIncidents()).isEqualTo(1);
    }

    @Test
    void aLogOfJustTheBoundIsAccepted() {
        guard.check(account(1, 0, 1, 1000), 0);

        assertThat(warnings).isEmpty();
    }

    @Test
    void anIncidentIsWarnedOfOnceUntilItEndsAndBeginsAgain() {
        guard.check(account(1, 0, 1, 2000), 0);
        guard.check(account(2, 1, 1, 3000), 1);
        assertThat(warnings).hasSize(1);

        guard.check(account(3, 2, 2, 10), 2);
        assertThat(guard.openIncidents()).isZero();
        guard.check(account(4, 3, 2, 2000), 3);

        assertThat(warnings).hasSize(2);
    }

    @Test
    void aMaterializationIsOverdueWhenTimePassesWithoutACheckpoint() {
        JobAccount account = account(1, 0, 1, 10);

        guard.check(account, 60_000);
        assertThat(warnings).isEmpty();
        guard.check(account, 60_001);

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .contains("subtask 1: no new materialization for 60 s")
                .contains("state.changelog.guard.max-materialization-age");
    }

    @Test
    void aSubtaskWithoutChangesIsNeverOverdue() {
        guard.check(account(1, 0, 1, 0), Long.MAX_VALUE / 2);

        assertThat(warnings).isEmpty();
    }

    @Test
    void withoutASettingAMaterializationIsOverdueAfterThreeIntervals() {
        Configuration configuration = new Configuration();
        configuration.set(
                StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMinutes(2));

        assertThat(GuardSettings.of(configuration).maxAge()).hasValue(Duration.ofMinutes(6));
    }

    @Test
    void withoutPeriodicMaterializationNothingIsOverdueUnlessSet() {
        Configuration configuration = new Configuration();
        configuration.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, false);
        assertThat(GuardSettings.of(configuration).maxAge()).isEmpty();

        configuration.set(ChangelogGuardOptions.MAX_MATERIALIZATION_AGE, Duration.ofSeconds(30));
        assertThat(GuardSettings.of(configuration).maxAge()).hasValue(Duration.ofSeconds(30));
    }

    @Test
    void anAgeOfNothingIsRefusedWithTheNameOfTheOption() {
        Configuration configuration = new Configuration();
        configuration.set(ChangelogGuardOptions.MAX_MATERIALIZATION_AGE, Duration.ZERO);

        assertThatThrownBy(() -> GuardSettings.of(configuration))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("state.changelog.guard.max-materialization-age");
    }

    /** Of two subtasks of which the first has no log. */
    private JobAccount account(
            long checkpointId, long triggeredMs, long materializationId, long logBytes) {
        long[] log = logBytes == 0 ? new long[0] : new long[] {logBytes};
        return accountant.account(
                new CheckpointFacts(
                        checkpointId,
                        triggeredMs,
                        List.of(
                                operator(
                                        operatorId,
                                        subtask(
                                                changelog(
                                                        materializationId,
                                                        new long[] {5},
                                                        new long[0])),
                                        subtask(
                                                changelog(
                                                        materializationId,
                                                        new long[] {5},
                                                        log))))));
    }
}
