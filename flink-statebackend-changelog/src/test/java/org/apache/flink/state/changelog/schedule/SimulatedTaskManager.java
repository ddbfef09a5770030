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
package org.apache.flink.state.changelog.schedule;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Subtasks that share slots, and a rate if uploads are paced. */
final class SimulatedTaskManager {

    private final List<SimulatedSubtask> subtasks;
    private final MaterializationSlots slots;
    private final double pacedBytesPerMs;
    private final double unpacedBytesPerMs;
    private final boolean paced;

    /**
     * @param paced all uploads together get twice the rate that they need to be done within their
     *     intervals; else each gets the bandwidth for itself
     */
    SimulatedTaskManager(
            List<SimulatedSubtask> subtasks,
            int slots,
            Duration interval,
            boolean paced,
            double bandwidthPerMs) {
        this.subtasks = subtasks;
        this.slots = new MaterializationSlots(slots);
        this.paced = paced;
        this.unpacedBytesPerMs = bandwidthPerMs;
        this.pacedBytesPerMs =
                2
                        * subtasks.stream().mapToDouble(SimulatedSubtask::stateBytes).sum()
                        / interval.toMillis();
    }

    /** Returns the bytes that were sent. */
    double run(long nowMs, long tickMs) {
        subtasks.forEach(subtask -> subtask.startIfDue(slots, nowMs));
        subtasks.forEach(subtask -> subtask.beginUpload(nowMs));
        List<SimulatedSubtask> uploading =
                subtasks.stream().filter(SimulatedSubtask::uploading).collect(Collectors.toList());
        double shareBytes =
                tickMs * (paced ? pacedBytesPerMs / uploading.size() : unpacedBytesPerMs);
        return uploading.stream().mapToDouble(subtask -> subtask.send(shareBytes)).sum();
    }

    void checkpointCompleted(long nowMs) {
        subtasks.forEach(subtask -> subtask.checkpointCompleted(nowMs));
    }

    void close() {
        subtasks.forEach(SimulatedSubtask::close);
    }
}
