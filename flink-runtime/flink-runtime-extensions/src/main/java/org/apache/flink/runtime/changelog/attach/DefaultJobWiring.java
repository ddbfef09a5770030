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
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.changelog.ChangelogCoordinator;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.RetainedCheckpoints;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.changelog.accounting.ChangelogJobMetrics;
import org.apache.flink.util.clock.SystemClock;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;

/** The wiring of what watches a job: its thread, its clock, its listeners. */
final class DefaultJobWiring implements JobWiring {

    /**
     * Metrics cannot be registered twice in one group, and a group may see several coordinators.
     */
    private final Map<MetricGroup, ChangelogJobMetrics> metricsByGroup =
            Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public AttachedJob wire(
            ChangelogJob job,
            Configuration configuration,
            MetricGroup metrics,
            RetainedCheckpoints retained) {
        FailureCount failures = new FailureCount("Changelog coordinator of job " + job.id());
        ChangelogAccounts accounts =
                ChangelogAccounts.of(job, configuration, SystemClock.getInstance(), failures);
        metricsByGroup.computeIfAbsent(metrics, ChangelogJobMetrics::new).watch(accounts);
        ChangelogCoordinator coordinator =
                new ChangelogCoordinator(
                        job.id(),
                        Executors.newSingleThreadScheduledExecutor(
                                new ExecutorThreadFactory("changelog-coordinator")),
                        retained,
                        List.of(accounts),
                        failures);
        return new AttachedJob(coordinator, accounts);
    }
}
