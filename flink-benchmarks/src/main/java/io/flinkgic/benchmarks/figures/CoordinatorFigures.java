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
package io.flinkgic.benchmarks.figures;

import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.Sample;
import io.flinkgic.benchmarks.observe.SeenCheckpoint;
import io.flinkgic.benchmarks.observe.StoredMetadata;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.List;
import java.util.stream.Collectors;

/** What many subtasks cost the JobManager. */
final class CoordinatorFigures {

    private static final String FINALIZED = "last acknowledgement to completion";

    private CoordinatorFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        List<SeenCheckpoint> told =
                CheckpointFigures.completed(seen).stream()
                        .filter(one -> one.untilToldMs().isPresent())
                        .collect(Collectors.toList());
        for (SeenCheckpoint one : told) {
            run.point(FINALIZED, "ms", CheckpointFigures.second(seen, one), finalizedMs(one));
        }
        new Distribution(told.stream().mapToDouble(CoordinatorFigures::finalizedMs))
                .addTo(run, FINALIZED, "ms");
        Distribution heap =
                new Distribution(
                        seen.samples().stream()
                                .mapToDouble(one -> one.heapBytes() / CheckpointFigures.MEGA));
        if (!heap.isEmpty()) {
            run.figure("heap of the process, least", "MB", heap.min());
            run.figure("heap of the process, most", "MB", heap.max());
        }
        for (StoredMetadata one : seen.store().metadata()) {
            double second = (one.atMs() - seen.fromMs()) / 1e3;
            run.point("metadata of a checkpoint", "kB", second, one.bytes() / 1e3);
            one.checkpointsSince()
                    .ifPresent(
                            number ->
                                    run.point(
                                            "checkpoints since a materialization, mean",
                                            "",
                                            second,
                                            number));
        }
        for (Sample sample : seen.samples()) {
            run.point(
                    "heap of the process",
                    "MB",
                    ResourceFigures.second(seen, sample),
                    sample.heapBytes() / CheckpointFigures.MEGA);
        }
    }

    /** Only of one of whose completion tasks have heard. */
    private static double finalizedMs(SeenCheckpoint checkpoint) {
        return Math.max(
                0, (double) checkpoint.untilToldMs().orElseThrow() - checkpoint.durationMs());
    }
}
