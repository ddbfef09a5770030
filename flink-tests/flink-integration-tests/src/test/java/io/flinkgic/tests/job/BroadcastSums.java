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
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

import java.util.Map;
import java.util.TreeMap;

/** Keeps what is broadcast, and a sum for each key; dumps both at the end of time. */
final class BroadcastSums extends KeyedBroadcastProcessFunction<Integer, Long, Long, String> {
    private static final long serialVersionUID = 1L;

    static final MapStateDescriptor<Long, Long> BROADCAST =
            new MapStateDescriptor<>("broadcast", Types.LONG, Types.LONG);

    private transient ValueState<Long> sum;

    @Override
    public void open(OpenContext context) {
        sum = getRuntimeContext().getState(new ValueStateDescriptor<>("sum", Types.LONG));
    }

    @Override
    public void processBroadcastElement(Long index, Context context, Collector<String> out)
            throws Exception {
        if (index >= 0) {
            context.getBroadcastState(BROADCAST).put(index % 100, index);
        }
    }

    @Override
    public void processElement(Long index, ReadOnlyContext context, Collector<String> out)
            throws Exception {
        if (index >= 0) {
            Long before = sum.value();
            sum.update(before == null ? index : before + index);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE - 1);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<String> out)
            throws Exception {
        Map<Long, Long> rules = new TreeMap<>();
        for (Map.Entry<Long, Long> rule : context.getBroadcastState(BROADCAST).immutableEntries()) {
            rules.put(rule.getKey(), rule.getValue());
        }
        out.collect(
                String.format(
                        "broadcast %d sum=%s rules=%s",
                        context.getCurrentKey(), sum.value(), rules));
    }
}
