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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import io.flinkgic.benchmarks.materialization.ObservedMaterialization.Outcome;
import io.flinkgic.benchmarks.report.Figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Makes figures of observations. Belongs to one thread. */
final class Evaluation {

    private static final double MEGA = 1e6;

    /** What is looked at on both sides of the start of a materialization. */
    private static final long AROUND_START_MS = 1_000;

    /** The upload of the first file is the first sign that the task's thread is done with it. */
    private static final long LONGEST_START_MS = 10_000;

    private final Observations seen;
    private final Duration interval;
    private final Figures.Builder figures = new Figures.Builder();

    private Evaluation(Observations seen, Duration interval) {
        this.seen = seen;
        this.interval = interval;
    }

    static Figures of(Observations seen, Duration interval) {
        Evaluation evaluation = new Evaluation(seen, interval);
        evaluation.checkpoints();
        evaluation.traffic();
        evaluation.pauses();
        evaluation.materializations();
        return evaluation.figures.build();
    }

    private void checkpoints() {
        Predicate<ObservedCheckpoint> during =
                checkpoint -> seen.uploads().stream().anyMatch(checkpoint.span()::overlaps);
        double[] without = durationsMs(during.negate());
        double[] beside = durationsMs(during);
        percentiles("checkpoint ms, no materialization", without);
        percentiles("checkpoint ms, during one", beside);
        if (without.length > 0 && beside.length > 0) {
            figures.put(
                    "checkpoint p99, during one / without",
                    Figures.percentile(0.99, beside) / Figures.percentile(0.99, without));
        }
        figures.count("longest time without a completed checkpoint ms", longestWithoutMs());
        figures.count("checkpoints completed", count(ObservedCheckpoint::completed));
        figures.count(
                "checkpoints failed or expired", count(checkpoint -> !checkpoint.completed()));
    }

    /** Also between the last one and the end. Those that are late are followed by quick ones. */
    private long longestWithoutMs() {
        long lastMs = seen.measured().beginMs();
        long longestMs = 0;
        for (long endMs : ends()) {
            longestMs = Math.max(longestMs, endMs - lastMs);
            lastMs = endMs;
        }
        return longestMs;
    }

    private long[] ends() {
        return LongStream.concat(
                        seen.checkpoints().stream()
                                .filter(ObservedCheckpoint::completed)
                                .mapToLong(checkpoint -> checkpoint.span().endMs()),
                        LongStream.of(seen.measured().endMs()))
                .sorted()
                .toArray();
    }

    private double[] durationsMs(Predicate<ObservedCheckpoint> wanted) {
        return seen.checkpoints().stream()
                .filter(ObservedCheckpoint::completed)
                .filter(wanted)
                .mapToDouble(checkpoint -> checkpoint.span().durationMs())
                .toArray();
    }

    private long count(Predicate<ObservedCheckpoint> wanted) {
        return seen.checkpoints().stream().filter(wanted).count();
    }

    private void traffic() {
        traffic(
                "upload MB/s, all",
                second -> Stream.of(ObjectKind.values()).mapToLong(second::uploadedBytes).sum());
        traffic(
                "upload MB/s, materialized",
                second -> second.uploadedBytes(ObjectKind.MATERIALIZED));
        traffic("upload MB/s, log", second -> second.uploadedBytes(ObjectKind.LOG));
        traffic("upload MB/s, metadata", second -> second.uploadedBytes(ObjectKind.METADATA));
        figures.put("PUTs per second", perSecond(second -> second.requests(RequestKind.PUT)));
    }

    private void traffic(String title, ToLongFunction<StoreCounts> bytes) {
        double mean = perSecond(bytes) / MEGA;
        double peak = seen.seconds().values().stream().mapToLong(bytes).max().orElse(0) / MEGA;
        figures.put(title + ": mean", mean);
        figures.put(title + ": peak second", peak);
        if (mean > 0) {
            figures.put(title + ": peak / mean", peak / mean);
        }
    }

    private double perSecond(ToLongFunction<StoreCounts> value) {
        double seconds = seen.measured().durationMs() / 1e3;
        return seen.seconds().values().stream().mapToLong(value).sum() / seconds;
    }

    private void pauses() {
        List<Double> atStarts = new ArrayList<>();
        List<Double> elsewhere = new ArrayList<>();
        List<Span> starts = new ArrayList<>();
        for (ObservedMaterialization materialization : seen.materializations()) {
            Span start = start(materialization.span().beginMs());
            starts.add(start);
            atStarts.add(longest(start, materialization.subtask()));
        }
        for (long beginMs = seen.measured().beginMs();
                beginMs + 2 * AROUND_START_MS <= seen.measured().endMs();
                beginMs += 2 * AROUND_START_MS) {
            Span span = new Span(beginMs, beginMs + 2 * AROUND_START_MS);
            if (starts.stream().noneMatch(span::overlaps)) {
                for (int subtask = 0; subtask < Scale.SUBTASKS; subtask++) {
                    elsewhere.add(longest(span, subtask));
                }
            }
        }
        ToDoubleFunction<Double> same = value -> value;
        percentiles(
                "longest task pause ms, at a start", atStarts.stream().mapToDouble(same).toArray());
        percentiles(
                "longest task pause ms, in 2 s elsewhere",
                elsewhere.stream().mapToDouble(same).toArray());
    }

    private Span start(long beganMs) {
        long firstFileMs =
                seen.uploads().stream()
                        .mapToLong(Span::beginMs)
                        .filter(uploadMs -> uploadMs >= beganMs)
                        .filter(uploadMs -> uploadMs <= beganMs + LONGEST_START_MS)
                        .findFirst()
                        .orElse(beganMs);
        return new Span(
                beganMs - AROUND_START_MS, Math.max(beganMs, firstFileMs) + AROUND_START_MS);
    }

    private double longest(Span span, int subtask) {
        return seen.pauses().stream()
                .filter(pause -> pause.subtask() == subtask && span.contains(pause.endMs()))
                .mapToDouble(Pause::durationMs)
                .max()
                .orElse(0);
    }

    private void materializations() {
        figures.count("materializations begun", seen.materializations().size());
        figures.count("materializations failed", materializations(Outcome.FAILED).count());
        figures.count(
                "materializations longer than the interval",
                seen.materializations().stream()
                        .filter(one -> one.span().durationMs() > interval.toMillis())
                        .count());
        if (!seen.materializations().isEmpty()) {
            figures.put(
                    "MB for each materialization",
                    perSecond(second -> second.uploadedBytes(ObjectKind.MATERIALIZED))
                            * seen.measured().durationMs()
                            / 1e3
                            / MEGA
                            / seen.materializations().size());
        }
        percentiles(
                "materialization ms",
                materializations(Outcome.COMPLETED)
                        .mapToDouble(one -> one.span().durationMs())
                        .toArray());
        figures.put(
                "time with an upload of one, %",
                100.0
                        * seen.uploads().stream().mapToLong(seen.measured()::overlapMs).sum()
                        / seen.measured().durationMs());
    }

    private Stream<ObservedMaterialization> materializations(Outcome outcome) {
        return seen.materializations().stream().filter(one -> one.outcome() == outcome);
    }

    private void percentiles(String title, double... values) {
        figures.percentile(title + ": p50", 0.5, values);
        figures.percentile(title + ": p99", 0.99, values);
        figures.percentile(title + ": max", 1, values);
    }
}
