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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.CheckpointListener;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.util.clock.Clock;

import java.util.Optional;

/**
 * Keeps the account of the latest complete checkpoint of a job, and has it guarded.
 *
 * <p>Written by the thread of the job's coordinator; the latest account is read by any.
 */
public final class ChangelogAccounts implements CheckpointListener {

    private final ChangelogJob job;
    private final Accountant accountant;
    private final Guard guard;
    private final Clock clock;
    private final FailureCount failures;

    private volatile Optional<JobAccount> latest = Optional.empty();
    private volatile int openIncidents;

    ChangelogAccounts(ChangelogJob job, Guard guard, Clock clock, FailureCount failures) {
        this.job = job;
        this.accountant = new Accountant(job);
        this.guard = guard;
        this.clock = clock;
        this.failures = failures;
    }

    /**
     * @param configuration of the job over that of the cluster
     * @param failures of whoever tells the events, for the metrics
     * @throws org.apache.flink.configuration.IllegalConfigurationException for a guard that cannot
     *     be one
     */
    public static ChangelogAccounts of(
            ChangelogJob job, ReadableConfig configuration, Clock clock, FailureCount failures) {
        Guard guard = new Guard(job.name(), GuardSettings.of(configuration));
        return new ChangelogAccounts(job, guard, clock, failures);
    }

    public ChangelogJob job() {
        return job;
    }

    /** As of the latest complete checkpoint; empty before the first. */
    public Optional<JobAccount> latest() {
        return latest;
    }

    /** The time against which ages count, in milliseconds since the epoch. */
    public long nowMs() {
        return clock.absoluteTimeMillis();
    }

    @Override
    public void completed(CheckpointFacts checkpoint) {
        latest = Optional.of(accountant.account(checkpoint));
        tick();
    }

    /** A savepoint has no log; the job goes on from it with what its first checkpoint will say. */
    @Override
    public void restored(CheckpointFacts checkpoint, boolean owned) {
        latest = Optional.of(accountant.account(dated(checkpoint)));
    }

    /**
     * What a user restores from has no time in its metadata: its materialization counts from now.
     */
    private CheckpointFacts dated(CheckpointFacts checkpoint) {
        return checkpoint.triggerTimestampMs() > 0
                ? checkpoint
                : new CheckpointFacts(checkpoint.id(), nowMs(), checkpoint.states());
    }

    @Override
    public void tick() {
        latest.ifPresent(
                account -> {
                    guard.check(account, nowMs());
                    openIncidents = guard.openIncidents();
                });
    }

    long oldestMaterializationAgeMs() {
        return latest.map(account -> account.oldestMaterializationAgeMs(nowMs())).orElse(0L);
    }

    int openIncidents() {
        return openIncidents;
    }

    long failures() {
        return failures.count();
    }
}
