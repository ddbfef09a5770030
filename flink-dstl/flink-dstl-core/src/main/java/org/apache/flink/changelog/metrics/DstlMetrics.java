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
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

import java.util.function.Supplier;

/**
 * The metrics of one job on one TaskManager, in the group {@value #GROUP}. Thread-safe.
 *
 * <table>
 *   <caption>Metrics</caption>
 *   <tr><td>numberOfUploadRequests</td><td>attempts begun</td></tr>
 *   <tr><td>numberOfUploadFailures</td><td>attempts that failed or took too long</td></tr>
 *   <tr><td>attemptsPerUpload</td><td>which attempt stored a batch; 1 is the first</td></tr>
 *   <tr><td>totalAttemptsPerUpload</td><td>attempts begun for a batch, stored or given up</td></tr>
 *   <tr><td>uploadBatchSizes</td><td>segments in a stored batch</td></tr>
 *   <tr><td>uploadSizes</td><td>bytes of a stored batch</td></tr>
 *   <tr><td>uploadLatenciesNanos</td><td>from the decision to commit until it is stored</td></tr>
 *   <tr><td>uploadQueueSize</td><td>segments handed over and not stored</td></tr>
 *   <tr><td>inFlightBytes</td><td>memory held by changes that are not stored</td></tr>
 * </table>
 */
public final class DstlMetrics {

    /** The group below that of the job on the TaskManager. */
    public static final String GROUP = "ChangelogStorage";

    /** How many of the latest values a histogram is computed from. */
    private static final int WINDOW = 1_000;

    private final MetricGroup group;
    private final Counter uploadRequests;
    private final Counter uploadFailures;
    private final Histogram attemptsPerUpload;
    private final Histogram totalAttemptsPerUpload;
    private final Histogram uploadBatchSizes;
    private final Histogram uploadSizes;
    private final Histogram uploadLatenciesNanos;

    /**
     * @param parent the group of the job on this TaskManager
     */
    public DstlMetrics(MetricGroup parent) {
        this.group = parent.addGroup(GROUP);
        this.uploadRequests = counter("numberOfUploadRequests");
        this.uploadFailures = counter("numberOfUploadFailures");
        this.attemptsPerUpload = histogram("attemptsPerUpload");
        this.totalAttemptsPerUpload = histogram("totalAttemptsPerUpload");
        this.uploadBatchSizes = histogram("uploadBatchSizes");
        this.uploadSizes = histogram("uploadSizes");
        this.uploadLatenciesNanos = histogram("uploadLatenciesNanos");
    }

    /** Shows the current number of segments that were handed over and are not stored. */
    public void watchQueue(Supplier<Integer> size) {
        group.gauge("uploadQueueSize", (Gauge<Integer>) size::get);
    }

    /** Shows the memory held by changes that are not stored. */
    public void watchInFlight(Supplier<Long> bytes) {
        group.gauge("inFlightBytes", (Gauge<Long>) bytes::get);
    }

    public void attemptBegun() {
        uploadRequests.inc();
    }

    public void attemptFailed() {
        uploadFailures.inc();
    }

    /**
     * @param attempt the one that stored it; 1 is the first
     */
    public void stored(int attempt, int segments, long sizeBytes, long latencyNanos) {
        attemptsPerUpload.update(attempt);
        uploadBatchSizes.update(segments);
        uploadSizes.update(sizeBytes);
        uploadLatenciesNanos.update(latencyNanos);
    }

    /** A batch is stored or given up, and this many attempts were begun for it. */
    public void decided(int attempts) {
        totalAttemptsPerUpload.update(attempts);
    }

    private Counter counter(String name) {
        return group.counter(name, new ThreadSafeSimpleCounter());
    }

    private Histogram histogram(String name) {
        return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
    }
}
