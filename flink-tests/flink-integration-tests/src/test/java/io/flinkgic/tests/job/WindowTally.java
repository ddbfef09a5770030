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

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the results of windows, each of which must come once, and the timers that fire while the
 * job runs. Dumps both at the end of time: a sink that is not transactional may see a result twice.
 */
final class WindowTally extends KeyedProcessFunction<Integer, Tuple2<Integer, String>, String> {
    private static final long serialVersionUID = 1L;

    private static final long END = Long.MAX_VALUE - 1;

    /** After the window, in event time. */
    private static final long DELAY_MS = 170;

    private transient MapState<String, Long> results;
    private transient ValueState<Long> fired;

    @Override
    public void open(OpenContext context) {
        results =
                getRuntimeContext()
                        .getMapState(new MapStateDescriptor<>("results", Types.STRING, Types.LONG));
        fired = getRuntimeContext().getState(new ValueStateDescriptor<>("fired", Types.LONG));
    }

    @Override
    public void processElement(
            Tuple2<Integer, String> result, Context context, Collector<String> out)
            throws Exception {
        Long before = results.get(result.f1);
        results.put(result.f1, before == null ? 1L : before + 1);
        context.timerService().registerEventTimeTimer(context.timestamp() + DELAY_MS);
        context.timerService().registerEventTimeTimer(END);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<String> out)
            throws Exception {
        if (timestamp != END) {
            Long before = fired.value();
            fired.update(before == null ? 1L : before + 1);
            return;
        }
        Map<String, Long> all = new TreeMap<>();
        for (Map.Entry<String, Long> result : results.entries()) {
            all.put(result.getKey(), result.getValue());
        }
        out.collect(
                String.format(
                        "windows %d fired=%s %s", context.getCurrentKey(), fired.value(), all));
    }
}
