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

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;
import org.apache.flink.state.changelog.traffic.BackendTraffic;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.function.ThrowingRunnable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/**
 * What a {@link MaterializationManager} uses and does not own: threads, slots and traffic of the
 * TaskManager, and what it knows of its task. Immutable.
 */
public final class MaterializationRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(MaterializationRuntime.class);

    private final ScheduledExecutorService timer;
    private final Executor uploads;
    private final Executor deletions;
    private final MaterializationSlots slots;
    private final BackendTraffic traffic;
    private final MailboxExecutor taskThread;
    private final BooleanSupplier backPressured;
    private final Clock clock;
    private final ClassLoader userCode;

    /**
     * @param backPressured whether the task is, for most of its time; called on its thread
     */
    public MaterializationRuntime(
            ScheduledExecutorService timer,
            Executor uploads,
            Executor deletions,
            MaterializationSlots slots,
            BackendTraffic traffic,
            MailboxExecutor taskThread,
            BooleanSupplier backPressured,
            Clock clock,
            ClassLoader userCode) {
        this.timer = timer;
        this.uploads = uploads;
        this.deletions = deletions;
        this.slots = slots;
        this.traffic = traffic;
        this.taskThread = taskThread;
        this.backPressured = backPressured;
        this.clock = clock;
        this.userCode = userCode;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    Executor uploads() {
        return uploads;
    }

    /** For what need not wait for an upload. */
    Executor deletions() {
        return deletions;
    }

    MaterializationSlots slots() {
        return slots;
    }

    BackendTraffic traffic() {
        return traffic;
    }

    boolean backPressured() {
        return backPressured.getAsBoolean();
    }

    Clock clock() {
        return clock;
    }

    /** That of the task: serializers of the user may need it on the upload threads. */
    ClassLoader userCode() {
        return userCode;
    }

    /**
     * Runs something on the task thread, from any thread.
     *
     * @return false if the task takes no mail any more
     */
    boolean mail(ThrowingRunnable<Exception> command) {
        try {
            taskThread.execute(command, "changelog materialization");
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended.", e);
            return false;
        }
    }
}
