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

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one job on one TaskManager, in the group {@value #GROUP}. Thread-safe. Names up to
 * and including uploadQueueSize are Flink's, with its meaning.
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
 *   <tr><td>openBytes</td><td>the part of it that is not sealed</td></tr>
 *   <tr><td>sealedBytes</td><td>the part of it that is sealed, on its way or not</td></tr>
 *   <tr><td>pooledBytes</td><td>memory that is kept for later changes</td></tr>
 *   <tr><td>backPressuredTimeMs</td><td>time without room for more changes, in all</td></tr>
 *   <tr><td>blockedTimeMs</td><td>time that tasks were made to wait in append, added up</td></tr>
 *   <tr><td>persistLatenciesNanos</td><td>from a checkpoint's request until its log is
 *       stored</td></tr>
 *   <tr><td>batchFillPercent</td><td>payload of a stored batch, in percent of the size at which it
 *       is complete</td></tr>
 *   <tr><td>compressionPercent</td><td>bytes of a stored batch in percent of its payload</td></tr>
 *   <tr><td>numberOfHedgedAttempts</td><td>attempts begun beside a slow one</td></tr>
 *   <tr><td>numberOfRetriedAttempts</td><td>attempts begun after one failed or hung</td></tr>
 *   <tr><td>numberOfInlineDeltas</td><td>logs that travelled in an acknowledgement</td></tr>
 *   <tr><td>inlineDeltaBytes</td><td>bytes of these</td></tr>
 *   <tr><td>discardQueueSize</td><td>files to be deleted</td></tr>
 *   <tr><td>numberOfDiscardedFiles</td><td>files deleted</td></tr>
 *   <tr><td>numberOfReclaimedFiles</td><td>files deleted after that had failed before</td></tr>
 *   <tr><td>numberOfLeakedFiles</td><td>files whose deletion was given up</td></tr>
 *   <tr><td>localCopyBytes</td><td>local copies of stored batches</td></tr>
 *   <tr><td>numberOfLocalCopyFailures</td><td>batches without a local copy because of the local
 *       disk</td></tr>
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
    private final Histogram persistLatenciesNanos;
    private final Histogram batchFillPercent;
    private final Histogram compressionPercent;
    private final Counter hedgedAttempts;
    private final Counter retriedAttempts;
    private final Counter inlineDeltas;
    private final Counter inlineDeltaBytes;
    private final Counter discardedFiles;
    private final Counter reclaimedFiles;
    private final Counter leakedFiles;
    private final Counter localCopyFailures;

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
        this.persistLatenciesNanos = histogram("persistLatenciesNanos");
        this.batchFillPercent = histogram("batchFillPercent");
        this.compressionPercent = histogram("compressionPercent");
        this.hedgedAttempts = counter("numberOfHedgedAttempts");
        this.retriedAttempts = counter("numberOfRetriedAttempts");
        this.inlineDeltas = counter("numberOfInlineDeltas");
        this.inlineDeltaBytes = counter("inlineDeltaBytes");
        this.discardedFiles = counter("numberOfDiscardedFiles");
        this.reclaimedFiles = counter("numberOfReclaimedFiles");
        this.leakedFiles = counter("numberOfLeakedFiles");
        this.localCopyFailures = counter("numberOfLocalCopyFailures");
    }

    // ------------------------------------------------------------ gauges

    /** Shows the current number of segments that were handed over and are not stored. */
    public void watchQueue(Supplier<Integer> size) {
        group.gauge("uploadQueueSize", (Gauge<Integer>) size::get);
    }

    /** Shows the current number of files to be deleted. */
    public void watchDiscards(Supplier<Integer> size) {
        group.gauge("discardQueueSize", (Gauge<Integer>) size::get);
    }

    /** Shows what holds memory. */
    public void watchMemory(
            LongSupplier openBytes, LongSupplier sealedBytes, LongSupplier pooledBytes) {
        gauge("inFlightBytes", () -> openBytes.getAsLong() + sealedBytes.getAsLong());
        gauge("openBytes", openBytes);
        gauge("sealedBytes", sealedBytes);
        gauge("pooledBytes", pooledBytes);
    }

    /** Shows for how long there was no room, and for how long tasks had to wait for it. */
    public void watchBackPressure(LongSupplier backPressuredMs, LongSupplier blockedMs) {
        gauge("backPressuredTimeMs", backPressuredMs);
        gauge("blockedTimeMs", blockedMs);
    }

    /** Shows the size of all local copies. */
    public void watchLocalCopies(LongSupplier bytes) {
        gauge("localCopyBytes", bytes);
    }

    // ------------------------------------------------------------ events

    public void attemptBegun() {
        uploadRequests.inc();
    }

    public void attemptFailed() {
        uploadFailures.inc();
    }

    /** An attempt is made beside a slow one. */
    public void attemptHedged() {
        hedgedAttempts.inc();
    }

    /** An attempt is made, or will be, after one that failed or hangs. */
    public void attemptRetried() {
        retriedAttempts.inc();
    }

    /**
     * @param attempt the one that stored it; 1 is the first
     */
    public void stored(int attempt, Stored what, long latencyNanos) {
        attemptsPerUpload.update(attempt);
        uploadBatchSizes.update(what.segments);
        uploadSizes.update(what.sizeBytes);
        uploadLatenciesNanos.update(latencyNanos);
        batchFillPercent.update(percent(what.payloadBytes, what.thresholdBytes));
        compressionPercent.update(percent(what.sizeBytes, what.payloadBytes));
    }

    /** A batch is stored, given up or dropped, and this many attempts were begun for it. */
    public void decided(int attempts) {
        totalAttemptsPerUpload.update(attempts);
    }

    /** The log that a checkpoint asked for is stored. */
    public void persisted(long latencyNanos) {
        persistLatenciesNanos.update(latencyNanos);
    }

    /** A log travels in an acknowledgement. */
    public void inlined(long sizeBytes) {
        inlineDeltas.inc();
        inlineDeltaBytes.inc(sizeBytes);
    }

    /**
     * @param failedBefore whether it was not the first try
     */
    public void discarded(boolean failedBefore) {
        discardedFiles.inc();
        if (failedBefore) {
            reclaimedFiles.inc();
        }
    }

    /** A deletion was given up. */
    public void leaked() {
        leakedFiles.inc();
    }

    /** A batch has no local copy because the local disk is full or fails. */
    public void localCopyFailed() {
        localCopyFailures.inc();
    }

    private static long percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }

    private Counter counter(String name) {
        return group.counter(name, new ThreadSafeSimpleCounter());
    }

    private Histogram histogram(String name) {
        return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
    }

    private void gauge(String name, LongSupplier value) {
        group.gauge(name, (Gauge<Long>) value::getAsLong);
    }

    /** Size of a stored batch. Immutable. */
    public static final class Stored {

        private final int segments;
        private final long payloadBytes;
        private final long sizeBytes;
        private final long thresholdBytes;

        /**
         * @param payloadBytes the changes, without any framing, before compression
         * @param sizeBytes as stored
         * @param thresholdBytes payload at which a batch is complete
         */
        public Stored(int segments, long payloadBytes, long sizeBytes, long thresholdBytes) {
            this.segments = segments;
            this.payloadBytes = payloadBytes;
            this.sizeBytes = sizeBytes;
            this.thresholdBytes = thresholdBytes;
        }
    }
}
