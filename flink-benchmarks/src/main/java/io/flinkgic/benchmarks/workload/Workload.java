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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A job and its records. Immutable. */
public final class Workload implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MAX_PARALLELISM = 512;

    private final Kind kind;
    private final int keys;
    private final int keyBytes;
    private final int recordsPerSecond;
    private final Duration size;
    private final Duration slide;

    private final Supply supply;

    private Workload(
            Kind kind,
            int keys,
            int keyBytes,
            int recordsPerSecond,
            Duration size,
            Duration slide,
            Supply supply) {
        if (keys < 1 || recordsPerSecond < 0) {
            throw new IllegalArgumentException(
                    String.format("%d keys, %d records per second", keys, recordsPerSecond));
        }
        this.kind = kind;
        this.keys = keys;
        this.keyBytes = keyBytes;
        this.recordsPerSecond = recordsPerSecond;
        this.size = size;
        this.slide = slide;
        this.supply = supply;
    }

    /**
     * Counts words; each has occurred once before the rate begins.
     *
     * @param words how many different ones
     */
    public static Workload wordCount(int words, int wordBytes, int recordsPerSecond) {
        return new Workload(
                Kind.WORD_COUNT,
                words,
                wordBytes,
                recordsPerSecond,
                Duration.ZERO,
                Duration.ZERO,
                Supply.GENERATED);
    }

    /** The same as fast as possible. */
    public static Workload unlimitedWordCount(int words, int wordBytes) {
        return wordCount(words, wordBytes, 0);
    }

    /** Keeps records of 100 bytes in sliding windows. */
    public static Workload slidingWindow(
            int keys, int recordsPerSecond, Duration size, Duration slide) {
        return new Workload(
                Kind.SLIDING_WINDOW,
                keys,
                KeyedRecords.SHORTEST_KEY,
                recordsPerSecond,
                size,
                slide,
                Supply.GENERATED);
    }

    /**
     * The same with records that somebody feeds into a topic of one partition, at the rate.
     *
     * @param arguments of a job from Kafka to Kafka: broker and input topic
     */
    public Workload fedBy(List<String> arguments) {
        ParameterTool options = ParameterTool.fromArgs(arguments.toArray(new String[0]));
        KafkaTopic fed =
                new KafkaTopic(
                        options.getRequired("bootstrap-servers"),
                        options.getRequired("input-topic"));
        return new Workload(kind, keys, keyBytes, recordsPerSecond, size, slide, fed);
    }

    @SuppressWarnings("try") // Flink declares that closing may be interrupted
    public JobGraph job(Configuration configuration) throws Exception {
        try (StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(configuration)) {
            environment.setMaxParallelism(MAX_PARALLELISM);
            kind.define(environment, this);
            return environment.getStreamGraph().getJobGraph();
        }
    }

    /** Records that come as fast as possible, before the rate begins. */
    public long filling() {
        return kind == Kind.WORD_COUNT ? keys : 0;
    }

    /** Records after which the state is as large as it will be. */
    public long fullAfter() {
        return kind == Kind.WORD_COUNT ? keys : recordsPerSecond * size.toMillis() / 1_000;
    }

    /** Bytes of records in all windows, which on average are half full; 0 for other jobs. */
    public long windowedBytes() {
        return windowedBytesPerSecond() * size.toMillis() / 1_000 / 2;
    }

    /** Bytes of records that are put into windows in a second; 0 for other jobs. */
    public long windowedBytesPerSecond() {
        return recordsPerSecond * windowsOfARecord() * KeyedRecords.PAYLOAD_BYTES;
    }

    /** Of each record. */
    private long windowsOfARecord() {
        return size.isZero() ? 0 : size.toMillis() / slide.toMillis();
    }

    public int recordsPerSecond() {
        return recordsPerSecond;
    }

    /** Whether it is the same job with the same records. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Workload)) {
            return false;
        }
        Workload that = (Workload) other;
        return kind == that.kind
                && keys == that.keys
                && keyBytes == that.keyBytes
                && recordsPerSecond == that.recordsPerSecond
                && size.equals(that.size)
                && slide.equals(that.slide)
                && supply.equals(that.supply);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, keys, keyBytes, recordsPerSecond, size, slide, supply);
    }

    Supply supply() {
        return supply;
    }

    Kind kind() {
        return kind;
    }

    public int keys() {
        return keys;
    }

    public int keyBytes() {
        return keyBytes;
    }

    Duration size() {
        return size;
    }

    Duration slide() {
        return slide;
    }

    /** Event time of a record, from 0. */
    long eventMs(long index) {
        return Math.max(0, index - filling()) * 1_000 / recordsPerSecond;
    }

    /** Number of the first record whose event time is not before that. */
    long firstAt(long eventMs) {
        return filling() + (eventMs * recordsPerSecond + 999) / 1_000;
    }

    /** What the job does. */
    enum Kind {
        WORD_COUNT {
            @Override
            void define(StreamExecutionEnvironment environment, Workload workload) {
                KeyedRecords.in(environment, workload)
                        .keyBy(KeyedRecords.KEY)
                        .process(new CountedWords())
                        .returns(MeasuringSink.ROW)
                        .name("count")
                        .sinkTo(new MeasuringSink(workload))
                        .name("committed rows");
            }
        },
        SLIDING_WINDOW {
            @Override
            void define(StreamExecutionEnvironment environment, Workload workload) {
                SlidingWindows.of(workload, KeyedRecords.in(environment, workload))
                        .sinkTo(new MeasuringSink(workload))
                        .name("committed rows");
            }
        };

        abstract void define(StreamExecutionEnvironment environment, Workload workload);
    }
}
