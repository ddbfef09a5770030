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
import io.flinkgic.benchmarks.observe.Recovery;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.SortedMap;
import java.util.TreeMap;

/** How a job comes back. */
final class RecoveryFigures {

    private RecoveryFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        for (Recovery recovery : seen.recoveries()) {
            recovery.phasesMs()
                    .forEach(
                            (phase, ms) ->
                                    run.figure(recovery.title() + ": " + phase, "ms", (double) ms));
            recovery.downloadedBytes()
                    .forEach(
                            (kind, bytes) ->
                                    run.figure(
                                            recovery.title() + ": downloaded, " + kind,
                                            "MB",
                                            bytes / CheckpointFigures.MEGA));
        }
        run.figure("records that the source replayed", "", (double) seen.recordsTakenAgain());
        SortedMap<Long, Long> lagsMs = new TreeMap<>();
        seen.samples().forEach(sample -> lagsMs.put(sample.endedMs(), sample.lagMs()));
        seen.recoveries().forEach(recovery -> lagsMs.putAll(recovery.lagsMs()));
        lagsMs.forEach(
                (atMs, lagMs) -> run.point("lag", "s", (atMs - seen.fromMs()) / 1e3, lagMs / 1e3));
    }
}
