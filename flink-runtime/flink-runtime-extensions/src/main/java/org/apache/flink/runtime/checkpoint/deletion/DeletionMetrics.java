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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Names and units of the metrics of a job's deletions, on the JobManager.
 *
 * <p>One for each metric group of a job. Read by the threads of the reporters.
 */
public final class DeletionMetrics {

    static final String GROUP = "CheckpointDeletion";

    private volatile Optional<DeletionLane> lane = Optional.empty();
    private volatile LongSupplier heldUp = () -> 0;

    /**
     * @param job the group of the job on the JobManager
     */
    public DeletionMetrics(MetricGroup job) {
        MetricGroup group = job.addGroup(GROUP);
        gauge(group, "deletionBacklog", () -> lane.map(DeletionLane::backlog).orElse(0L));
        gauge(group, "numberOfDeletions", () -> lane.map(DeletionLane::done).orElse(0L));
        gauge(group, "numberOfTriggerChecksOverLimit", () -> heldUp.getAsLong());
    }

    void watch(DeletionLane other, LongSupplier triggersHeldUp) {
        lane = Optional.of(other);
        heldUp = triggersHeldUp;
    }

    private static void gauge(MetricGroup group, String name, Gauge<Long> gauge) {
        group.gauge(name, gauge);
    }
}
