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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.changelog.ChangelogCoordinator;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointListener;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.changelog.accounting.ChangelogJobMetrics;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import static java.lang.Thread.MIN_PRIORITY;
import static java.lang.Thread.NORM_PRIORITY;

/** The wiring of what watches a job: its thread, its clock, its listeners. */
final class DefaultJobWiring implements JobWiring {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultJobWiring.class);

    /**
     * Metrics cannot be registered twice in one group, and a group may see several coordinators.
     */
    private final Map<MetricGroup, ChangelogJobMetrics> metricsByGroup =
            Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public AttachedJob wire(ChangelogJob job, JobSurroundings around) {
        FailureCount failures = FailureCount.ofReports("Changelog coordinator of job " + job.id());
        ChangelogAccounts accounts = accounts(job, around.configuration(), failures);
        metricsByGroup.computeIfAbsent(around.metrics(), ChangelogJobMetrics::new).watch(accounts);
        Optional<JanitorRounds> janitor = janitor(job, around);
        List<CheckpointListener> listeners = new ArrayList<>();
        listeners.add(accounts);
        janitor.ifPresent(listeners::add);
        ChangelogCoordinator coordinator =
                new ChangelogCoordinator(
                        job.id(),
                        thread("changelog-coordinator", NORM_PRIORITY),
                        around.retained(),
                        listeners,
                        failures);
        return new AttachedJob(
                coordinator,
                accounts,
                janitor.<JobLife>map(rounds -> rounds).orElseGet(JobLife::uneventful));
    }

    /** A guard that cannot be one costs its bounds, and nothing else. */
    private static ChangelogAccounts accounts(
            ChangelogJob job, ReadableConfig configuration, FailureCount failures) {
        Clock clock = SystemClock.getInstance();
        try {
            return ChangelogAccounts.of(job, configuration, clock, failures);
        } catch (RuntimeException e) {
            LOG.error("Job {} is guarded by the default bounds.", job.id(), e);
            return ChangelogAccounts.of(job, new Configuration(), clock, failures);
        }
    }

    /** One that cannot be made costs nothing else. */
    private static Optional<JanitorRounds> janitor(ChangelogJob job, JobSurroundings around) {
        try {
            return JanitorWiring.rounds(
                    job,
                    around,
                    () -> thread("changelog-janitor", MIN_PRIORITY),
                    new FailureCount(
                            "Janitor of job " + job.id(),
                            "Files that nobody needs stay longer; nothing else is affected."));
        } catch (RuntimeException e) {
            LOG.error("Job {} has no janitor.", job.id(), e);
            return Optional.empty();
        }
    }

    private static ScheduledExecutorService thread(String name, int priority) {
        return Executors.newSingleThreadScheduledExecutor(
                new ExecutorThreadFactory.Builder()
                        .setPoolName(name)
                        .setThreadPriority(priority)
                        .build());
    }
}
