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
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;

import java.time.Duration;

/**
 * A job with every kind of keyed state, timers, merging windows and times to live, of which there
 * are checkpoints from earlier versions of this project, and from stock Flink. What it does with
 * its records, its uids and its states therefore never change: a test that needs another job gets
 * one of its own.
 */
@SuppressWarnings("deprecation") // addSource and addSink: the plainest source and sink there are
public final class FixtureJob {

    /** From the first to the end. */
    public static final long RECORDS = 180;

    private FixtureJob() {}

    /** One run of the job, from nothing or from what another run has left. */
    public static JobGraph graph(
            Configuration configuration,
            int parallelism,
            Observer observer,
            SavepointRestoreSettings restoreFrom) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(StateKindsJob.MAX_PARALLELISM);
        KeyedStream<Long, Integer> keyed =
                env.addSource(
                                new IndexSource(
                                        IndexRange.of(0, RECORDS).withWatermarks(),
                                        IndexSource.AtEnd.DUMP,
                                        observer.id()))
                        .uid("source")
                        .returns(Types.LONG)
                        .keyBy(StateKindsJob::keyOf, Types.INT);
        sink(
                keyed.process(new EveryStateKind(observer.id(), EveryStateKind.NullValues.NONE))
                        .returns(Types.STRING)
                        .uid("state-kinds"),
                observer,
                "state-kinds");
        sink(
                keyed.process(new LastingSums()).returns(Types.STRING).uid("lasting"),
                observer,
                "lasting");
        sink(
                keyed.window(EventTimeSessionWindows.withGap(Duration.ofMillis(150)))
                        .process(new WindowContent("session"))
                        .returns(WindowContent.TYPE)
                        .uid("sessions")
                        .map(session -> session.f0 + " " + session.f1)
                        .returns(Types.STRING)
                        .uid("session-lines"),
                observer,
                "sessions");
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setJobID(new JobID());
        graph.setSavepointRestoreSettings(restoreFrom);
        return graph;
    }

    private static void sink(DataStream<String> lines, Observer observer, String uid) {
        lines.addSink(new ObservingSink(observer.id())).uid("sink-" + uid);
    }
}
