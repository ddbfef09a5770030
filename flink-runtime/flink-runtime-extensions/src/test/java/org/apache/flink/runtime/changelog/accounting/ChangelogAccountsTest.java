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

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.apache.flink.runtime.changelog.TestCheckpoints.changelog;
import static org.apache.flink.runtime.changelog.TestCheckpoints.operator;
import static org.apache.flink.runtime.changelog.TestCheckpoints.subtask;
import static org.assertj.core.api.Assertions.assertThat;

class ChangelogAccountsTest {

    private static final long[] NO_LOG = {};

    private final OperatorID operatorId = new OperatorID();
    private final ManualClock clock = new ManualClock(0);
    private final FailureCount failures = FailureCount.ofReports("test");
    private final ChangelogJob job =
            new ChangelogJob(
                    new JobID(),
                    "job",
                    List.of(
                            new ChangelogJob.Vertex(
                                    new JobVertexID(), "sums", List.of(operatorId))));
    private final ChangelogAccounts accounts = accounts();
    private final Map<String, Gauge<?>> gauges = new HashMap<>();

    @Test
    void metricsShowTheLatestCompleteCheckpoint() {
        new ChangelogJobMetrics(new Gauges("")).watch(accounts);
        assertThat(gauge("logBytes")).isZero();

        clock.advanceTime(Duration.ofSeconds(5));
        accounts.completed(checkpoint(1, 1000, 20_000_000));
        failures.caught("a test", new IllegalStateException("on purpose"));

        assertThat(gauge("materializedBytes")).isEqualTo(10_000_000);
        assertThat(gauge("logBytes")).isEqualTo(20_000_000);
        assertThat(gauge("incrementalBytes")).isEqualTo(7);
        assertThat(gauge("materializedHandles")).isEqualTo(2);
        assertThat(gauge("logHandles")).isEqualTo(1);
        assertThat(gauge("predictedReplayTimeMs")).isEqualTo(1000);
        assertThat(gauge("spaceAmplificationPercent")).isEqualTo(200);
        assertThat(gauge("oldestMaterializationAgeMs")).isEqualTo(4000);
        assertThat(gauge("openIncidents")).isZero();
        assertThat(gauge("numberOfWatchFailures")).isEqualTo(1);
    }

    @Test
    void metricsCanBeGivenOtherAccountsToShow() {
        ChangelogJobMetrics metrics = new ChangelogJobMetrics(new Gauges(""));
        metrics.watch(accounts);
        accounts.completed(checkpoint(1, 0, 100));

        metrics.watch(accounts());

        assertThat(gauge("logBytes")).isZero();
    }

    @Test
    void timeAloneOpensAnIncident() {
        new ChangelogJobMetrics(new Gauges("")).watch(accounts);
        accounts.completed(checkpoint(1, 0, 100));
        assertThat(gauge("openIncidents")).isZero();

        clock.advanceTime(Duration.ofHours(1));
        accounts.tick();

        assertThat(gauge("openIncidents")).isEqualTo(1);
    }

    @Test
    void aTickBeforeTheFirstCheckpointSaysNothing() {
        accounts.tick();

        assertThat(accounts.latest()).isEmpty();
    }

    @Test
    void aRestoredJobHasTheAccountOfWhatItRestored() {
        accounts.restored(checkpoint(7, 0, 100), false);

        assertThat(accounts.latest()).map(JobAccount::checkpointId).hasValue(7L);
    }

    /** Flink gives it the time 0. */
    @Test
    void whatAUserRestoresFromIsNotAsOldAsTime() {
        new ChangelogJobMetrics(new Gauges("")).watch(accounts);
        accounts.restored(checkpoint(7, 0, 100), true);
        accounts.tick();

        assertThat(gauge("openIncidents")).isZero();
        assertThat(gauge("oldestMaterializationAgeMs")).isZero();
    }

    private ChangelogAccounts accounts() {
        return ChangelogAccounts.of(job, new Configuration(), clock, failures);
    }

    private CheckpointFacts checkpoint(long id, long triggeredMs, long logBytes) {
        long[] log = logBytes == 0 ? NO_LOG : new long[] {logBytes};
        return new CheckpointFacts(
                id,
                triggeredMs,
                List.of(operator(operatorId, subtask(changelog(1, new long[] {10_000_000}, log)))));
    }

    private long gauge(String name) {
        return (Long) gauges.get("Changelog." + name).getValue();
    }

    private final class Gauges extends UnregisteredMetricsGroup {

        private final String prefix;

        Gauges(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new Gauges(prefix + name + ".");
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(prefix + name, gauge);
            return gauge;
        }
    }
}
