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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;

import java.time.Duration;

/**
 * A job that changes every kind of keyed state, with timers and merging windows, by a rule that
 * depends on nothing but the index of each record.
 *
 * <p>It runs in phases: each reads a range of indexes from a source of its own, and all but the
 * last wait to be cancelled. The last one ends with a dump of all states of all keys, the timers
 * and the windows, so that two histories that ought to be equal can be compared.
 */
@SuppressWarnings(
        "deprecation") // addSource and addSink: the plainest replayable source and sink there are
public final class StateKindsJob {

    public static final int MAX_PARALLELISM = 16;
    static final int KEYS = 61;

    private StateKindsJob() {}

    /** One run of the job over {@code [fromInclusive, toExclusive)}. */
    public static JobGraph phase(
            Configuration configuration,
            int parallelism,
            long fromInclusive,
            long toExclusive,
            boolean last,
            Observer observer,
            SavepointRestoreSettings restoreFrom) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(MAX_PARALLELISM);
        KeyedStream<Long, Integer> keyed =
                env.addSource(
                                new IndexSource(
                                        IndexRange.of(fromInclusive, toExclusive),
                                        last ? IndexSource.AtEnd.DUMP : IndexSource.AtEnd.IDLE,
                                        observer.id()))
                        .uid("source-" + fromInclusive)
                        .returns(Types.LONG)
                        .keyBy(StateKindsJob::keyOf, Types.INT);
        keyed.process(new EveryStateKind(observer.id(), EveryStateKind.NullValues.SOME))
                .returns(Types.STRING)
                .uid("state-kinds")
                .addSink(new ObservingSink(observer.id()))
                .uid("sink-states");
        keyed.window(EventTimeSessionWindows.withGap(Duration.ofMillis(150)))
                .process(new WindowContent("session"))
                .returns(WindowContent.TYPE)
                .uid("sessions")
                .map(session -> session.f0 + " " + session.f1)
                .returns(Types.STRING)
                .uid("session-lines")
                .addSink(new ObservingSink(observer.id()))
                .uid("sink-sessions");
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setJobID(new JobID());
        graph.setSavepointRestoreSettings(restoreFrom);
        return graph;
    }

    /** The whole job in one phase, from nothing to the end. */
    public static JobGraph whole(
            Configuration configuration, int parallelism, long records, Observer observer) {
        return phase(
                configuration,
                parallelism,
                0,
                records,
                true,
                observer,
                SavepointRestoreSettings.none());
    }

    /** The key of a record; of a dump request, the key that it asks for. */
    static int keyOf(long index) {
        return index < 0 ? (int) (-index - 1) : (int) Math.floorMod(mix(index), (long) KEYS);
    }

    /** Spreads the bits of an index, so that rules on some bits are independent of the key. */
    static long mix(long index) {
        long x = index * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 31)) * 0xBF58476D1CE4E5B9L;
        return x ^ (x >>> 29);
    }
}
