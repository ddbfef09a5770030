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
package org.apache.flink.state.changelog.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.KeyedStateHandle;

import com.google.errorprone.annotations.ThreadSafe;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Names, units and values of all metrics of one operator. Sizes in bytes. Thread-safe. */
@ThreadSafe
public final class ChangelogMetrics {

    /** Values over which a histogram is. */
    private static final int WINDOW = 1_000;

    private static final String BACKEND_GROUP = "ChangelogStateBackend";
    private static final String MATERIALIZATION_GROUP = "ChangelogMaterialization";

    private final AtomicLong lastFullSizeOfMaterialization = new AtomicLong();
    private final AtomicLong lastIncSizeOfMaterialization = new AtomicLong();
    private final AtomicLong lastFullSizeOfNonMaterialization = new AtomicLong();
    private final AtomicLong lastIncSizeOfNonMaterialization = new AtomicLong();
    private final AtomicLong lastDurationOfMaterializationMs = new AtomicLong();

    private final Counter started;
    private final Counter completed;
    private final Counter failed;
    private final Counter nothingNew;
    private final Counter previousPending;
    private final Counter late;
    private final Counter backPressureWaitMs;
    private final Counter slotWaitMs;
    private final Histogram pauseNanos;
    private final MetricGroup backend;
    private final MetricGroup materialization;

    public ChangelogMetrics(MetricGroup operator) {
        backend = operator.addGroup(BACKEND_GROUP);
        gauge(backend, "lastFullSizeOfMaterialization", lastFullSizeOfMaterialization);
        gauge(backend, "lastIncSizeOfMaterialization", lastIncSizeOfMaterialization);
        gauge(backend, "lastFullSizeOfNonMaterialization", lastFullSizeOfNonMaterialization);
        gauge(backend, "lastIncSizeOfNonMaterialization", lastIncSizeOfNonMaterialization);

        materialization = operator.addGroup(MATERIALIZATION_GROUP);
        gauge(materialization, "lastDurationOfMaterialization", lastDurationOfMaterializationMs);
        started = counter(materialization, "startedMaterialization");
        completed = counter(materialization, "completedMaterialization");
        failed = counter(materialization, "failedMaterialization");
        nothingNew = counter(materialization, "materializationNothingNew");
        previousPending = counter(materialization, "materializationPreviousPending");
        late = counter(materialization, "materializationLate");
        backPressureWaitMs = counter(materialization, "materializationBackPressureWaitMs");
        slotWaitMs = counter(materialization, "materializationSlotWaitMs");
        pauseNanos =
                materialization.histogram(
                        "materializationPauseNanos", new DescriptiveStatisticsHistogram(WINDOW));
    }

    /**
     * What grows until the next materialization; called by any thread.
     *
     * @param changes records since the snapshot of the last one was taken
     */
    public void watchLog(LongSupplier changes, LongSupplier predictedReplayMs) {
        gauge(backend, "changesSinceMaterialization", changes);
        gauge(backend, "predictedReplayTimeMs", predictedReplayMs);
    }

    /**
     * What is known if the backend materializes from time to time.
     *
     * @param queueLength how many backends of the TaskManager wait for a slot
     * @param running how many have one
     */
    public void watchMaterialization(
            Supplier<String> cycle,
            LongSupplier ageMs,
            IntSupplier queueLength,
            IntSupplier running,
            Uploading uploading) {
        materialization.gauge("materializationState", (Gauge<String>) cycle::get);
        gauge(materialization, "lastMaterializationAgeMs", ageMs);
        gauge(materialization, "materializationQueueLength", queueLength::getAsInt);
        gauge(materialization, "materializationsRunning", running::getAsInt);
        gauge(materialization, "materializationBytesSent", uploading::bytesSent);
        gauge(materialization, "materializationLogWaitMs", uploading::waitedForLogMs);
        gauge(materialization, "materializationRateWaitMs", uploading::waitedForRateMs);
        gauge(
                materialization,
                "materializationRateBytesPerSecond",
                uploading::allowedBytesPerSecond);
    }

    /** How the uploads of one backend go, since its start. Thread-safe. */
    public interface Uploading {

        long bytesSent();

        /** How long they paused because a checkpoint waited for its log. */
        long waitedForLogMs();

        /** How long they paused because they were too fast. */
        long waitedForRateMs();

        /** What all materializations of the TaskManager may send now. */
        long allowedBytesPerSecond();
    }

    private static void gauge(MetricGroup group, String name, AtomicLong value) {
        gauge(group, name, value::get);
    }

    private static void gauge(MetricGroup group, String name, LongSupplier value) {
        group.gauge(name, (Gauge<Long>) value::getAsLong);
    }

    private static Counter counter(MetricGroup group, String name) {
        return group.counter(name, new ThreadSafeSimpleCounter());
    }

    /** A checkpoint has stored its log. */
    public void logStored(
            List<? extends KeyedStateHandle> restoredLog,
            Optional<? extends KeyedStateHandle> newLog) {
        long restoredBytes = sizeBytes(restoredLog);
        lastFullSizeOfNonMaterialization.set(
                restoredBytes + newLog.map(KeyedStateHandle::getStateSize).orElse(0L));
        lastIncSizeOfNonMaterialization.set(
                newLog.map(KeyedStateHandle::getCheckpointedSize).orElse(0L));
    }

    /**
     * @param pauseOfTaskNanos for which the task thread took the snapshot
     */
    public void materializationStarted(long pauseOfTaskNanos) {
        started.inc();
        pauseNanos.update(pauseOfTaskNanos);
    }

    public void waitedForBackPressure(long durationMs) {
        backPressureWaitMs.inc(durationMs);
    }

    public void waitedForSlot(long durationMs) {
        slotWaitMs.inc(durationMs);
    }

    /** One took longer than its interval. */
    public void materializationLate() {
        late.inc();
    }

    public void materializationCompleted(long fullBytes, long newBytes, long durationMs) {
        completed.inc();
        lastFullSizeOfMaterialization.set(fullBytes);
        lastIncSizeOfMaterialization.set(newBytes);
        lastDurationOfMaterializationMs.set(durationMs);
    }

    public void materializationFailed() {
        failed.inc();
    }

    /** A start found that nothing changed since the last one. */
    public void nothingNew() {
        nothingNew.inc();
    }

    /** A start found the previous one under way or not confirmed. */
    public void previousPending() {
        previousPending.inc();
    }

    private static long sizeBytes(List<? extends KeyedStateHandle> objects) {
        return objects.stream().mapToLong(KeyedStateHandle::getStateSize).sum();
    }
}
