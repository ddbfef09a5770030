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

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.SeenCheckpoint;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.Map;
import java.util.stream.Stream;

/** What the store is asked for, and what is in it. */
final class StoreFigures {

    private StoreFigures() {}

    static void addRequests(Observed seen, RunRecord.Builder run) {
        if (seen.storeSeconds() <= 0) {
            return;
        }
        for (RequestKind kind : RequestKind.values()) {
            run.figure(
                    kind + " requests, of each minute",
                    "",
                    seen.store().requests(kind) * 60.0 / seen.seconds());
        }
        long metadataBytes = uploaded(seen, ObjectKind.METADATA);
        int completed = CheckpointFigures.completed(seen).size();
        if (completed > 0) {
            run.figure(
                    "metadata of a checkpoint",
                    "kB",
                    metadataBytes / 1e3 / completed * seen.seconds() / seen.storeSeconds());
        }
        run.figure("objects alive at the end", "", (double) seen.store().objects());
        for (Map.Entry<Long, StoreCounts> second : seen.store().perSecond().entrySet()) {
            run.point(
                    "uploads",
                    "MB/s",
                    second.getKey() - seen.fromMs() / 1e3,
                    uploaded(second.getValue()) / CheckpointFigures.MEGA);
        }
    }

    static void addSpace(Observed seen, RunRecord.Builder run) {
        Distribution full =
                new Distribution(
                        CheckpointFigures.completed(seen).stream()
                                .mapToDouble(one -> one.fullBytes() / CheckpointFigures.MEGA));
        if (!full.isEmpty()) {
            run.figure("full size, mean", "MB", full.mean());
            run.figure("full size, largest", "MB", full.max());
            double state = seen.workload().windowedBytes() / CheckpointFigures.MEGA;
            if (state > 0) {
                run.figure("records in windows", "MB", state);
                run.figure("space amplification, mean", "", full.mean() / state);
                run.figure("space amplification, largest", "", full.max() / state);
                addFormula(seen, full, state, run);
            }
        }
        for (SeenCheckpoint one : CheckpointFigures.completed(seen)) {
            run.point(
                    "full checkpoint size",
                    "MB",
                    CheckpointFigures.second(seen, one),
                    one.fullBytes() / CheckpointFigures.MEGA);
        }
    }

    /**
     * The state, and what was logged since the last materialization began: between nothing and that
     * of an interval. As if materializations took no time, and nothing were compressed.
     */
    private static void addFormula(
            Observed seen, Distribution full, double state, RunRecord.Builder run) {
        if (uploaded(seen, ObjectKind.LOG) > 0) {
            double logged =
                    seen.workload().windowedBytesPerSecond()
                            / CheckpointFigures.MEGA
                            * seen.materializationInterval().toMillis()
                            / 1e3;
            run.figure("full size by the formula, mean", "MB", state + logged / 2);
            run.figure("full size by the formula, largest", "MB", state + logged);
            run.figure("measured of the formula, mean", "", full.mean() / (state + logged / 2));
            run.figure("measured of the formula, largest", "", full.max() / (state + logged));
        }
    }

    static long uploaded(StoreCounts second) {
        return Stream.of(ObjectKind.values()).mapToLong(second::uploadedBytes).sum();
    }

    static long downloaded(StoreCounts second) {
        return Stream.of(ObjectKind.values()).mapToLong(second::downloadedBytes).sum();
    }

    private static long uploaded(Observed seen, ObjectKind kind) {
        return seen.store().perSecond().values().stream()
                .mapToLong(second -> second.uploadedBytes(kind))
                .sum();
    }
}
