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

import org.apache.flink.core.fs.FileSystemSafetyNet;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** What one does from the moment that it is due until its snapshot is stored, and after a close. */
class MaterializationTurnTest {

    private final ManagerRig rig = new ManagerRig();

    @Test
    void whatTheTableNeedsIsDoneOnAnUploadThreadBeforeTheSnapshot() throws Exception {
        rig.target.preparation = Optional.of(() -> rig.target.calls.add("flush"));
        rig.holdBack = true;
        assertThat(rig.manager.trigger()).isEmpty();
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.PREPARING);
        assertThat(rig.target.calls).containsExactly("propose", "prepare");
        rig.heldBack.remove().run();
        rig.mailbox.runNext();
        assertThat(rig.target.calls).containsExactly("propose", "prepare", "flush", "begin");
    }

    @Test
    void theSnapshotIsTakenThoughTheTableCouldNotBeMadeReady() throws Exception {
        rig.target.preparation =
                Optional.of(
                        () -> {
                            throw new IOException("no space");
                        });
        rig.manager.trigger();
        rig.mailbox.runNext();
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.UPLOADING);
    }

    @Test
    void itTakesNoSnapshotBeforeItHasASlot() throws Exception {
        MaterializationSlots.Ticket neighbour = rig.slots.request(() -> {});
        assertThat(rig.manager.trigger()).isEmpty();
        assertThat(rig.mailbox.size()).isZero();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.WAITING);
        neighbour.close();
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.UPLOADING);
        assertThat(rig.slots.taken()).isEqualTo(1);
        rig.mailbox.runNext();
        assertThat(rig.slots.taken()).as("it is over").isZero();
    }

    @Test
    void whoWaitsForASlotLeavesTheQueueWhenClosed() {
        try (MaterializationSlots.Ticket neighbour = rig.slots.request(() -> {})) {
            rig.manager.trigger();
            assertThat(rig.slots.waiting()).isEqualTo(1);
            rig.manager.close();
            assertThat(rig.slots.waiting()).isZero();
            assertThat(neighbour).isNotNull();
        }
    }

    @Test
    void aSlotIsFreeAgainHoweverItEnded() throws Exception {
        rig.target.failStarts = true;
        rig.manager.trigger();
        rig.mailbox.runNext();
        assertThat(rig.slots.taken()).isZero();

        rig.target.failStarts = false;
        rig.target.failUploads = true;
        rig.begin();
        rig.mailbox.runNext();
        assertThat(rig.slots.taken()).isZero();

        rig.target.lateAnswer = Optional.of(Outcome.PREVIOUS_PENDING);
        rig.manager.trigger();
        rig.mailbox.runNext();
        assertThat(rig.slots.taken()).isZero();

        rig.target.lateAnswer = Optional.empty();
        rig.begin();
        rig.manager.close();
        assertThat(rig.slots.taken()).isZero();
    }

    @Test
    void itWaitsForTheEndOfBackPressure() throws Exception {
        rig.backPressured = true;
        rig.manager.trigger();
        rig.passTime(Duration.ofSeconds(3));
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.WAITING);
        rig.backPressured = false;
        rig.passTime(Duration.ofSeconds(1));
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.UPLOADING);
    }

    @Test
    void itWaitsForTheEndOfBackPressureNoLongerThanItsBound() throws Exception {
        rig.backPressured = true;
        rig.manager.trigger();
        rig.passTime(Duration.ofSeconds(10));
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.UPLOADING);
    }

    @Test
    void aConfirmationWhileOneWaitsPlansNoOther() throws Exception {
        rig.backPressured = true;
        rig.manager.trigger();
        rig.manager.confirmed(1);
        rig.passTime(Duration.ofSeconds(10));
        rig.mailbox.runNext();
        assertThat(rig.target.cycle()).isEqualTo(MaterializationCycle.UPLOADING);
    }

    @Test
    void afterCloseNothingTouchesTheTarget() throws Exception {
        rig.manager.start();
        rig.begin();
        rig.manager.close();
        rig.mailbox.runNext();
        rig.timer.triggerNonPeriodicScheduledTasks();
        assertThat(rig.manager.trigger()).isEmpty();
        rig.manager.confirmed(1);
        assertThat(rig.target.stored).isEmpty();
        assertThat(rig.target.proposals).isEqualTo(1);
        assertThat(rig.mailbox.size()).isZero();
        assertThat(rig.nextStartMs()).isEqualTo(-1);
    }

    @Test
    void uploadsSeeTheClassesOfTheUser() throws Exception {
        rig.begin();
        assertThat(rig.target.uploadedWith).isSameAs(rig.userCode);
        assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(rig.userCode);
    }

    @Test
    void anUploadThreadThatIsNotAsItShouldBeFailsTheMaterializationOnly() throws Exception {
        FileSystemSafetyNet.initializeSafetyNetForThread();
        rig.begin();
        rig.mailbox.runNext();
        assertThat(rig.target.failed).containsExactly(1L);
        assertThat(rig.nextStartMs()).isEqualTo(ManagerRig.FIRST_RETRY_MS);
        rig.begin();
        rig.mailbox.runNext();
        assertThat(rig.target.stored).containsExactly(2L);
    }

    @Test
    void whatIsStoredAfterCloseIsDeletedOnAnotherThread() throws Exception {
        rig.begin();
        rig.holdBack = true;
        rig.manager.close();
        rig.mailbox.runNext();
        assertThat(rig.target.result.isDisposed()).isFalse();
        rig.heldBack.remove().run();
        assertThat(rig.target.result.isDisposed()).isTrue();
    }

    @Test
    void aResultForATaskThatHasEndedIsDeleted() throws Exception {
        rig.holdBack = true;
        rig.begin();
        rig.mailbox.close();
        rig.heldBack.remove().run();
        assertThat(rig.target.stored).isEmpty();
        assertThat(rig.target.failed).isEmpty();
        assertThat(rig.target.result.isDisposed()).isTrue();
    }
}
