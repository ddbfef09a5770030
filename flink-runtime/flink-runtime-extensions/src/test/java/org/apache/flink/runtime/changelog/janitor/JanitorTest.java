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
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.apache.flink.runtime.changelog.janitor.JanitorScene.CHECKPOINTS;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.LOG;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.OTHER_JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.TASK_OWNED;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.at;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.checkpoint;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.handle;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.logOf;
import static org.assertj.core.api.Assertions.assertThat;

class JanitorTest {

    private final JanitorScene scene = new JanitorScene();

    // ------------------------------------------------------------ what it deletes

    @Test
    void deletesAnOldFileThatNoCheckpointRefersTo() {
        Path orphan = scene.store.put(LOG, "orphan", at(1000));
        Path needed = scene.store.put(LOG, "needed", at(1000));
        scene.completed(1, 1040, needed);

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).containsExactly(needed).doesNotContain(orphan);
        assertThat(report.deletedFiles()).isEqualTo(1);
        assertThat(report.deletedBytes()).isEqualTo(10);
        assertThat(report.kept(KeptBecause.REFERRED_TO)).isEqualTo(1);
    }

    @Test
    void keepsEverythingAsLongAsNoCheckpointIsComplete() {
        scene.store.put(LOG, "uploaded ahead", at(1000));
        scene.store.put(TASK_OWNED, "half a materialization", at(1000));
        scene.clock.advanceTime(Duration.ofDays(3));

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).hasSize(2);
        assertThat(report.kept(KeptBecause.TOO_YOUNG)).isEqualTo(2);
    }

    @Test
    void keepsWhatIsYoungerThanTheLatestCheckpointHoweverLongCheckpointsFail() {
        Path ahead = scene.store.put(LOG, "uploaded ahead", at(1001));
        scene.completed(1, 1000);
        scene.clock.advanceTime(Duration.ofDays(3));

        scene.run();

        assertThat(scene.store.all()).containsExactly(ahead);
    }

    @Test
    void keepsAMaterializationThatIsUnderWayHoweverManyCheckpointsComplete() {
        Path begun = scene.store.put(TASK_OWNED, "begun", at(1010));
        Path log = scene.store.put(LOG, "log", at(1005));
        scene.completed(1, 1000, log);
        scene.run();
        scene.completed(2, 1290, log);

        scene.run();

        assertThat(scene.store.all()).contains(begun);
    }

    @Test
    void deletesAMaterializationThatWasGivenUpOnceTheSubtaskHasHadNoLog() {
        Path given = scene.store.put(TASK_OWNED, "given up", at(1010));
        Path log = scene.store.put(LOG, "log", at(1005));
        scene.completed(1, 1000, log);
        scene.completed(2, 1050, log);
        scene.run();
        assertThat(scene.store.all()).containsExactly(given, log);
        scene.completed(3, 1060);

        scene.run();

        assertThat(scene.store.all()).isEmpty();
    }

    @Test
    void keepsWhatAPendingCheckpointRefersTo() {
        Path old = scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        scene.pending = List.of(handle(old).toState(2));

        scene.run();

        assertThat(scene.store.all()).containsExactly(old);
    }

    @Test
    void keepsAFileWhoseAgeTheStoreDoesNotKnow() {
        scene.store.put(new StoredFile(new Path(LOG, "ageless"), 1, OptionalLong.empty()));
        scene.completed(1, 1000);

        assertThat(scene.run().kept(KeptBecause.OF_UNKNOWN_AGE)).isEqualTo(1);
        assertThat(scene.store.all()).hasSize(1);
    }

    // ------------------------------------------------------------ how it deletes

    @Test
    void aDeletionThatFailsIsReportedAndTriedAgainByTheNextRun() {
        Path stubborn = scene.store.put(LOG, "stubborn", at(900));
        scene.store.put(LOG, "other", at(900));
        scene.store.fail(stubborn);
        scene.completed(1, 1000);

        JanitorReport first = scene.run();
        assertThat(scene.store.all()).containsExactly(stubborn);
        assertThat(first.failedFiles()).isEqualTo(1);
        assertThat(first.deletedFiles()).isEqualTo(1);
        assertThat(first.problems()).anyMatch(problem -> problem.contains("stubborn"));

        scene.store.repair();
        scene.run();
        assertThat(scene.store.all()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeListedDoesNotKeepTheOther() {
        scene.store.put(TASK_OWNED, "old", at(900));
        scene.store.put(LOG, "old log", at(900));
        scene.store.fail(LOG);
        scene.completed(1, 1000);

        scene.run();

        assertThat(scene.store.all()).containsExactly(new Path(LOG, "old log"));
    }

    @Test
    void pausesBetweenBatchesAndAsksForTheCheckpointsBeforeEach() {
        for (int i = 0; i < 25; i++) {
            scene.store.put(LOG, "old-" + i, at(900));
        }
        Path lastOne = new Path(LOG, "old-24");
        List<JobCheckpoints> asked = new ArrayList<>();
        scene.completed(1, 1000);

        scene.janitor.run(
                () -> {
                    if (asked.size() == 4) {
                        scene.pending = List.of(handle(lastOne).toState(2));
                    }
                    asked.add(scene.known());
                    return scene.known();
                });

        assertThat(scene.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(asked).hasSize(5);
        assertThat(scene.store.all()).containsExactly(lastOne);
    }

    @Test
    void stopsWhenItsThreadIsInterruptedAndSaysSo() {
        for (int i = 0; i < 15; i++) {
            scene.store.put(LOG, "old-" + i, at(900));
        }
        scene.completed(1, 1000);
        scene.janitor =
                scene.janitor(
                        JanitorMode.ON,
                        Optional.empty(),
                        pause -> {
                            throw new InterruptedException();
                        });

        JanitorReport report = scene.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(scene.store.all()).hasSize(5);
        assertThat(report.problems()).isNotEmpty();
    }

    @Test
    void aDryRunReportsTheSameAndDeletesNothing() {
        scene.store.put(LOG, "old", at(900));
        scene.completed(1, 1000);
        scene.janitor = scene.janitor(JanitorMode.DRY_RUN, Optional.empty());

        JanitorReport report = scene.run();

        assertThat(scene.store.all()).hasSize(1);
        assertThat(report.deletedFiles()).isEqualTo(1);
        assertThat(report.toString()).contains("would have deleted 1 files of 10 bytes");
    }

    @Test
    void withTheModeOffItDoesNotAskTheStoreForAnything() {
        scene.store.put(LOG, "old", at(900));
        scene.store.fail(LOG);
        scene.store.fail(new Path(CHECKPOINTS, JOB.toHexString()));
        scene.completed(1, 1000);
        scene.janitor = scene.janitor(JanitorMode.OFF, Optional.empty());

        assertThat(scene.run().problems()).isEmpty();
        assertThat(scene.store.all()).hasSize(1);
    }

    @Test
    void afterTheEndOnlyWhatTheRetainedCheckpointsNeedIsLeft() {
        Path needed = scene.store.put(LOG, "needed", at(1039));
        scene.store.put(LOG, "young", at(1040));
        scene.store.put(TASK_OWNED, "of a killed task", at(1040));
        scene.completed(1, 1040, needed);

        scene.runAfterEnd();
        assertThat(scene.store.all()).containsExactly(needed);
        assertThat(scene.janitor.isNothingLeft(List.of())).isFalse();
        assertThat(scene.janitor.isNothingLeft(scene.retained)).isTrue();
        assertThat(scene.janitor.areElsewhere(scene.retained)).isFalse();
        Path savepoint = new Path("test://savepoints/savepoint-1");
        assertThat(
                        scene.janitor.areElsewhere(
                                List.of(
                                        new CheckpointFacts(
                                                2, at(1041), List.of(), Optional.of(savepoint)))))
                .isTrue();

        scene.retained = List.of();
        scene.store.removeCheckpoint(checkpoint(JOB, 1));
        scene.runAfterEnd();
        assertThat(scene.store.all()).isEmpty();
        assertThat(scene.janitor.isNothingLeft(List.of())).isTrue();
    }

    @Test
    void whatIsStoredAfterTheEndBelongsToASuccessor() {
        scene.store.put(LOG, "before", at(1040));
        Path after = scene.store.put(LOG, "after", at(1041));
        scene.completed(1, 1040);

        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(after);
    }

    @Test
    void anEndThatIsNoticedLateLeavesWhatIsThere() {
        Path young = scene.store.put(LOG, "young", at(1040));
        scene.completed(1, 1040);
        scene.store.setTime(at(1040));

        JanitorReport report =
                scene.janitor.runAfterEnd(
                        scene.known(),
                        scene.janitor.timesAtEnd(scene.clock.relativeTimeMillis() - 6_000),
                        true);

        assertThat(scene.store.all()).containsExactly(young);
        assertThat(report.problems()).hasSize(1);
    }

    /** What delays the look does not delay the end. */
    @Test
    void theEndOfTheJobForTheStoresIsFoundOutBeforeAllElse() {
        scene.store.put(LOG, "before", at(1040));
        scene.completed(1, 1040);
        scene.store.setTime(at(1040));
        StoreTimes end = scene.end();
        Path after = scene.store.put(LOG, "after", at(1040) + 1);
        scene.clock.advanceTime(Duration.ofMinutes(1));

        JanitorReport report = scene.janitor.runAfterEnd(scene.known(), end, true);

        assertThat(scene.store.all()).containsExactly(after);
        assertThat(report.problems()).isEmpty();
    }

    @Test
    void afterTheEndYoungFilesOfAClaimedRunStay() {
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.of(checkpoint(OTHER_JOB, 9)));
        scene.completed(1, 1000);
        scene.run();
        Path young = scene.store.put(logOf(OTHER_JOB), "young", at(1035));
        scene.store.put(logOf(OTHER_JOB), "old", at(900));
        scene.clock.advanceTime(Duration.ofMinutes(40));

        scene.runAfterEnd();

        assertThat(scene.store.all()).containsExactly(young);
    }
}
