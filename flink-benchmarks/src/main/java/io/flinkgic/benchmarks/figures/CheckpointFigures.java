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
import io.flinkgic.benchmarks.observe.SeenCheckpoint;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How long checkpoints take and how large they are. */
final class CheckpointFigures {

    static final double MEGA = 1e6;

    private CheckpointFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        List<SeenCheckpoint> completed = completed(seen);
        addOutcomes(seen, run);
        Distribution durations = of(completed, one -> (double) one.durationMs());
        durations.addTo(run, "duration", "ms");
        addSpread(seen, durations, run);
        new Distribution(
                        completed.stream()
                                .filter(one -> one.untilToldMs().isPresent())
                                .mapToDouble(one -> (double) one.untilToldMs().getAsLong()))
                .addTo(run, "until tasks hear of it", "ms");
        Distribution increments = of(completed, one -> one.incrementBytes() / MEGA);
        if (!increments.isEmpty()) {
            run.figure("increment, mean", "MB", increments.mean());
            run.figure("increment, largest", "MB", increments.max());
            run.figure(
                    "full size, mean", "MB", of(completed, one -> one.fullBytes() / MEGA).mean());
        }
        addSeries(seen, run);
    }

    static void addStability(Observed seen, RunRecord.Builder run) {
        List<SeenCheckpoint> completed = completed(seen);
        Distribution durations = of(completed, one -> (double) one.durationMs());
        addOutcomes(seen, run);
        if (!durations.isEmpty()) {
            run.figure("duration, mean", "ms", durations.mean());
            run.figure("duration, p99", "ms", durations.percentile(0.99));
        }
        addSpread(seen, durations, run);
        addSeries(seen, run);
    }

    private static void addOutcomes(Observed seen, RunRecord.Builder run) {
        List<SeenCheckpoint> all = seen.checkpoints();
        run.figure(
                "completed, of each minute",
                "",
                count(all, SeenCheckpoint::completed) * 60 / seen.seconds());
        run.figure("expired", "", count(all, SeenCheckpoint::expired));
        run.figure("otherwise failed", "", count(all, one -> !one.completed() && !one.expired()));
    }

    private static void addSpread(Observed seen, Distribution durations, RunRecord.Builder run) {
        if (!durations.isEmpty()) {
            run.figure("duration, standard deviation", "ms", durations.standardDeviation());
            run.figure("duration, range", "ms", durations.max() - durations.min());
        }
        double[] gaps = gapsMs(seen);
        if (gaps.length > 0) {
            run.figure(
                    "longest time between two triggers",
                    "ms",
                    new Distribution(Arrays.stream(gaps)).max());
        }
    }

    private static double[] gapsMs(Observed seen) {
        long[] triggeredMs =
                seen.checkpoints().stream()
                        .mapToLong(SeenCheckpoint::triggeredMs)
                        .sorted()
                        .toArray();
        double[] gaps = new double[Math.max(0, triggeredMs.length - 1)];
        for (int gap = 0; gap < gaps.length; gap++) {
            gaps[gap] = triggeredMs[gap + 1] - triggeredMs[gap];
        }
        return gaps;
    }

    private static void addSeries(Observed seen, RunRecord.Builder run) {
        for (SeenCheckpoint one : completed(seen)) {
            run.point("checkpoint duration", "ms", second(seen, one), (double) one.durationMs());
        }
        for (SeenCheckpoint one : completed(seen)) {
            run.point("increment", "MB", second(seen, one), one.incrementBytes() / MEGA);
        }
    }

    /** In the order of their triggers. */
    static List<SeenCheckpoint> completed(Observed seen) {
        return seen.checkpoints().stream()
                .filter(SeenCheckpoint::completed)
                .sorted(Comparator.comparingLong(SeenCheckpoint::triggeredMs))
                .collect(Collectors.toList());
    }

    static double second(Observed seen, SeenCheckpoint checkpoint) {
        return (checkpoint.triggeredMs() - seen.fromMs()) / 1e3;
    }

    private static double count(
            List<SeenCheckpoint> checkpoints, Predicate<SeenCheckpoint> wanted) {
        return (double) checkpoints.stream().filter(wanted).count();
    }

    private static Distribution of(
            List<SeenCheckpoint> checkpoints, ToDoubleFunction<SeenCheckpoint> value) {
        return new Distribution(checkpoints.stream().mapToDouble(value));
    }
}
