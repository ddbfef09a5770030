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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.OperatorID;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Checkpoint N is triggered at N * 100; the JobManager starts at 50. */
class HorizonTest {

    private static final long START = 50;

    @Test
    void withoutACheckpointThereIsNone() {
        Horizon horizon = Horizon.unknown(START);

        assertThat(horizon.logMs()).isEmpty();
        assertThat(horizon.taskOwnedMs()).isEmpty();
    }

    @Test
    void thatOfTheLogIsTheTriggerOfTheLatestCheckpoint() {
        assertThat(after(checkpoint(1, logged(1)), checkpoint(2, logged(1))).logMs()).hasValue(200);
    }

    @Test
    void aSubtaskWithoutLogHasNothingUnderWaySinceBeforeItsBarrier() {
        assertThat(after(checkpoint(1, logged(1)), checkpoint(2, unlogged(1))).taskOwnedMs())
                .hasValue(200);
    }

    @Test
    void aLogThatBeginsAgainDoesNotMoveItBack() {
        assertThat(
                        after(
                                        checkpoint(1, logged(1)),
                                        checkpoint(2, unlogged(1)),
                                        checkpoint(3, logged(1)))
                                .taskOwnedMs())
                .hasValue(200);
    }

    @Test
    void aSubtaskMaterializesAfterTheLastCheckpointWithItsPreviousMaterialization() {
        assertThat(
                        after(
                                        checkpoint(1, logged(1)),
                                        checkpoint(2, logged(1)),
                                        checkpoint(3, logged(2)),
                                        checkpoint(4, logged(2)))
                                .taskOwnedMs())
                .hasValue(200);
    }

    @Test
    void withoutAnotherMaterializationTheStartOfTheJobManagerCounts() {
        assertThat(after(checkpoint(1, logged(1)), checkpoint(9, logged(1))).taskOwnedMs())
                .hasValue(START);
    }

    @Test
    void isNeverLaterThanTheLatestCheckpoint() {
        Horizon horizon = Horizon.unknown(1_000).after(List.of(checkpoint(1, logged(1))));

        assertThat(horizon.taskOwnedMs()).hasValue(100);
    }

    @Test
    void theSlowestOfAllSubtasksCounts() {
        assertThat(
                        after(
                                        checkpoint(1, logged(1), logged(1)),
                                        checkpoint(2, logged(2), logged(1)),
                                        checkpoint(3, logged(2), logged(2)),
                                        checkpoint(4, unlogged(2), logged(2)))
                                .taskOwnedMs())
                .hasValue(200);
    }

    @Test
    void theSlowestOfAllOperatorsCounts() {
        CheckpointFacts first = checkpoint(1, logged(1));
        CheckpointFacts second = checkpoint(2, unlogged(1));
        List<OperatorState> states = new ArrayList<>(second.states());
        OperatorState other = new OperatorState(new OperatorID(9, 9), 1, 12);
        other.putState(0, logged(3).toState(2));
        states.add(other);

        assertThat(after(first, new CheckpointFacts(2, 200, states)).taskOwnedMs()).hasValue(100);
    }

    @Test
    void aSubtaskThatIsNewIsYoungerThanTheCheckpointWithoutIt() {
        assertThat(
                        after(checkpoint(1, unlogged(1)), checkpoint(2, unlogged(1), logged(1)))
                                .taskOwnedMs())
                .hasValue(100);
    }

    @Test
    void aSubtaskWithoutStateDoesNotCount() {
        assertThat(after(checkpoint(1, none()), checkpoint(2, none())).taskOwnedMs()).hasValue(200);
    }

    @Test
    void checkpointsThatAreKnownAlreadyChangeNothing() {
        Horizon horizon = after(checkpoint(1, logged(1)), checkpoint(2, logged(2)));
        OptionalLong before = horizon.taskOwnedMs();

        Horizon again = horizon.after(List.of(checkpoint(1, logged(7)), checkpoint(2, logged(8))));

        assertThat(again.taskOwnedMs()).isEqualTo(before);
        assertThat(again.isAfter(List.of(checkpoint(1, logged(1))))).isTrue();
        assertThat(again.isAfter(List.of(checkpoint(2, logged(2))))).isFalse();
    }

    private static Horizon after(CheckpointFacts... checkpoints) {
        return Horizon.unknown(START).after(List.of(checkpoints));
    }

    private static CheckpointFacts checkpoint(long id, SimHandle... subtasks) {
        OperatorState operator = new OperatorState(SimCheckpoint.OPERATOR, subtasks.length, 12);
        for (int i = 0; i < subtasks.length; i++) {
            operator.putState(i, subtasks[i].toState(id));
        }
        return new CheckpointFacts(id, id * 100, List.of(operator));
    }

    private static SimHandle logged(long materialization) {
        return handle(materialization, List.of(new Path("test://log/file")));
    }

    private static SimHandle unlogged(long materialization) {
        return handle(materialization, List.of());
    }

    private static SimHandle handle(long materialization, List<Path> log) {
        return new SimHandle(
                SimCheckpoint.keyGroups(0, 1),
                materialization,
                List.of(new Path("test://taskowned/file")),
                log,
                false);
    }

    private static SimHandle none() {
        return new SimHandle(SimCheckpoint.keyGroups(0, 1), 0, List.of(), List.of(), false);
    }
}
