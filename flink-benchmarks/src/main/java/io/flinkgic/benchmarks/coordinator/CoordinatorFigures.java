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
package io.flinkgic.benchmarks.coordinator;

import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;

import io.flinkgic.benchmarks.report.Figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Figures of what was observed. */
final class CoordinatorFigures {

    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final double P99 = 0.99;
    private static final double ALL = 1;
    private static final double MINUTE_MS = 60_000;

    private CoordinatorFigures() {}

    /**
     * @param checkpoints that ended in the measured time, oldest first
     * @param deletions of files in that time
     */
    static Figures of(
            List<AbstractCheckpointStats> checkpoints,
            Observer observer,
            Duration interval,
            Duration measured,
            long deletions) {
        List<Double> completions = new ArrayList<>();
        List<Double> acknowledgements = new ArrayList<>();
        long completed = 0;
        for (AbstractCheckpointStats checkpoint : checkpoints) {
            long id = checkpoint.getCheckpointId();
            if (checkpoint instanceof CompletedCheckpointStats) {
                completed++;
                observer.completion(id)
                        .ifPresent(
                                end ->
                                        observer.lastSent(id)
                                                .ifPresent(
                                                        sent ->
                                                                completions.add(
                                                                        (double) (end - sent))));
            }
            for (TaskStateStats task : checkpoint.getAllTaskStateStats()) {
                for (SubtaskStateStats handled : task.getSubtaskStats()) {
                    if (handled != null) {
                        observer.sent(id, handled.getSubtaskIndex())
                                .ifPresent(
                                        sent ->
                                                acknowledgements.add(
                                                        (double)
                                                                (handled.getAckTimestamp()
                                                                        - sent)));
                    }
                }
            }
        }
        Figures.Builder figures = new Figures.Builder();
        figures.put(
                "checkpoints completed per minute", completed * MINUTE_MS / measured.toMillis());
        figures.put("checkpoints due per minute", MINUTE_MS / interval.toMillis());
        figures.put("files deleted per second", deletions * 1_000.0 / measured.toMillis());
        add(figures, "trigger delay ms", delays(checkpoints, interval));
        add(figures, "last acknowledgement to completion ms", array(completions));
        add(figures, "acknowledgement sent to handled ms", array(acknowledgements));
        return figures.build();
    }

    /**
     * Each interval has its checkpoint, which may be late. The earliest one, by this measure, is
     * taken to be in time.
     */
    static double[] delays(List<AbstractCheckpointStats> checkpoints, Duration interval) {
        double[] delays = new double[checkpoints.size()];
        double earliest = Double.MAX_VALUE;
        for (int i = 0; i < delays.length; i++) {
            AbstractCheckpointStats checkpoint = checkpoints.get(i);
            delays[i] =
                    checkpoint.getTriggerTimestamp()
                            - (double) checkpoint.getCheckpointId() * interval.toMillis();
            earliest = Math.min(earliest, delays[i]);
        }
        for (int i = 0; i < delays.length; i++) {
            delays[i] -= earliest;
        }
        return delays;
    }

    private static void add(Figures.Builder figures, String name, double... values) {
        figures.percentile(name + ": p50", MEDIAN, values);
        figures.percentile(name + ": p90", P90, values);
        figures.percentile(name + ": p99", P99, values);
        figures.percentile(name + ": max", ALL, values);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
