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
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.util.List;

/** A job in which everything that a user can name has the name that the test chooses. */
@SuppressWarnings("deprecation") // addSource and addSink: the plainest source and sink there are
public final class NamedJob {

    private NamedJob() {}

    /**
     * A job that sums the indexes of each key, once for each name, and ends with a dump of the
     * sums.
     */
    public static JobGraph graph(
            Configuration configuration, long records, List<String> names, Observer observer) {
        String first = names.get(0);
        Configuration named = new Configuration(configuration);
        named.set(PipelineOptions.NAME, first);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(named);
        env.setParallelism(1);
        env.setMaxParallelism(StateKindsJob.MAX_PARALLELISM);
        KeyedStream<Long, Integer> keyed =
                env.addSource(
                                new IndexSource(
                                        IndexRange.of(0, records),
                                        IndexSource.AtEnd.DUMP,
                                        observer.id()))
                        .name(first)
                        .uid("source" + first)
                        .setDescription(first)
                        .returns(Types.LONG)
                        .keyBy(StateKindsJob::keyOf, Types.INT);
        for (String name : names) {
            keyed.process(new Sums(name, observer.id()))
                    .returns(Types.STRING)
                    .name(name)
                    .uid(name)
                    .setDescription(name)
                    .addSink(new ObservingSink(observer.id()))
                    .name(name)
                    .uid("sink" + name);
        }
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setJobID(new JobID());
        return graph;
    }

    private static final class Sums extends KeyedProcessFunction<Integer, Long, String> {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final String observerId;
        private transient ValueState<Long> sum;

        Sums(String name, String observerId) {
            this.name = name;
            this.observerId = observerId;
        }

        @Override
        public void open(OpenContext context) {
            sum = getRuntimeContext().getState(new ValueStateDescriptor<>(name, Types.LONG));
        }

        @Override
        public void processElement(Long index, Context context, Collector<String> out)
                throws Exception {
            if (index < 0) {
                out.collect(name + " " + context.getCurrentKey() + " " + sum.value());
                return;
            }
            sum.update(sum.value() == null ? index : sum.value() + index);
            Observer.of(observerId).processed(index);
        }
    }
}
