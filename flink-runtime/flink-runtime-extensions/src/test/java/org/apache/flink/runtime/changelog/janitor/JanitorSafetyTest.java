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
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.changelog.reference.UnknownHandle;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.apache.flink.runtime.changelog.janitor.JanitorScene.JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.LOG;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.OTHER_JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.TASK_OWNED;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.at;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.checkpoint;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.facts;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.handle;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.logOf;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.taskOwnedOf;
import static org.assertj.core.api.Assertions.assertThat;

/** What must not make a janitor delete what somebody needs. */
class JanitorSafetyTest {

    private final JanitorScene scene = new JanitorScene();

    // ------------------------------------------------------------ what it must not be misled by

    @Test
    void aStoreClockThatLagsWithinTheMinimumAgeHarmsNothing() {
        // written after the checkpoint, at minute 1041 of the JobManager
        Path ahead = scene.store.put(LOG, "uploaded ahead", at(1041 - 29));
        scene.completed(1, 1040);
        scene.clock.advanceTime(Duration.ofDays(1));

        scene.run();

        assertThat(scene.store.all()).containsExactly(ahead);
    }

    @Test
    void anotherJobUnderTheSameBasePathIsLeftAlone() {
        Path theirs = scene.store.put(logOf(OTHER_JOB), "theirs", at(1));
        Path theirState = scene.store.put(taskOwnedOf(OTHER_JOB), "their state", at(1));
        scene.completed(1, 1040, theirs);

        scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(theirs, theirState);
    }

    @Test
    void aListThatIsOutOfDateOnlyDelaysDeletions() {
        Path gone = scene.store.put(LOG, "gone", at(900));
        scene.store.removeButList(gone);
        Path hidden = scene.store.put(LOG, "hidden", at(900));
        scene.store.hide(hidden);
        scene.completed(1, 1000);

        JanitorReport report = scene.run();

        assertThat(report.deletedFiles()).isZero();
        assertThat(report.failedFiles()).isZero();
        assertThat(scene.store.all()).containsExactly(hidden);
    }

    @Test
    void aNewJanitorThatKnowsNothingKeepsWhatBeganUnderItsJobManager() {
        Path log = scene.store.put(LOG, "log", at(1000));
        scene.completed(1, 1000, log);
        scene.run();
        scene.clock.advanceTime(Duration.ofMinutes(60));
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.empty());
        Path begun = scene.store.put(TASK_OWNED, "begun after the restore", at(1061));
        Path orphan = scene.store.put(TASK_OWNED, "begun under the old one", at(1010));
        scene.clock.advanceTime(Duration.ofDays(1));
        scene.completed(30, 2000, log);

        scene.run();

        assertThat(scene.store.all()).contains(begun).doesNotContain(orphan);
    }

    @Test
    void aHandleOfAnUnknownKindKeepsEverythingAndIsReported() {
        scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        scene.pending = List.of(new UnknownHandle());

        JanitorReport report = scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).hasSize(1);
        assertThat(report.kept(KeptBecause.REFERENCES_UNKNOWN)).isEqualTo(1);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("UnknownHandle"));
    }

    @Test
    void aWriteAheadSinkKeepsAllTaskOwnedFiles() {
        Path hidden = scene.store.put(TASK_OWNED, "to be written to the outside", at(900));
        scene.store.put(LOG, "old", at(900));
        OperatorState sink = new OperatorState(SimCheckpoint.OPERATOR, 1, 1);
        sink.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedOperatorState(
                                new OperatorStreamStateHandle(
                                        Map.of(
                                                "pending-checkpoints",
                                                new OperatorStateHandle.StateMetaInfo(
                                                        new long[] {0},
                                                        OperatorStateHandle.Mode.SPLIT_DISTRIBUTE)),
                                        new ByteStreamStateHandle("state", new byte[9])))
                        .build());
        scene.completed(1, 1000);
        scene.retained =
                List.of(
                        new CheckpointFacts(
                                1, at(1000), List.of(sink), Optional.of(checkpoint(JOB, 1))));

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).containsExactly(hidden);
        assertThat(report.kept(KeptBecause.MAY_BE_HIDDEN)).isEqualTo(1);
    }

    @Test
    void aViewWithoutTheLatestCheckpointThatWasSeenDeletesNothing() {
        scene.completed(7, 1100);
        scene.run();
        scene.store.put(LOG, "old", at(900));
        scene.completed(6, 1090);

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).hasSize(1);
        assertThat(report.problems()).isNotEmpty();
    }

    // ------------------------------------------------------------ other runs of the same job id

    @Test
    void theLogThatAnotherRunHasMarkedIsLeftAloneAndWhoItIsIsReported() {
        Path old = scene.store.put(LOG, "old", at(900));
        scene.store.put(TASK_OWNED, "own", at(900));
        scene.markFor(new Path("test://elsewhere", JOB.toHexString()));
        scene.completed(1, 1000);

        JanitorReport report = scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(old);
        assertThat(report.kept(KeptBecause.MARKED_BY_OTHERS)).isEqualTo(1);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("/owners/"));
    }

    @Test
    void theOtherRunThatHasRemovedItsMarkerIsNoObstacle() {
        scene.store.put(LOG, "old", at(900));
        Set<Path> own = scene.markers.all();
        scene.markFor(new Path("test://elsewhere", JOB.toHexString()));
        scene.completed(1, 1000);
        scene.run();
        scene.markers.retain(own);

        scene.run();

        assertThat(scene.store.all()).isEmpty();
    }

    @Test
    void aLogThatIsNotMarkedIsLeftAlone() {
        Path old = scene.store.put(LOG, "old", at(900));
        scene.markers.retain(Set.of());
        scene.completed(1, 1000);

        assertThat(scene.run().kept(KeptBecause.NOT_MARKED_YET)).isEqualTo(1);
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(old);
    }

    @Test
    void markersThatCannotBeListedKeepEverything() {
        Path old = scene.store.put(LOG, "old", at(900));
        Path own = scene.store.put(TASK_OWNED, "own", at(900));
        scene.markers.fail(true);
        scene.completed(1, 1000);

        assertThat(scene.run().problems()).isNotEmpty();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(old, own);
    }

    /** Others may just have begun, and left their markers as late. */
    @Test
    void aMarkerHasToBeThereForTheMinimumAge() {
        scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        scene.markers.retain(Set.of());
        scene.janitor = scene.janitorThatMarksNow(Optional.empty());

        scene.clock.advanceTime(Duration.ofMinutes(29));
        assertThat(scene.run().kept(KeptBecause.NOT_MARKED_YET)).isEqualTo(1);
        scene.clock.advanceTime(Duration.ofMinutes(1));
        scene.run();

        assertThat(scene.store.all()).isEmpty();
    }

    @Test
    void aJobManagerThatWasReplacedDeletesNothingAtTheEnd() throws IOException {
        Path young = scene.store.put(LOG, "young", at(1000));
        scene.completed(1, 1000);
        new OwnerMarkers(
                        scene.markers,
                        scene.clock,
                        JanitorScene.RUN,
                        Optional.empty(),
                        List.of(LOG.getParent()),
                        false,
                        "another")
                .keep();

        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(young);
    }

    // ------------------------------------------------------------ where checkpoints are

    @Test
    void aLatestCheckpointThatIsNotListedKeepsEverythingAndIsReported() {
        Path old = scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        scene.store.removeCheckpoint(checkpoint(JOB, 1));

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).containsExactly(old);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("was not found in"));
    }

    @Test
    void aLatestCheckpointThatIsElsewhereKeepsEverythingAndIsReported() {
        Path old = scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        CheckpointFacts latest = scene.retained.get(0);
        scene.retained =
                List.of(
                        new CheckpointFacts(
                                1,
                                latest.triggerTimestampMs(),
                                latest.states(),
                                Optional.of(new Path("test://elsewhere/chk-1"))));

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).containsExactly(old);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("was not found in"));
    }

    @Test
    void aCheckpointThatIsReplacedWhileTheFolderIsListedIsNoProblem() {
        scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        JobCheckpoints before = scene.known();
        scene.store.removeCheckpoint(checkpoint(JOB, 1));
        scene.completed(2, 1001);
        Iterator<JobCheckpoints> known = List.of(before, scene.known()).iterator();

        scene.janitor.run(() -> known.hasNext() ? known.next() : scene.known());

        assertThat(scene.store.all()).isEmpty();
    }

    @Test
    void afterTheEndNothingGoesIfTheFolderWasNeverSeenToBeTheRightOne() {
        Path young = scene.store.put(LOG, "young", at(1000));
        scene.store.setTime(at(1001));
        scene.completed(1, 1000);

        scene.janitor.runAfterEnd(scene.known(), scene.end(), false);
        assertThat(scene.store.all()).containsExactly(young);

        scene.run();
        scene.janitor.runAfterEnd(scene.known(), scene.end(), false);
        assertThat(scene.store.all()).isEmpty();
    }

    // ------------------------------------------------------------ other checkpoints

    @Test
    void whatWasRestoredWithoutBeingOwnedIsLeftAlone() {
        Path theirs = scene.store.put(logOf(OTHER_JOB), "theirs", at(900));
        Path garbage = scene.store.put(logOf(OTHER_JOB), "their garbage", at(900));
        Path inOurs = scene.store.put(LOG, "of an earlier run under our id", at(900));
        scene.restored = List.of(facts(1, 950, theirs, inOurs));
        scene.completed(2, 1000);

        scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(theirs, garbage, inOurs);
    }

    @Test
    void theFoldersOfAClaimedRunAreCleanedButForWhatItsOtherCheckpointsNeed() {
        Path claimed = scene.store.put(logOf(OTHER_JOB), "claimed", at(900));
        Path garbage = scene.store.put(taskOwnedOf(OTHER_JOB), "garbage", at(900));
        Path other = scene.store.put(taskOwnedOf(OTHER_JOB), "of another checkpoint", at(900));
        scene.store.putCheckpoint(checkpoint(OTHER_JOB, 8), List.of(handle(other).toState(8)));
        scene.store.putCheckpoint(checkpoint(OTHER_JOB, 9), List.of(handle(claimed).toState(9)));
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.of(checkpoint(OTHER_JOB, 9)));
        scene.completed(9, 1000, claimed);

        scene.run();

        assertThat(scene.store.all()).containsExactly(claimed, other).doesNotContain(garbage);
    }

    @Test
    void aCheckpointOfAnEarlierRunUnderTheSameIdKeepsItsFiles() {
        Path earlier = scene.store.put(LOG, "earlier", at(1));
        scene.store.putCheckpoint(checkpoint(JOB, 77), List.of(handle(earlier).toState(77)));
        scene.completed(1, 1000);

        scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(earlier);
    }

    @Test
    void aCheckpointThatCannotBeReadKeepsEverything() {
        Path old = scene.store.put(LOG, "old", at(1));
        scene.store.putCheckpoint(checkpoint(JOB, 77), List.of(handle(old).toState(77)));
        scene.store.fail(checkpoint(JOB, 77));
        scene.completed(1, 1000);

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).containsExactly(old);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("out of order"));
    }

    @Test
    void aCheckpointThatIsNotCompleteIsNoObstacle() {
        scene.store.put(LOG, "old", at(900));
        scene.store.putCheckpoint(checkpoint(JOB, 2), List.of());
        scene.completed(1, 1000);

        scene.run();

        assertThat(scene.store.all()).isEmpty();
    }
}
