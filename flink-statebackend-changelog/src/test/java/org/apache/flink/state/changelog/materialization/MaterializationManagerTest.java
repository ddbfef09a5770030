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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.configuration.MemorySize;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.schedule.MaterializationTriggers;
import org.apache.flink.state.changelog.schedule.Phase;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

class MaterializationManagerTest {

    private final ManagerRig rig = new ManagerRig();

    @Test
    void theFirstStartIsAtThePhaseOfTheSubtask() {
        rig.manager.start();
        Phase phase = Phase.of("op", 1, 4);
        long nowMs = rig.clock.absoluteTimeMillis();
        assertThat(rig.nextStartMs())
                .isEqualTo(phase.startAtOrAfter(nowMs, ManagerRig.INTERVAL) - nowMs);
    }

    @Test
    void theTimerStartsOnTheTaskThreadOnly() throws Exception {
        rig.manager.start();
        rig.timer.triggerNonPeriodicScheduledTasks();
        assertThat(rig.target.proposals).isZero();
        rig.mailbox.runNext();
        assertThat(rig.target.proposals).isEqualTo(1);
    }

    @Test
    void aStoredMaterializationReachesTheTargetThroughTheMailbox() throws Exception {
        rig.begin();
        assertThat(rig.target.stored).isEmpty();
        rig.mailbox.runNext();
        assertThat(rig.target.stored).containsExactly(1L);
        assertThat(rig.nextStartMs()).isGreaterThanOrEqualTo(ManagerRig.INTERVAL.toMillis() / 2);
    }

    @Test
    void aLogThatIsTooLongStartsOne() throws Exception {
        MaterializationManager bySize =
                rig.manager(
                        Phase.of("op", 1, 4),
                        new MaterializationTriggers(
                                Optional.of(new MemorySize(1_000)),
                                OptionalDouble.empty(),
                                Optional.empty()));
        bySize.start();
        long onGridMs = rig.nextStartMs();
        rig.logIs(1_000);
        assertThat(rig.nextStartMs()).isEqualTo(onGridMs);
        rig.logIs(1_001);
        assertThat(rig.nextStartMs()).isZero();
    }

    @Test
    void nothingNewWaitsForTheNextStartOfTheGrid() {
        rig.target.answer = Optional.of(Outcome.NOTHING_NEW);
        assertThat(rig.manager.trigger()).contains(Outcome.NOTHING_NEW);
        assertThat(rig.nextStartMs()).isGreaterThan(ManagerRig.FIRST_RETRY_MS);
    }

    @Test
    void aStartWhileThePreviousIsPendingIsTriedAgainSoonThenLessOften() {
        rig.target.answer = Optional.of(Outcome.PREVIOUS_PENDING);
        assertThat(rig.manager.trigger()).contains(Outcome.PREVIOUS_PENDING);
        assertThat(rig.nextStartMs()).isEqualTo(ManagerRig.FIRST_RETRY_MS);
        rig.manager.trigger();
        assertThat(rig.nextStartMs()).isEqualTo(2 * ManagerRig.FIRST_RETRY_MS);
    }

    @Test
    void whatCameInBetweenTheProposalAndTheTurnCountsToo() throws Exception {
        rig.target.lateAnswer = Optional.of(Outcome.PREVIOUS_PENDING);
        assertThat(rig.manager.trigger()).isEmpty();
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.IDLE);
        assertThat(rig.nextStartMs()).isEqualTo(ManagerRig.FIRST_RETRY_MS);
    }

    @Test
    void aFailedUploadIsTriedAgainSoon() throws Exception {
        rig.target.failUploads = true;
        rig.begin();
        rig.mailbox.runNext();
        assertThat(rig.target.failed).containsExactly(1L);
        assertThat(rig.taskFailures).isEmpty();
        assertThat(rig.nextStartMs()).isEqualTo(ManagerRig.FIRST_RETRY_MS);
    }

    @Test
    void whatAFailedUploadHasWrittenIsDeleted() throws Exception {
        rig.target.failUploads = true;
        rig.begin();
        assertThat(rig.target.rest.isDisposed()).isTrue();
    }

    @Test
    void moreFailuresInARowThanAllowedFailTheTaskWithTheCause() throws Exception {
        rig.target.failUploads = true;
        for (int i = 0; i < 3; i++) {
            assertThat(rig.taskFailures).isEmpty();
            failAnIntervalLater();
        }
        assertThat(rig.taskFailures).hasSize(1);
        assertThat(rig.taskFailures.get(0)).hasMessage("upload failed");
    }

    @Test
    void aSuccessForgivesTheFailuresBefore() throws Exception {
        for (int i = 0; i < 6; i++) {
            rig.target.failUploads = i % 3 != 2;
            failAnIntervalLater();
        }
        assertThat(rig.taskFailures).isEmpty();
    }

    /** Which are seconds apart: a short outage of the store is not to restart the job. */
    @Test
    void howOftenItIsTriedWithinAnIntervalDoesNotCount() throws Exception {
        rig.target.failUploads = true;
        for (int i = 0; i < 10; i++) {
            rig.begin();
            rig.mailbox.runNext();
            rig.clock.advanceTime(Duration.ofMillis(rig.nextStartMs()));
        }
        assertThat(rig.taskFailures).isEmpty();
        assertThat(rig.metrics.count("failedMaterialization")).isEqualTo(10);
    }

    @Test
    void aStartThatFailsCountsAsAFailure() throws Exception {
        rig.target.failStarts = true;
        for (int i = 0; i < 3; i++) {
            assertThat(rig.taskFailures).isEmpty();
            rig.clock.advanceTime(ManagerRig.INTERVAL);
            rig.manager.trigger();
            rig.mailbox.runNext();
        }
        assertThat(rig.taskFailures).hasSize(1);
    }

    @Test
    void aMaterializationThatWasOvertakenIsDeletedOnAnotherThread() throws Exception {
        rig.target.overtaken = true;
        rig.begin();
        rig.holdBack = true;
        rig.mailbox.runNext();
        assertThat(rig.target.result.isDisposed()).isFalse();
        rig.heldBack.remove().run();
        assertThat(rig.target.result.isDisposed()).isTrue();
    }

    @Test
    void whatIsStoredWhileTheTaskEndsIsDeletedThoughItsMailIsDropped() throws Exception {
        rig.begin();
        assertThat(rig.mailbox.size()).isEqualTo(1);
        assertThat(rig.target.result.isDisposed()).isFalse();
        rig.manager.close();
        assertThat(rig.target.result.isDisposed()).isTrue();
        rig.mailbox.runNext();
        assertThat(rig.target.stored).isEmpty();
    }

    @Test
    void whatIsStoredAfterTheTaskHasEndedIsDeleted() throws Exception {
        rig.begin();
        rig.mailbox.runNext();
        rig.holdBack = true;
        rig.begin();
        rig.mailbox.close();
        rig.heldBack.remove().run();
        assertThat(rig.target.result.isDisposed()).isTrue();
    }

    @Test
    void theFirstOneIsExpectedToStoreAllThatARestoreWouldLoadAndReplay() throws Exception {
        rig.log.set(1, 1_000_000_000);
        rig.target.materializedBytes = OptionalLong.of(500_000_000);
        rig.holdBack = true;
        rig.begin();
        assertThat(rig.traffic.allowedBytesPerSecond())
                .as("done after three quarters of 100 s")
                .hasValue(20_000_000);
    }

    @Test
    void aLaterOneIsExpectedToStoreAsMuchAsTheLastOneOrWhatWasLoggedSince() throws Exception {
        rig.target.materializedBytes = OptionalLong.of(5_000_000_000L);
        rig.begin();
        rig.mailbox.runNext();
        rig.log.set(1, 1_500_000_000);
        rig.holdBack = true;
        rig.begin();
        assertThat(rig.traffic.allowedBytesPerSecond()).hasValue(20_000_000);
    }

    @Test
    void theAgeIsThatOfTheSnapshotThatWasStoredLast() throws Exception {
        rig.clock.advanceTime(Duration.ofMinutes(1));
        assertThat(rig.manager.ageMs()).isEqualTo(60_000);
        rig.holdBack = true;
        rig.begin();
        rig.clock.advanceTime(Duration.ofSeconds(5));
        rig.heldBack.remove().run();
        assertThat(rig.manager.ageMs()).isEqualTo(65_000);
        rig.mailbox.runNext();
        assertThat(rig.manager.ageMs()).isEqualTo(5_000);
    }

    @Test
    void oneThatTakesLongerThanItsIntervalIsReportedOnceWhileItDoes() throws Exception {
        rig.holdBack = true;
        rig.begin();
        rig.target.answer = Optional.of(Outcome.PREVIOUS_PENDING);
        rig.manager.trigger();
        assertThat(rig.metrics.count("materializationLate")).isZero();
        rig.clock.advanceTime(ManagerRig.INTERVAL.plusMillis(1));
        rig.manager.trigger();
        rig.manager.trigger();
        assertThat(rig.metrics.count("materializationLate")).isEqualTo(1);
        rig.heldBack.remove().run();
        rig.mailbox.runNext();
        assertThat(rig.metrics.count("materializationLate")).isEqualTo(1);
    }

    @Test
    void oneThatDoesNotGetOnIsCancelledAndCountsAsFailed() throws Exception {
        rig.holdBack = true;
        rig.begin();
        rig.target.answer = Optional.of(Outcome.PREVIOUS_PENDING);
        rig.clock.advanceTime(Duration.ofMinutes(10).minusMillis(1));
        rig.manager.trigger();
        rig.clock.advanceTime(Duration.ofMillis(1));
        Runnable upload = rig.heldBack.remove();
        assertThat(rig.heldBack).isEmpty();
        rig.manager.trigger();
        rig.heldBack.remove().run();
        upload.run();
        rig.mailbox.runNext();
        assertThat(rig.target.failed).containsExactly(1L);
        assertThat(rig.metrics.count("failedMaterialization")).isEqualTo(1);
        assertThat(rig.slots.taken()).isZero();
    }

    @Test
    void aConfirmedCheckpointThatIsAMaterializationCountsAsOne() throws Exception {
        rig.clock.advanceTime(Duration.ofMinutes(1));
        rig.manager.confirmed(0);
        assertThat(rig.manager.ageMs()).as("what was restored").isEqualTo(60_000);
        rig.manager.confirmed(7);
        assertThat(rig.manager.ageMs()).isZero();
        assertThat(rig.nextStartMs()).isGreaterThanOrEqualTo(ManagerRig.INTERVAL.toMillis() / 2);
    }

    @Test
    void aConfirmationOfAnOlderOneChangesNothing() throws Exception {
        rig.manager.confirmed(7);
        rig.clock.advanceTime(Duration.ofMinutes(1));
        rig.manager.confirmed(6);
        assertThat(rig.manager.ageMs()).isEqualTo(60_000);
    }

    @Test
    void anOvertakenOneNeitherCountsNorMakesTheLastOneOlder() throws Exception {
        rig.holdBack = true;
        rig.begin();
        rig.clock.advanceTime(Duration.ofMinutes(1));
        rig.manager.confirmed(7);
        rig.target.overtaken = true;
        rig.heldBack.remove().run();
        rig.mailbox.runNext();
        assertThat(rig.manager.ageMs()).isZero();
        assertThat(rig.metrics.count("completedMaterialization")).isZero();
    }

    private void failAnIntervalLater() throws Exception {
        rig.clock.advanceTime(ManagerRig.INTERVAL);
        rig.begin();
        rig.mailbox.runNext();
    }
}
