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
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.examples.replay.WordSequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Counts words: a small value state per key that every record updates.
 *
 * <pre>
 * --output DIR        where committed rows go (required)
 * --input FILE        count this text, again and again; without it words are generated:
 *   --keys N          number of distinct words (1000)
 *   --word-bytes N    length of each word (200)
 *   --seed N          same seed, same words (1)
 * --rate N            records per second, 0 for as fast as possible (1000)
 * --records N         end after N records; without it the job runs until it is stopped
 * --splits N          so many splits the source has, and never more subtasks (as many as subtasks)
 * </pre>
 *
 * <p>Checkpointing, state backend and restarts come from the cluster's configuration.
 */
public final class WordCount {

    private static final int MAX_PARALLELISM = 128;

    private final WordSequence words;
    private final SplitRanges ranges;
    private final int sourceMaxParallelism;
    private final long recordsPerSecond;
    private final String outputDirectory;

    private WordCount(JobOptions options, int parallelism) throws IOException {
        outputDirectory = options.required("output");
        recordsPerSecond = options.atLeast(ReplayableSource.UNLIMITED, "rate", 1000);
        ranges = options.ranges(parallelism);
        sourceMaxParallelism = options.sourceMaxParallelism(MAX_PARALLELISM);
        words = words(options);
        options.rejectUnknown();
    }

    /** Submits the job and, unless it is submitted detached, waits for its end. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, args);
        env.execute("WordCount");
    }

    /**
     * Adds the job to an environment.
     *
     * @throws IllegalArgumentException for options that are wrong, naming them
     * @throws IOException if the input cannot be read
     */
    static void define(StreamExecutionEnvironment env, String... args) throws IOException {
        new WordCount(JobOptions.of("WordCount", args), env.getParallelism()).addTo(env);
    }

    private static WordSequence words(JobOptions options) throws IOException {
        Optional<String> input = options.optional("input");
        if (input.isPresent()) {
            return TextWords.ofFile(Path.of(input.get()));
        }
        return new SeededWords(
                options.number("seed", 1),
                options.intAtLeast(1, "keys", 1000),
                options.intAtLeast(SeededWords.MIN_WORD_BYTES, "word-bytes", 200));
    }

    private void addTo(StreamExecutionEnvironment env) {
        env.setMaxParallelism(MAX_PARALLELISM);
        WordSequence sequence = words;
        env.fromSource(
                        ReplayableSource.of(
                                ranges,
                                recordsPerSecond,
                                index -> Tuple2.of(index, sequence.wordAt(index)),
                                Types.TUPLE(Types.LONG, Types.STRING)),
                        WatermarkStrategy.noWatermarks(),
                        "words")
                .uid("words")
                .setMaxParallelism(sourceMaxParallelism)
                .keyBy(occurrence -> occurrence.f1)
                .process(new RunningCount())
                .returns(Types.STRING)
                .name("count")
                .uid("count")
                .sinkTo(CommittedFiles.in(outputDirectory))
                .name("committed-files")
                .uid("committed-files");
    }
}
