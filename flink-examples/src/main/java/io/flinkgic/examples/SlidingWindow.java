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
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;

import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowSequence;

import java.time.Duration;
import java.util.Optional;

/**
 * Buffers records in sliding windows: large list states, each record in several windows, and
 * timers.
 *
 * <pre>
 * --output DIR        where committed rows go (required)
 * --progress DIR      where it is noted, at each checkpoint, how far the source was read
 * --size N            length of a window in seconds of event time (10)
 * --slide N           distance between windows in seconds, a divisor of the size (1)
 * --keys N            number of distinct keys (1000)
 * --seed N            same seed, same records (1)
 * --rate N            records per second, 0 for as fast as possible (1000)
 * --event-rate N      records per second of event time (the rate)
 * --records N         end after N records; without it the job runs until it is stopped
 * --splits N          so many splits the source has, and never more subtasks (as many as subtasks)
 * </pre>
 *
 * <p>With {@code --records} a subtask that is done with its split takes another one that nobody has
 * begun, and the records of that one are late: give a rate, at which all have begun by then.
 *
 * <p>Records are {@code (key, index, payload)} of 100 bytes. Checkpointing, state backend and
 * restarts come from the cluster's configuration.
 */
public final class SlidingWindow {

    private static final int MAX_PARALLELISM = 128;

    /** With two longs and the array's length field it makes 100 bytes. */
    private static final int PAYLOAD_BYTES = 80;

    private final WindowSequence sequence;
    private final SplitRanges ranges;
    private final int sourceMaxParallelism;
    private final long recordsPerSecond;
    private final Duration size;
    private final Duration slide;
    private final String outputDirectory;
    private final Optional<String> progressDirectory;

    private SlidingWindow(JobOptions options, int parallelism) {
        outputDirectory = options.required("output");
        progressDirectory = options.optional("progress");
        size = Duration.ofSeconds(options.intAtLeast(1, "size", 10));
        slide = Duration.ofSeconds(options.intAtLeast(1, "slide", 1));
        if (size.toSeconds() % slide.toSeconds() != 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "SlidingWindow: --size %d is not a multiple of --slide %d",
                            size.toSeconds(), slide.toSeconds()));
        }
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
        env.execute("SlidingWindow");
    }

    /**
     * Adds the job to an environment.
     *
     * @throws IllegalArgumentException for options that are wrong, naming them
     */
    static void define(StreamExecutionEnvironment env, String... args) {
        new SlidingWindow(JobOptions.of("SlidingWindow", args), env.getParallelism()).addTo(env);
    }

    private void addTo(StreamExecutionEnvironment env) {
        env.setMaxParallelism(MAX_PARALLELISM);
        DataStream<Tuple3<Long, Long, byte[]>> records =
                env.fromSource(
                                ReplayableSource.of(
                                        ranges, recordsPerSecond, recordAt(sequence), type()),
                                eventTime(sequence, ranges, slide),
                                "records")
                        .uid("records")
                        .setMaxParallelism(sourceMaxParallelism);
        ReadProgress.noted(records, ranges, record -> record.f1, progressDirectory)
                .keyBy(record -> record.f0)
                .window(SlidingEventTimeWindows.of(size, slide))
                .process(new WindowSummary(sequence))
                .returns(Types.STRING)
                .name("window")
                .uid("window")
                .sinkTo(CommittedFiles.in(outputDirectory))
                .name("committed-files")
                .uid("committed-files");
    }

    private static GeneratorFunction<Long, Tuple3<Long, Long, byte[]>> recordAt(
            WindowSequence sequence) {
        return index ->
                Tuple3.of(sequence.keyAt(index), index, sequence.payloadAt(index, PAYLOAD_BYTES));
    }

    private static TypeInformation<Tuple3<Long, Long, byte[]>> type() {
        return Types.TUPLE(
                Types.LONG, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private static WatermarkStrategy<Tuple3<Long, Long, byte[]>> eventTime(
            WindowSequence sequence, SplitRanges ranges, Duration step) {
        long stepMs = step.toMillis();
        return WatermarkStrategy.<Tuple3<Long, Long, byte[]>>forGenerator(
                        context -> new SteppedWatermarks<>(stepMs))
                .withTimestampAssigner((record, ignored) -> sequence.timeMsAt(record.f1, ranges));
    }
}
