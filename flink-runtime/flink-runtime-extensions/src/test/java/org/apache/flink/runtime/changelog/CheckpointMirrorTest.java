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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.jobgraph.OperatorID;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointMirrorTest {

    private final CheckpointMirror mirror = new CheckpointMirror();
    private final TaskStateSnapshot part = new TaskStateSnapshot();

    @Test
    void partsOfAPendingCheckpointAreKnown() {
        mirror.triggered(1, 100);
        mirror.acknowledged(1, part);

        assertThat(now().pending()).containsExactly(part);
    }

    @Test
    void partsOfACheckpointThatIsNotPendingAreNobodys() {
        mirror.acknowledged(1, part);

        assertThat(now().pending()).isEmpty();
    }

    @Test
    void whatIsCompleteAbortedOrTheUsersIsNotPending() {
        for (long id = 1; id <= 3; id++) {
            mirror.triggered(id, 100);
            mirror.acknowledged(id, part);
        }

        mirror.completed(new CheckpointFacts(1, 100, List.of()));
        mirror.aborted(2);
        mirror.savepointTaken(3);

        assertThat(now().pending()).isEmpty();
    }

    /** Both happen on threads of Flink's that do not wait for each other. */
    @Test
    void aCheckpointThatIsAbortedBeforeItsTriggerIsHeardOfIsNotPending() {
        mirror.aborted(1);
        mirror.triggered(1, 100);
        mirror.acknowledged(1, part);

        assertThat(now().pending()).isEmpty();
    }

    /** Flink empties the states of a checkpoint that it discards. */
    @Test
    void aRetainedCheckpointKeepsTheStatesItWasCompletedWith() {
        CheckpointFacts facts =
                new CheckpointFacts(1, 100, List.of(TestCheckpoints.operator(new OperatorID())));
        mirror.completed(facts);

        JobCheckpoints now = mirror.with(new JobID(), List.of(TestCheckpoints.completed(1, 100)));

        assertThat(now.retained()).containsExactly(facts);
    }

    @Test
    void aRetainedCheckpointThatNobodySpokeOfIsRead() {
        List<CompletedCheckpoint> retained = List.of(TestCheckpoints.completed(5, 500));
        mirror.read(retained);
        JobCheckpoints now = mirror.with(new JobID(), retained);

        assertThat(now.retained()).hasSize(1);
        assertThat(now.retained().get(0).id()).isEqualTo(5);
        assertThat(now.retained().get(0).triggerTimestampMs()).isEqualTo(500);
    }

    /** Flink may have emptied it while it was read. */
    @Test
    void whatWasReadCountsOnlyIfItIsStillRetainedAfterwards() {
        mirror.read(List.of(TestCheckpoints.completed(5, 500)));
        List<CompletedCheckpoint> later = List.of(TestCheckpoints.completed(6, 600));

        assertThat(mirror.with(new JobID(), later).retained()).isEmpty();

        mirror.read(later);
        assertThat(mirror.with(new JobID(), later).retained()).hasSize(1);
    }

    @Test
    void whatFlinkNoLongerKeepsIsNotRetained() {
        mirror.completed(new CheckpointFacts(1, 100, List.of()));

        assertThat(now().retained()).isEmpty();
    }

    @Test
    void aRestoredCheckpointThatIsNotOwnedIsRememberedAfterItIsSubsumed() {
        CheckpointFacts restored = new CheckpointFacts(1, 100, List.of());
        mirror.restored(restored, false);
        mirror.restored(restored, false);
        mirror.completed(new CheckpointFacts(2, 200, List.of()));
        mirror.subsumed(1);

        assertThat(now().restored()).containsExactly(restored);
    }

    @Test
    void aRestoredCheckpointThatIsOwnedIsOneOfTheRetained() {
        mirror.restored(new CheckpointFacts(1, 100, List.of()), true);

        assertThat(now().restored()).isEmpty();
    }

    private JobCheckpoints now() {
        return mirror.with(new JobID(), List.of());
    }
}
