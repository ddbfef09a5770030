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

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Names and units of the metrics of a job's changelog, on the JobManager.
 *
 * <p>One for each metric group of a job. A job that is given a new checkpoint coordinator, which
 * the adaptive scheduler does at each restart, keeps its metrics: the new {@link ChangelogAccounts}
 * are watched instead. Read by the threads of the reporters.
 */
public final class ChangelogJobMetrics {

    static final String GROUP = "Changelog";

    private static final int PERCENT = 100;

    private volatile Optional<ChangelogAccounts> watched = Optional.empty();

    /**
     * @param job the group of the job on the JobManager
     */
    public ChangelogJobMetrics(MetricGroup job) {
        MetricGroup group = job.addGroup(GROUP);
        number(group, "materializedBytes", account -> account.sizes().materializedBytes());
        number(group, "logBytes", account -> account.sizes().logBytes());
        number(group, "incrementalBytes", account -> account.sizes().incrementalBytes());
        number(group, "materializedHandles", account -> account.sizes().materializedHandles());
        number(group, "logHandles", account -> account.sizes().logHandles());
        number(group, "predictedReplayTimeMs", JobAccount::predictedReplayTimeMs);
        number(
                group,
                "spaceAmplificationPercent",
                account -> Math.round(account.sizes().spaceAmplification().orElse(0) * PERCENT));
        gauge(
                group,
                "oldestMaterializationAgeMs",
                () -> watched.map(ChangelogAccounts::oldestMaterializationAgeMs).orElse(0L));
        gauge(
                group,
                "openIncidents",
                () -> (long) watched.map(ChangelogAccounts::openIncidents).orElse(0));
        gauge(
                group,
                "numberOfWatchFailures",
                () -> watched.map(ChangelogAccounts::failures).orElse(0L));
    }

    /** Shows these from now on. */
    public void watch(ChangelogAccounts accounts) {
        watched = Optional.of(accounts);
    }

    private void number(MetricGroup group, String name, ToLongFunction<JobAccount> value) {
        gauge(
                group,
                name,
                () ->
                        watched.flatMap(ChangelogAccounts::latest)
                                .map(value::applyAsLong)
                                .orElse(0L));
    }

    private static void gauge(MetricGroup group, String name, Gauge<Long> gauge) {
        group.gauge(name, gauge);
    }
}
