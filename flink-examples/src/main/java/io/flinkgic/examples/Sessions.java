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
package io.flinkgic.examples;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;

import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowSequence;

import java.time.Duration;
import java.util.Optional;

/**
 * Gathers each key's records into sessions, and remembers each key's sessions: windows that merge,
 * timers, and states with a time to live.
 *
 * <pre>
 * --output DIR        where committed rows go (required)
 * --progress DIR      where it is noted, at each checkpoint, how far the source was read
 * --gap-ms N          event time without a record of its key that ends a session (1000)
 * --ttl-ms N          the short life of a state that is written at each session (10000)
 * --step-ms N         event time between two watermarks (1000)
 * --keys N            number of distinct keys (1000)
 * --seed N            same seed, same records (1)
 * --rate N            records per second, 0 for as fast as possible (1000)
 * --event-rate N      records per second of event time (the rate)
 * --records N         end after N records; without it the job runs until it is stopped
 * --splits N          so many splits the source has, and never more subtasks (as many as subtasks)
 * </pre>
 *
 * <p>Checkpointing, state backend and restarts come from the cluster's configuration.
 */
public final class Sessions {

    private static final int MAX_PARALLELISM = 128;

    private final WindowSequence sequence;
    private final SplitRanges ranges;
    private final int sourceMaxParallelism;
    private final long recordsPerSecond;
    private final Duration gap;
    private final Duration shortLife;
    private final Duration step;
    private final String outputDirectory;
    private final Optional<String> progressDirectory;

    private Sessions(JobOptions options, int parallelism) {
        outputDirectory = options.required("output");
        progressDirectory = options.optional("progress");
        gap = Duration.ofMillis(options.atLeast(1, "gap-ms", 1000));
        shortLife = Duration.ofMillis(options.atLeast(1, "ttl-ms", 10_000));
        step = Duration.ofMillis(options.atLeast(1, "step-ms", 1000));
        recordsPerSecond = options.atLeast(ReplayableSource.UNLIMITED, "rate", 1000);
        ranges = options.ranges(parallelism);
        sourceMaxParallelism = options.sourceMaxParallelism(MAX_PARALLELISM);
        sequence =
                new WindowSequence(
                        options.number("seed", 1),
                        options.intAtLeast(1, "keys", 1000),
                        options.atLeast(1, "event-rate", recordsPerSecond));
        options.rejectUnknown();
    }

    /** Submits the job and, unless it is submitted detached, waits for its end. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, args);
        env.execute("Sessions");
    }

    /**
     * Adds the job to an environment.
     *
     * @throws IllegalArgumentException for options that are wrong, naming them
     */
    static void define(StreamExecutionEnvironment env, String... args) {
        new Sessions(JobOptions.of("Sessions", args), env.getParallelism()).addTo(env);
    }

    private void addTo(StreamExecutionEnvironment env) {
        env.setMaxParallelism(MAX_PARALLELISM);
        WindowSequence records = sequence;
        DataStream<Tuple2<Long, Long>> source =
                env.fromSource(
                                ReplayableSource.of(
                                        ranges,
                                        recordsPerSecond,
                                        index -> Tuple2.of(records.keyAt(index), index),
                                        pairType()),
                                eventTime(records, ranges, step),
                                "records")
                        .uid("records")
                        .setMaxParallelism(sourceMaxParallelism);
        ReadProgress.noted(source, ranges, record -> record.f1, progressDirectory)
                .keyBy(record -> record.f0)
                .window(EventTimeSessionWindows.withGap(gap))
                .aggregate(
                        new SessionSum(sequence),
                        new SessionSummary(),
                        pairType(),
                        pairType(),
                        summaryType())
                .name("sessions")
                .uid("sessions")
                .keyBy(session -> session.f0)
                .process(new SessionMemory(shortLife))
                .returns(Types.STRING)
                .name("memory")
                .uid("memory")
                .sinkTo(CommittedFiles.in(outputDirectory))
                .name("committed-files")
                .uid("committed-files");
    }

    private static TypeInformation<Tuple2<Long, Long>> pairType() {
        return Types.TUPLE(Types.LONG, Types.LONG);
    }

    private static TypeInformation<Tuple5<Long, Long, Long, Long, Long>> summaryType() {
        return Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG);
    }

    private static WatermarkStrategy<Tuple2<Long, Long>> eventTime(
            WindowSequence sequence, SplitRanges ranges, Duration step) {
        long stepMs = step.toMillis();
        return WatermarkStrategy.<Tuple2<Long, Long>>forGenerator(
                        context -> new SteppedWatermarks<>(stepMs))
                .withTimestampAssigner((record, ignored) -> sequence.timeMsAt(record.f1, ranges));
    }
}
