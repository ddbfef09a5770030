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
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.TestingStreamStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.state.changelog.ManualMailbox;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class MaterializationManagerTest {

    private static final long INTERVAL_MS = 1_000;
    private static final long RETRY_MS = 100;

    private final ManuallyTriggeredScheduledExecutorService timer =
            new ManuallyTriggeredScheduledExecutorService();
    private final ManualMailbox mailbox = new ManualMailbox();
    private final Target target = new Target();
    private final List<Throwable> taskFailures = new ArrayList<>();
    private final ClassLoader userCode = new URLClassLoader(new URL[0]);
    private final Queue<Runnable> heldBack = new ArrayDeque<>();
    private boolean holdBack;
    private final MaterializationManager manager =
            new MaterializationManager(
                    target,
                    new MaterializationSettings(Duration.ofMillis(INTERVAL_MS), 1, 4, 2),
                    new MaterializationRuntime(
                            timer, this::upload, mailbox, new ManualClock(), userCode),
                    new ChangelogMetrics(new UnregisteredMetricsGroup()),
                    taskFailures::add);

    @Test
    void theFirstStartIsAtThePhaseOfTheSubtask() {
        manager.start();
        assertThat(nextStartMs()).isEqualTo(INTERVAL_MS / 2);
    }

    @Test
    void theTimerStartsOnTheTaskThreadOnly() throws Exception {
        manager.start();
        timer.triggerNonPeriodicScheduledTasks();
        assertThat(target.starts).isZero();
        mailbox.runNext();
        assertThat(target.starts).isEqualTo(1);
    }

    @Test
    void aStoredMaterializationReachesTheTargetThroughTheMailbox() throws Exception {
        assertThat(manager.trigger()).contains(Outcome.STARTED);
        assertThat(target.stored).isEmpty();
        mailbox.runNext();
        assertThat(target.stored).containsExactly(1L);
        assertThat(nextStartMs()).isEqualTo(INTERVAL_MS);
    }

    @Test
    void aStartWithNothingNewIsTriedAgainSoon() {
        target.outcome = Outcome.NOTHING_NEW;
        assertThat(manager.trigger()).contains(Outcome.NOTHING_NEW);
        assertThat(nextStartMs()).isEqualTo(RETRY_MS);
    }

    @Test
    void aStartWhileThePreviousIsPendingIsTriedAgainSoon() {
        target.outcome = Outcome.PREVIOUS_PENDING;
        assertThat(manager.trigger()).contains(Outcome.PREVIOUS_PENDING);
        assertThat(nextStartMs()).isEqualTo(RETRY_MS);
    }

    @Test
    void aFailedUploadIsTriedAgainSoon() throws Exception {
        target.failUploads = true;
        manager.trigger();
        mailbox.runNext();
        assertThat(target.failed).containsExactly(1L);
        assertThat(taskFailures).isEmpty();
        assertThat(nextStartMs()).isEqualTo(RETRY_MS);
    }

    @Test
    void moreFailuresInARowThanAllowedFailTheTaskWithTheCause() throws Exception {
        target.failUploads = true;
        for (int i = 0; i < 3; i++) {
            assertThat(taskFailures).isEmpty();
            manager.trigger();
            mailbox.runNext();
        }
        assertThat(taskFailures).hasSize(1);
        assertThat(taskFailures.get(0)).hasMessage("upload failed");
    }

    @Test
    void aSuccessForgivesTheFailuresBefore() throws Exception {
        for (int i = 0; i < 6; i++) {
            target.failUploads = i % 3 != 2;
            manager.trigger();
            mailbox.runNext();
        }
        assertThat(taskFailures).isEmpty();
    }

    @Test
    void aStartThatFailsCountsAsAFailure() {
        target.failStarts = true;
        assertThat(manager.trigger()).isEmpty();
        assertThat(manager.trigger()).isEmpty();
        assertThat(taskFailures).isEmpty();
        assertThat(manager.trigger()).isEmpty();
        assertThat(taskFailures).hasSize(1);
    }

    @Test
    void afterCloseNothingTouchesTheTarget() throws Exception {
        manager.start();
        manager.trigger();
        manager.close();
        mailbox.runNext();
        timer.triggerNonPeriodicScheduledTasks();
        assertThat(manager.trigger()).isEmpty();
        assertThat(target.stored).isEmpty();
        assertThat(target.starts).isEqualTo(1);
        assertThat(mailbox.size()).isZero();
    }

    @Test
    void uploadsSeeTheClassesOfTheUser() throws Exception {
        manager.trigger();
        assertThat(target.uploadedWith).isSameAs(userCode);
        assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(userCode);
    }

    @Test
    void anUploadThreadThatIsNotAsItShouldBeFailsTheMaterializationOnly() throws Exception {
        FileSystemSafetyNet.initializeSafetyNetForThread();
        manager.trigger();
        mailbox.runNext();
        assertThat(target.failed).containsExactly(1L);
        assertThat(nextStartMs()).isEqualTo(RETRY_MS);
        manager.trigger();
        mailbox.runNext();
        assertThat(target.stored).containsExactly(2L);
    }

    @Test
    void aMaterializationThatWasOvertakenIsDeletedOnAnUploadThread() throws Exception {
        target.overtaken = true;
        manager.trigger();
        holdBack = true;
        mailbox.runNext();
        assertThat(target.result.isDisposed()).isFalse();
        heldBack.remove().run();
        assertThat(target.result.isDisposed()).isTrue();
    }

    @Test
    void whatIsStoredAfterCloseIsDeletedOnAnUploadThread() throws Exception {
        manager.trigger();
        manager.close();
        holdBack = true;
        mailbox.runNext();
        assertThat(target.result.isDisposed()).isFalse();
        heldBack.remove().run();
        assertThat(target.result.isDisposed()).isTrue();
    }

    /** The upload threads: this one, or nobody yet. */
    private void upload(Runnable task) {
        if (holdBack) {
            heldBack.add(task);
        } else {
            task.run();
        }
    }

    @Test
    void aResultForATaskThatHasEndedIsDropped() {
        mailbox.close();
        manager.trigger();
        assertThat(target.stored).isEmpty();
        assertThat(target.failed).isEmpty();
    }

    private long nextStartMs() {
        long next = -1;
        for (ScheduledFuture<?> future : timer.getActiveNonPeriodicScheduledTask()) {
            assertThat(next).as("one timer at a time").isEqualTo(-1);
            next = future.getDelay(TimeUnit.MILLISECONDS);
        }
        return next;
    }

    /** Does what it is told and remembers what it was told. */
    private static final class Target implements MaterializationTarget {

        private final List<Long> stored = new ArrayList<>();
        private final List<Long> failed = new ArrayList<>();
        private Outcome outcome = Outcome.STARTED;
        private final TestingStreamStateHandle result = new TestingStreamStateHandle();
        private ClassLoader uploadedWith = ClassLoader.getSystemClassLoader();
        private boolean failStarts;
        private boolean failUploads;
        private boolean overtaken;
        private int starts;

        @Override
        public MaterializationStart beginMaterialization() throws IOException {
            if (failStarts) {
                throw new IOException("start failed");
            }
            switch (outcome) {
                case NOTHING_NEW:
                    return MaterializationStart.nothingNew();
                case PREVIOUS_PENDING:
                    return MaterializationStart.previousPending();
                default:
                    starts++;
                    return MaterializationStart.started(
                            new Materialization(
                                    starts,
                                    SequenceNumber.of(starts),
                                    new FutureTask<>(this::upload)));
            }
        }

        private SnapshotResult<KeyedStateHandle> upload() throws IOException {
            if (failUploads) {
                throw new IOException("upload failed");
            }
            uploadedWith = Thread.currentThread().getContextClassLoader();
            return SnapshotResult.of(
                    new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 0), result));
        }

        @Override
        public boolean materialized(
                Materialization materialization, SnapshotResult<KeyedStateHandle> result) {
            stored.add(materialization.id());
            return !overtaken;
        }

        @Override
        public void materializationFailed(Materialization materialization) {
            failed.add(materialization.id());
        }
    }
}
