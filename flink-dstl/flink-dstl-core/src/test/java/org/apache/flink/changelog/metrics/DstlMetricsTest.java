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
        metrics.watchDiscards(() -> 7);
        metrics.watchMemory(() -> 4, () -> 5, () -> 6);
        metrics.watchBackPressure(() -> 8, () -> 9);
        metrics.watchLocalCopies(() -> 10);

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
                        "ChangelogStorage.inFlightBytes",
                        "ChangelogStorage.openBytes",
                        "ChangelogStorage.sealedBytes",
                        "ChangelogStorage.pooledBytes",
                        "ChangelogStorage.backPressuredTimeMs",
                        "ChangelogStorage.blockedTimeMs",
                        "ChangelogStorage.persistLatenciesNanos",
                        "ChangelogStorage.batchFillPercent",
                        "ChangelogStorage.compressionPercent",
                        "ChangelogStorage.numberOfHedgedAttempts",
                        "ChangelogStorage.numberOfRetriedAttempts",
                        "ChangelogStorage.numberOfInlineDeltas",
                        "ChangelogStorage.inlineDeltaBytes",
                        "ChangelogStorage.discardQueueSize",
                        "ChangelogStorage.numberOfDiscardedFiles",
                        "ChangelogStorage.numberOfReclaimedFiles",
                        "ChangelogStorage.numberOfLeakedFiles",
                        "ChangelogStorage.localCopyBytes",
                        "ChangelogStorage.numberOfLocalCopyFailures");
        assertThat(((Gauge<?>) metric("uploadQueueSize")).getValue()).isEqualTo(3);
        assertThat(((Gauge<?>) metric("inFlightBytes")).getValue()).isEqualTo(9L);
        assertThat(((Gauge<?>) metric("pooledBytes")).getValue()).isEqualTo(6L);
        assertThat(((Gauge<?>) metric("discardQueueSize")).getValue()).isEqualTo(7);
        assertThat(((Gauge<?>) metric("backPressuredTimeMs")).getValue()).isEqualTo(8L);
        assertThat(((Gauge<?>) metric("blockedTimeMs")).getValue()).isEqualTo(9L);
    }

    @Test
    void eachEventCountsWhereItBelongs() {
        metrics.attemptBegun();
        metrics.attemptBegun();
        metrics.attemptFailed();
        metrics.attemptHedged();
        metrics.attemptRetried();
        metrics.attemptRetried();
        metrics.stored(2, new DstlMetrics.Stored(5, 2_000, 1_000, 8_000), 77);
        metrics.decided(2);
        metrics.persisted(88);
        metrics.inlined(99);
        metrics.discarded(false);
        metrics.discarded(true);
        metrics.leaked();
        metrics.localCopyFailed();

        assertThat(((Counter) metric("numberOfUploadRequests")).getCount()).isEqualTo(2);
        assertThat(((Counter) metric("numberOfUploadFailures")).getCount()).isEqualTo(1);
        assertThat(only("attemptsPerUpload")).isEqualTo(2);
        assertThat(only("totalAttemptsPerUpload")).isEqualTo(2);
        assertThat(only("uploadBatchSizes")).isEqualTo(5);
        assertThat(only("uploadSizes")).isEqualTo(1_000);
        assertThat(only("uploadLatenciesNanos")).isEqualTo(77);
        assertThat(only("batchFillPercent")).isEqualTo(25);
        assertThat(only("compressionPercent")).isEqualTo(50);
        assertThat(only("persistLatenciesNanos")).isEqualTo(88);
        assertThat(count("numberOfHedgedAttempts")).isEqualTo(1);
        assertThat(count("numberOfRetriedAttempts")).isEqualTo(2);
        assertThat(count("numberOfInlineDeltas")).isEqualTo(1);
        assertThat(count("inlineDeltaBytes")).isEqualTo(99);
        assertThat(count("numberOfDiscardedFiles")).isEqualTo(2);
        assertThat(count("numberOfReclaimedFiles")).isEqualTo(1);
        assertThat(count("numberOfLeakedFiles")).isEqualTo(1);
        assertThat(count("numberOfLocalCopyFailures")).isEqualTo(1);
    }

    private long count(String name) {
        return ((Counter) metric(name)).getCount();
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
