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
import org.apache.flink.util.clock.Clock;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Threads, class loader and clock that a {@link MaterializationManager} uses and does not own.
 * Immutable.
 */
public final class MaterializationRuntime {

    private final ScheduledExecutorService timer;
    private final Executor uploads;
    private final MailboxExecutor taskThread;
    private final Clock clock;
    private final ClassLoader userCode;

    public MaterializationRuntime(
            ScheduledExecutorService timer,
            Executor uploads,
            MailboxExecutor taskThread,
            Clock clock,
            ClassLoader userCode) {
        this.timer = timer;
        this.uploads = uploads;
        this.taskThread = taskThread;
        this.clock = clock;
        this.userCode = userCode;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    Executor uploads() {
        return uploads;
    }

    MailboxExecutor taskThread() {
        return taskThread;
    }

    Clock clock() {
        return clock;
    }

    /** That of the task: serializers of the user may need it on the upload threads. */
    ClassLoader userCode() {
        return userCode;
    }
}
