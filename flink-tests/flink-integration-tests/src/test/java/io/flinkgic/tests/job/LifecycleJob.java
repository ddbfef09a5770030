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
package io.flinkgic.tests.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * A job with every kind of keyed state, merging and sliding windows, and timers that fire while it
 * runs. It can be stopped and restored anywhere, at any parallelism: its last run ends with a dump
 * that depends on nothing but the number of records. Immutable.
 */
@SuppressWarnings("deprecation") // addSource: the plainest replayable source there is
public final class LifecycleJob {

    /** Of these and larger ones the records come from the bounded source, if there is one. */
    private static final int FIRST_BOUNDED_KEY = 40;

    /** What there is besides. */
    private enum Part {
        NOTHING,
        BOUNDED_SOURCE,
        MORE_OPERATORS
    }

    private final long records;
    private final Part part;

    private LifecycleJob(long records, Part part) {
        this.records = records;
        this.part = part;
    }

    public static LifecycleJob of(long records) {
        return new LifecycleJob(records, Part.NOTHING);
    }

    /** Some keys have records in the first half only, from a source whose subtasks end early. */
    public LifecycleJob withBoundedSource() {
        return new LifecycleJob(records, Part.BOUNDED_SOURCE);
    }

    /** Timers in processing time, raw keyed state, broadcast state. */
    public LifecycleJob withMoreOperators() {
        return new LifecycleJob(records, Part.MORE_OPERATORS);
    }

    public long records() {
        return records;
    }

    /** How many records there are below an index. */
    public long recordsBelow(long index) {
        return LongStream.range(0, index)
                .filter(
                        record ->
                                part != Part.BOUNDED_SOURCE
                                        || record < records / 2
                                        || StateKindsJob.keyOf(record) < FIRST_BOUNDED_KEY)
                .count();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LifecycleJob
                && records == ((LifecycleJob) other).records
                && part == ((LifecycleJob) other).part;
    }

    @Override
    public int hashCode() {
        return Objects.hash(records, part);
    }

    public JobGraph graph(
            Configuration configuration,
            int parallelism,
            Observer observer,
            SavepointRestoreSettings restoreFrom) {
        return graph(
                StreamExecutionEnvironment.getExecutionEnvironment(configuration),
                parallelism,
                observer,
                restoreFrom);
    }

    public JobGraph graph(
            StreamExecutionEnvironment env,
            int parallelism,
            Observer observer,
            SavepointRestoreSettings restoreFrom) {
        env.setParallelism(parallelism);
        env.setMaxParallelism(StateKindsJob.MAX_PARALLELISM);
        KeyedStream<Long, Integer> keyed =
                records(env, observer).keyBy(StateKindsJob::keyOf, Types.INT);
        sink(
                keyed.process(new EveryStateKind(observer.id(), EveryStateKind.NullValues.NONE))
                        .returns(Types.STRING)
                        .uid("state-kinds"),
                observer,
                "state-kinds");
        addWindows(keyed, observer);
        if (part == Part.MORE_OPERATORS) {
            addMoreOperators(env, keyed, observer);
        }
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setJobID(new JobID());
        graph.setSavepointRestoreSettings(restoreFrom);
        return graph;
    }

    private DataStream<Long> records(StreamExecutionEnvironment env, Observer observer) {
        IndexRange all = IndexRange.of(0, records).withWatermarks();
        if (part != Part.BOUNDED_SOURCE) {
            return source(env, all, IndexSource.AtEnd.DUMP, observer, "source");
        }
        IndexRange low = all.onlyKeys(0, FIRST_BOUNDED_KEY);
        IndexRange high =
                IndexRange.of(0, records / 2)
                        .withWatermarks()
                        .onlyKeys(FIRST_BOUNDED_KEY, StateKindsJob.KEYS);
        return source(env, low, IndexSource.AtEnd.DUMP, observer, "source")
                .union(source(env, high, IndexSource.AtEnd.FINISH, observer, "bounded-source"));
    }

    private static DataStream<Long> source(
            StreamExecutionEnvironment env,
            IndexRange range,
            IndexSource.AtEnd atEnd,
            Observer observer,
            String uid) {
        return env.addSource(new IndexSource(range, atEnd, observer.id()))
                .uid(uid)
                .returns(Types.LONG);
    }

    private static void addWindows(KeyedStream<Long, Integer> keyed, Observer observer) {
        DataStream<Tuple2<Integer, String>> sessions =
                keyed.window(EventTimeSessionWindows.withGap(Duration.ofMillis(150)))
                        .process(new WindowContent("session"))
                        .returns(WindowContent.TYPE)
                        .uid("sessions");
        DataStream<Tuple2<Integer, String>> slidings =
                keyed.window(
                                SlidingEventTimeWindows.of(
                                        Duration.ofMillis(600), Duration.ofMillis(200)))
                        .process(new WindowContent("sliding"))
                        .returns(WindowContent.TYPE)
                        .uid("slidings");
        sink(
                sessions.union(slidings)
                        .keyBy(result -> result.f0, Types.INT)
                        .process(new WindowTally())
                        .returns(Types.STRING)
                        .uid("tally"),
                observer,
                "tally");
    }

    private void addMoreOperators(
            StreamExecutionEnvironment env, KeyedStream<Long, Integer> keyed, Observer observer) {
        observer.expectClockLines(StateKindsJob.KEYS);
        sink(keyed.process(new ClockSums()).returns(Types.STRING).uid("clock"), observer, "clock");
        sink(
                keyed.transform("raw-keyed", Types.STRING, new RawKeyedSums()).uid("raw-keyed"),
                observer,
                "raw-keyed");
        IndexRange oneKey = IndexRange.of(0, records).onlyKeys(7, 8).withWatermarks();
        DataStream<Long> rules =
                env.addSource(new IndexSource(oneKey, IndexSource.AtEnd.DUMP, observer.id()))
                        .setParallelism(1)
                        .uid("rules")
                        .returns(Types.LONG);
        sink(
                keyed.connect(rules.broadcast(BroadcastSums.BROADCAST))
                        .process(new BroadcastSums())
                        .returns(Types.STRING)
                        .uid("broadcast"),
                observer,
                "broadcast");
    }

    private static void sink(DataStream<String> lines, Observer observer, String uid) {
        lines.addSink(new ObservingSink(observer.id())).uid("sink-" + uid);
    }
}
