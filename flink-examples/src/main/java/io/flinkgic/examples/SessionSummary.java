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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Adds to the sum of a session's records which session it is: key, start, end, number, sum. */
final class SessionSummary
        extends ProcessWindowFunction<
                Tuple2<Long, Long>, Tuple5<Long, Long, Long, Long, Long>, Long, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
            Long key,
            Context context,
            Iterable<Tuple2<Long, Long>> sums,
            Collector<Tuple5<Long, Long, Long, Long, Long>> out) {
        TimeWindow window = context.window();
        sums.forEach(
                sum ->
                        out.collect(
                                Tuple5.of(
                                        key, window.getStart(), window.getEnd(), sum.f0, sum.f1)));
    }
}
