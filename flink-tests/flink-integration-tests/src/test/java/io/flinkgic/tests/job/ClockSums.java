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
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sums up indexes when a timer in processing time fires. A key has one timer at most, and its dump
 * waits for that: a timer that is lost is a line that never comes.
 */
final class ClockSums extends KeyedProcessFunction<Integer, Long, String> {
    private static final long serialVersionUID = 1L;

    static final String PREFIX = "clock ";

    private static final long DELAY_MS = 20;

    private transient ValueState<Long> pending;
    private transient ValueState<Long> settled;
    private transient ValueState<Boolean> asked;

    @Override
    public void open(OpenContext context) {
        pending = getRuntimeContext().getState(new ValueStateDescriptor<>("pending", Types.LONG));
        settled = getRuntimeContext().getState(new ValueStateDescriptor<>("settled", Types.LONG));
        asked = getRuntimeContext().getState(new ValueStateDescriptor<>("asked", Types.BOOLEAN));
    }

    @Override
    public void processElement(Long index, Context context, Collector<String> out)
            throws Exception {
        Long before = pending.value();
        if (index < 0) {
            asked.update(true);
            if (before == null) {
                dump(context.getCurrentKey(), out);
            }
            return;
        }
        if (before == null) {
            long now = context.timerService().currentProcessingTime();
            context.timerService().registerProcessingTimeTimer(now + DELAY_MS);
        }
        pending.update(before == null ? index : before + index);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<String> out)
            throws Exception {
        Long before = settled.value();
        settled.update(before == null ? pending.value() : before + pending.value());
        pending.clear();
        if (asked.value() != null) {
            dump(context.getCurrentKey(), out);
        }
    }

    private void dump(Integer key, Collector<String> out) throws Exception {
        out.collect(PREFIX + key + " settled=" + settled.value());
    }
}
