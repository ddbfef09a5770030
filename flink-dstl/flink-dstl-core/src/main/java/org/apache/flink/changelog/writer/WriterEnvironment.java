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
package org.apache.flink.changelog.writer;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.upload.UploadScheduler;
import org.apache.flink.changelog.upload.UploadThreads;

import java.util.Optional;

/**
 * What the writers of a storage share, and their settings. Thread-safe; closes nothing.
 *
 * <p>One exists for each job and TaskManager.
 */
public final class WriterEnvironment {

    private final UploadScheduler scheduler;
    private final InFlightBudget budget;
    private final WriterSettings settings;
    private final UploadThreads threads;
    private final DstlMetrics metrics;
    private final InlineDeltas inlineDeltas;

    public WriterEnvironment(
            UploadScheduler scheduler,
            InFlightBudget budget,
            WriterSettings settings,
            UploadThreads threads,
            DstlMetrics metrics) {
        this.scheduler = scheduler;
        this.budget = budget;
        this.settings = settings;
        this.threads = threads;
        this.metrics = metrics;
        this.inlineDeltas = new InlineDeltas(settings.inline(), metrics);
    }

    UploadScheduler scheduler() {
        return scheduler;
    }

    InFlightBudget budget() {
        return budget;
    }

    WriterSettings settings() {
        return settings;
    }

    InlineDeltas inlineDeltas() {
        return inlineDeltas;
    }

    /** For one writer; empty if time alone does not seal. */
    Optional<Linger> linger(MailboxExecutor mailbox, Runnable seal) {
        return settings.linger()
                .map(longest -> new Linger(longest, threads.timer(), mailbox, seal));
    }

    long nowNanos() {
        return threads.clock().relativeTimeNanos();
    }

    void persisted(long begunNanos) {
        metrics.persisted(nowNanos() - begunNanos);
    }
}
