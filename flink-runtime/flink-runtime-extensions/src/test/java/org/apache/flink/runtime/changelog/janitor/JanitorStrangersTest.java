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

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static org.apache.flink.runtime.changelog.janitor.JanitorScene.CHECKPOINTS;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.LOG;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.OTHER_JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.TASK_OWNED;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.at;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.checkpoint;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.handle;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.logOf;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.taskOwnedOf;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs of which a janitor knows only by their markers, or not even that. */
class JanitorStrangersTest {

    private static final Path OTHER_RUN = new Path(CHECKPOINTS, OTHER_JOB.toHexString());
    private static final Optional<Path> CLAIMED = Optional.of(checkpoint(OTHER_JOB, 9));

    private final JanitorScene scene = new JanitorScene();

    // ------------------------------------------------------------ a claimed run that lives

    @Test
    void theClaimedRunThatIsStartedAgainKeepsItsFiles() {
        mark(OTHER_RUN, OTHER_JOB); // as it left it when it was cancelled
        scene.janitor = scene.janitor(JanitorMode.ON, CLAIMED);
        mark(OTHER_RUN, OTHER_JOB);
        Path ahead = scene.store.put(logOf(OTHER_JOB), "uploaded ahead", at(950));
        Path begun = scene.store.put(taskOwnedOf(OTHER_JOB), "materializing", at(950));
        scene.completed(10, 1000);

        JanitorReport report = scene.run();
        scene.clock.advanceTime(Duration.ofMinutes(60));
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(ahead, begun);
        assertThat(report.kept(KeptBecause.MARKED_BY_OTHERS)).isEqualTo(2);
    }

    /** The marker of the other is missing at this moment, but would be back soon. */
    @Test
    void aRunThatEndsRightAfterItHasClaimedLeavesTheFoldersOfTheOtherAlone() {
        scene.markers.retain(Set.of());
        mark(OTHER_RUN, OTHER_JOB);
        scene.janitor = scene.janitorThatMarksNow(CLAIMED);
        Path ahead = scene.store.put(logOf(OTHER_JOB), "uploaded ahead", at(950));
        scene.completed(10, 1000);
        scene.run();

        scene.runAfterEnd();
        assertThat(scene.store.all()).containsExactly(ahead);

        scene.clock.advanceTime(Duration.ofMinutes(30));
        scene.runAfterEnd();
        assertThat(scene.store.all()).as("it would have put it back").isEmpty();
    }

    /** It is not mounted just now, say: neither its marker nor its checkpoints are seen. */
    @Test
    void whileTheFolderOfTheClaimedRunIsMissingItsLogStaysElsewhere() {
        scene.janitor = scene.janitor(JanitorMode.ON, CLAIMED);
        Path theirs = checkpoint(OTHER_JOB, 4);
        Path needed = scene.store.put(logOf(OTHER_JOB), "needed", at(900));
        scene.store.putCheckpoint(theirs, List.of(handle(needed).toState(4)));
        scene.store.put(logOf(OTHER_JOB), "old", at(900));
        scene.completed(10, 1000);
        Set<Path> all = scene.markers.all();
        scene.store.removeCheckpoint(theirs);
        scene.markers.retain(
                all.stream()
                        .filter(marker -> !marker.toString().startsWith(OTHER_RUN.toString()))
                        .collect(Collectors.toSet()));

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).hasSize(2).contains(needed);
        assertThat(report.kept(KeptBecause.NOT_MARKED_YET)).isEqualTo(2);
    }

    @Test
    void somethingIsLeftAsLongAsTheClaimedRunHasCheckpoints() {
        scene.janitor = scene.janitor(JanitorMode.ON, CLAIMED);
        Path theirs = checkpoint(OTHER_JOB, 8);
        scene.store.putCheckpoint(theirs, List.of(handle(new Path(LOG, "needed")).toState(8)));

        assertThat(scene.janitor.isNothingLeft(List.of())).isFalse();
        scene.store.removeCheckpoint(theirs);
        assertThat(scene.janitor.isNothingLeft(List.of())).isTrue();
    }

    // ------------------------------------------------------------ runs without a marker

    /** As builds that leave no marker have written it, with their checkpoints elsewhere. */
    @Test
    void theLogFromBeforeTheMarkerStaysAndWhatIsTaskOwnedDoesNot() {
        scene.markers.retain(Set.of());
        scene.markers.setTime(at(500));
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.empty());
        Path theirs = scene.store.put(LOG, "of a checkpoint elsewhere", at(500));
        scene.store.put(LOG, "own", at(500) + 1);
        scene.store.put(TASK_OWNED, "task-owned", at(400));
        scene.completed(1, 1000);

        JanitorReport report = scene.run();
        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(theirs);
        assertThat(report.kept(KeptBecause.OLDER_THAN_MARKERS)).isEqualTo(1);
    }

    // ------------------------------------------------------------ checkpoints that are not seen

    /** The directory of checkpoints is not mounted, say; the job fails before its first one. */
    @Test
    void afterTheEndOnlyWhatThisJobManagerStoredGoesIfNoCheckpointWasEverSeen() {
        scene.markers.setTime(at(990)); // the marker is of time 0
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.empty());
        Path earlier = scene.store.put(LOG, "of a checkpoint that is not seen", at(990));
        Path taskOwned = scene.store.put(TASK_OWNED, "the same", at(900));
        scene.store.put(LOG, "of this JobManager", at(990) + 1);

        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(earlier, taskOwned);
    }

    @Test
    void aCheckpointThatIsKnownIsNotRead() {
        scene.store.put(LOG, "old", at(900));
        Path needed = scene.store.put(LOG, "needed", at(900));
        scene.completed(1, 1000, needed);
        scene.store.fail(checkpoint(JOB, 1));

        scene.run();

        assertThat(scene.store.all()).containsExactly(needed);
    }

    @Test
    void aCheckpointThatCannotBeReadBecauseItIsDeletedJustThenIsNoObstacle() {
        scene.store.put(LOG, "old", at(900));
        scene.store.putCheckpoint(
                checkpoint(JOB, 7), List.of(handle(new Path(LOG, "gone")).toState(7)));
        scene.store.failAndRemove(checkpoint(JOB, 7));
        scene.completed(8, 1000);

        scene.run();

        assertThat(scene.store.all()).isEmpty();
    }

    private void mark(Path run, JobID id) {
        JanitorFolders folders =
                JanitorFolders.of(id, run, Optional.of(new Path("test://log")), Optional.empty());
        JanitorScene.keep(scene.markersOf(run, Optional.empty(), folders.toBeMarked()));
    }
}
