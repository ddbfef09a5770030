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

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Keeps records in windows; rows are {@code (end of window, records of a key, due time)}. */
final class SlidingWindows
        extends ProcessWindowFunction<
                Tuple4<String, Long, Long, byte[]>, Tuple3<Long, Long, Long>, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private SlidingWindows() {}

    static SingleOutputStreamOperator<Tuple3<Long, Long, Long>> of(
            Workload workload,
            SingleOutputStreamOperator<Tuple4<String, Long, Long, byte[]>> records) {
        return records.process(new ProbedRecords())
                .setParallelism(1)
                .keyBy(KeyedRecords.KEY)
                .window(SlidingEventTimeWindows.of(workload.size(), workload.slide()))
                .process(new SlidingWindows())
                .returns(MeasuringSink.ROW)
                .name("window");
    }

    @Override
    public void process(
            String key,
            Context context,
            Iterable<Tuple4<String, Long, Long, byte[]>> records,
            Collector<Tuple3<Long, Long, Long>> rows) {
        long number = 0;
        for (Tuple4<String, Long, Long, byte[]> ignored : records) {
            number++;
        }
        long endMs = context.window().getEnd();
        rows.collect(
                Tuple3.of(endMs, number, JobProbe.IN_THIS_PROCESS.schedule().wallClockMs(endMs)));
    }
}
