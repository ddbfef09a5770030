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
package org.apache.flink.changelog.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

final class DstlMetricsTest {

    private final RecordingGroup group = new RecordingGroup();
    private final DstlMetrics metrics = new DstlMetrics(group);

    @Test
    void namesAreThoseThatDashboardsUse() {
        metrics.watchQueue(() -> 3);
        metrics.watchInFlight(() -> 4L);

        assertThat(group.metrics.keySet())
                .containsExactlyInAnyOrder(
                        "ChangelogStorage.numberOfUploadRequests",
                        "ChangelogStorage.numberOfUploadFailures",
                        "ChangelogStorage.attemptsPerUpload",
                        "ChangelogStorage.totalAttemptsPerUpload",
                        "ChangelogStorage.uploadBatchSizes",
                        "ChangelogStorage.uploadSizes",
                        "ChangelogStorage.uploadLatenciesNanos",
                        "ChangelogStorage.uploadQueueSize",
                        "ChangelogStorage.inFlightBytes");
        assertThat(((Gauge<?>) metric("uploadQueueSize")).getValue()).isEqualTo(3);
        assertThat(((Gauge<?>) metric("inFlightBytes")).getValue()).isEqualTo(4L);
    }

    @Test
    void eachEventCountsWhereItBelongs() {
        metrics.attemptBegun();
        metrics.attemptBegun();
        metrics.attemptFailed();
        metrics.stored(2, 5, 1_000, 77);
        metrics.decided(2);

        assertThat(((Counter) metric("numberOfUploadRequests")).getCount()).isEqualTo(2);
        assertThat(((Counter) metric("numberOfUploadFailures")).getCount()).isEqualTo(1);
        assertThat(only("attemptsPerUpload")).isEqualTo(2);
        assertThat(only("totalAttemptsPerUpload")).isEqualTo(2);
        assertThat(only("uploadBatchSizes")).isEqualTo(5);
        assertThat(only("uploadSizes")).isEqualTo(1_000);
        assertThat(only("uploadLatenciesNanos")).isEqualTo(77);
    }

    private Metric metric(String name) {
        return group.metrics.get("ChangelogStorage." + name);
    }

    private long only(String name) {
        Histogram histogram = (Histogram) metric(name);
        assertThat(histogram.getCount()).isOne();
        return histogram.getStatistics().getMax();
    }

    private static final class RecordingGroup extends UnregisteredMetricsGroup {

        private final Map<String, Metric> metrics;
        private final String prefix;

        RecordingGroup() {
            this(new HashMap<>(), "");
        }

        private RecordingGroup(Map<String, Metric> metrics, String prefix) {
            this.metrics = metrics;
            this.prefix = prefix;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new RecordingGroup(metrics, prefix + name + ".");
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            metrics.put(prefix + name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            metrics.put(prefix + name, gauge);
            return gauge;
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            metrics.put(prefix + name, histogram);
            return histogram;
        }
    }
}
