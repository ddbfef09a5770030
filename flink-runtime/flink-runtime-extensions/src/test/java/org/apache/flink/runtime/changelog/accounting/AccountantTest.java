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
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.TestCheckpoints;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.apache.flink.runtime.changelog.TestCheckpoints.changelog;
import static org.apache.flink.runtime.changelog.TestCheckpoints.operator;
import static org.apache.flink.runtime.changelog.TestCheckpoints.subtask;
import static org.assertj.core.api.Assertions.assertThat;

class AccountantTest {

    private static final long[] NONE = {};

    private final OperatorID first = new OperatorID();
    private final OperatorID second = new OperatorID();
    private final ChangelogJob job =
            new ChangelogJob(
                    new JobID(),
                    "job",
                    List.of(
                            new ChangelogJob.Vertex(new JobVertexID(), "a", List.of(first)),
                            new ChangelogJob.Vertex(new JobVertexID(), "b", List.of(second))));
    private final Accountant accountant = new Accountant(job);

    @Test
    void bytesAndHandlesAreSummedUpBySubtaskOperatorVertexAndJob() {
        JobAccount account =
                accountant.account(
                        new CheckpointFacts(
                                3,
                                300,
                                List.of(
                                        operator(
                                                first,
                                                subtask(changelog(1, of(100, 20), of(10, 5, 1))),
                                                subtask(changelog(1, of(40), NONE))),
                                        operator(second, subtask(changelog(0, NONE, of(4)))))));

        assertThat(account.checkpointId()).isEqualTo(3);
        assertThat(account.triggerTimestampMs()).isEqualTo(300);
        assertThat(account.sizes().materializedBytes()).isEqualTo(160);
        assertThat(account.sizes().logBytes()).isEqualTo(20);
        assertThat(account.sizes().incrementalBytes()).isEqualTo(21);
        assertThat(account.sizes().materializedHandles()).isEqualTo(5);
        assertThat(account.sizes().logHandles()).isEqualTo(4);
        assertThat(account.vertices()).extracting(v -> v.vertex().name()).containsExactly("a", "b");
        VertexAccount a = account.vertices().get(0);
        assertThat(a.sizes().logBytes()).isEqualTo(16);
        assertThat(a.operators().get(0).operatorId()).isEqualTo(first);
        assertThat(a.operators().get(0).sizes().materializedBytes()).isEqualTo(160);
        assertThat(a.operators().get(0).subtasks())
                .extracting(s -> s.sizes().materializedBytes())
                .containsExactly(120L, 40L);
    }

    @Test
    void aMaterializationIsAsOldAsTheFirstCheckpointThatHasIt() {
        accountant.account(checkpoint(1, 100, subtask(changelog(1, of(10), of(1)))));
        accountant.account(checkpoint(2, 200, subtask(changelog(1, of(10), of(2)))));
        assertThat(only(checkpoint(3, 300, subtask(changelog(1, of(10), of(3))))))
                .satisfies(
                        account -> {
                            assertThat(account.materializationId()).hasValue(1);
                            assertThat(account.materializedSinceMs()).isEqualTo(100);
                        });

        assertThat(only(checkpoint(4, 400, subtask(changelog(2, of(10), of(1))))))
                .satisfies(
                        account -> {
                            assertThat(account.materializationId()).hasValue(2);
                            assertThat(account.materializedSinceMs()).isEqualTo(400);
                        });
    }

    @Test
    void whatWasNeverMaterializedAgesFromItsFirstCheckpoint() {
        accountant.account(checkpoint(1, 100, subtask(changelog(0, NONE, of(1)))));

        SubtaskAccount account = only(checkpoint(2, 200, subtask(changelog(0, NONE, of(2)))));

        assertThat(account.materializationId()).isEmpty();
        assertThat(account.materializedSinceMs()).isEqualTo(100);
    }

    @Test
    void stateWithoutAChangelogIsLeftOut() {
        KeyGroupsStateHandle plain =
                new KeyGroupsStateHandle(
                        new KeyGroupRangeOffsets(KeyGroupRange.of(0, 127)),
                        new ByteStreamStateHandle("plain", new byte[5]));

        assertThat(accountant.account(checkpoint(1, 100, subtask(plain))).vertices()).isEmpty();
    }

    @Test
    void operatorsOfAnotherJobAreLeftOut() {
        JobAccount account =
                accountant.account(
                        new CheckpointFacts(
                                1,
                                100,
                                List.of(
                                        operator(
                                                new OperatorID(),
                                                subtask(changelog(1, of(1), of(1)))))));

        assertThat(account.vertices()).isEmpty();
        assertThat(account.sizes().logBytes()).isZero();
    }

    @Test
    void theReplayTakesAsLongAsThatOfTheLongestLog() {
        long second = ChangelogSizes.REPLAY_BYTES_PER_SECOND;
        JobAccount account =
                accountant.account(
                        checkpoint(
                                1,
                                100,
                                subtask(changelog(1, of(1), of(3 * second))),
                                subtask(changelog(1, of(1), of(2 * second)))));

        assertThat(account.predictedReplayTimeMs()).isEqualTo(3000);
    }

    @Test
    void spaceAmplificationIsUnknownWithoutAMaterialization() {
        assertThat(new ChangelogSizes(0, 5, 0, 0, 1).spaceAmplification()).isEmpty();
        assertThat(new ChangelogSizes(10, 5, 0, 1, 1).spaceAmplification()).hasValue(0.5);
    }

    @Test
    void onlyAMaterializationWithALogAboveItAges() {
        JobAccount empty =
                accountant.account(checkpoint(1, 100, subtask(changelog(1, of(10), NONE))));
        assertThat(empty.oldestMaterializationAgeMs(1000)).isZero();

        JobAccount logged =
                accountant.account(checkpoint(2, 200, subtask(changelog(1, of(10), of(1)))));
        assertThat(logged.oldestMaterializationAgeMs(1000)).isEqualTo(900);
    }

    private SubtaskAccount only(CheckpointFacts checkpoint) {
        return accountant
                .account(checkpoint)
                .vertices()
                .get(0)
                .operators()
                .get(0)
                .subtasks()
                .get(0);
    }

    private CheckpointFacts checkpoint(
            long id, long triggeredMs, OperatorSubtaskState... subtasks) {
        return new CheckpointFacts(
                id, triggeredMs, List.of(TestCheckpoints.operator(first, subtasks)));
    }

    private static long[] of(long... bytes) {
        return bytes;
    }
}
