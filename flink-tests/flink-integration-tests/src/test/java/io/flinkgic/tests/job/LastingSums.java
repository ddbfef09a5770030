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
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** State with a time to live which is longer than that of anybody; dumps it when asked. */
final class LastingSums extends KeyedProcessFunction<Integer, Long, String> {
    private static final long serialVersionUID = 1L;

    private static final StateTtlConfig LASTING =
            StateTtlConfig.newBuilder(Duration.ofDays(1_000_000)).build();

    private transient ValueState<Long> value;
    private transient ListState<Long> list;
    private transient MapState<Long, Long> map;
    private transient ReducingState<Long> sum;

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<Long> ofValue =
                new ValueStateDescriptor<>("lasting-value", Types.LONG);
        ofValue.enableTimeToLive(LASTING);
        value = getRuntimeContext().getState(ofValue);
        ListStateDescriptor<Long> ofList = new ListStateDescriptor<>("lasting-list", Types.LONG);
        ofList.enableTimeToLive(LASTING);
        list = getRuntimeContext().getListState(ofList);
        MapStateDescriptor<Long, Long> ofMap =
                new MapStateDescriptor<>("lasting-map", Types.LONG, Types.LONG);
        ofMap.enableTimeToLive(LASTING);
        map = getRuntimeContext().getMapState(ofMap);
        ReducingStateDescriptor<Long> ofSum =
                new ReducingStateDescriptor<>("lasting-sum", Long::sum, Types.LONG);
        ofSum.enableTimeToLive(LASTING);
        sum = getRuntimeContext().getReducingState(ofSum);
    }

    @Override
    public void processElement(Long index, Context context, Collector<String> out)
            throws Exception {
        if (index < 0) {
            out.collect(dump(context.getCurrentKey()));
            return;
        }
        value.update(index);
        list.add(index);
        map.put(index % 5, index);
        sum.add(index);
    }

    private String dump(Integer key) throws Exception {
        List<Long> elements = new ArrayList<>();
        list.get().forEach(elements::add);
        Map<Long, Long> entries = new TreeMap<>();
        for (Map.Entry<Long, Long> entry : map.entries()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        return String.format(
                "lasting %d value=%s list=%s map=%s sum=%s",
                key, value.value(), elements, entries, sum.get());
    }
}
