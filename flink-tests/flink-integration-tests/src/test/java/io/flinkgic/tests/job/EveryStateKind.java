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

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Changes every kind of keyed state by rules on the record's index; dumps it when asked. */
final class EveryStateKind extends KeyedProcessFunction<Integer, Long, String> {
    private static final long serialVersionUID = 1L;

    /** Event time of the first timer: after all records, so that no timer fires before the end. */
    private static final long FIRST_TIMER = 1_000_000_000L;

    private final String observerId;
    private final NullValues nullValues;
    private transient Observer observer;
    private transient ValueState<Long> value;
    private transient ListState<Long> list;
    private transient MapState<String, Long> map;
    private transient ReducingState<Long> reducing;
    private transient AggregatingState<Long, String> aggregating;

    EveryStateKind(String observerId, NullValues nullValues) {
        this.observerId = observerId;
        this.nullValues = nullValues;
    }

    /** Whether the map has some: Flink's canonical savepoints of the heap cannot write them. */
    enum NullValues {
        SOME,
        NONE
    }

    @Override
    public void open(OpenContext context) {
        observer = Observer.of(observerId);
        value = getRuntimeContext().getState(new ValueStateDescriptor<>("value", Types.LONG));
        list = getRuntimeContext().getListState(new ListStateDescriptor<>("list", Types.LONG));
        map =
                getRuntimeContext()
                        .getMapState(new MapStateDescriptor<>("map", Types.STRING, Types.LONG));
        reducing =
                getRuntimeContext()
                        .getReducingState(
                                new ReducingStateDescriptor<>("reducing", Long::sum, Types.LONG));
        aggregating =
                getRuntimeContext()
                        .getAggregatingState(
                                new AggregatingStateDescriptor<>(
                                        "aggregating",
                                        new CountAndSum(),
                                        Types.TUPLE(Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(Long index, Context context, Collector<String> out)
            throws Exception {
        if (index < 0) {
            out.collect(dump(context.getCurrentKey()));
            return;
        }
        int rule = (int) (StateKindsJob.mix(index) >>> 40) & 0xFF;
        changeValue(index, rule);
        changeList(index, rule);
        changeMap(index, rule);
        reducing.add(index);
        aggregating.add(index);
        if (rule % 53 == 0) {
            reducing.clear();
        }
        if (rule % 59 == 0) {
            aggregating.clear();
        }
        changeTimers(index, rule, context);
        observer.processed(index);
    }

    private void changeValue(long index, int rule) throws Exception {
        if (rule % 31 == 0) {
            value.clear();
        } else {
            Long before = value.value();
            value.update(before == null ? index : before * 31 + index);
        }
    }

    private void changeList(long index, int rule) throws Exception {
        if (rule % 37 == 0) {
            list.clear();
        } else if (rule % 11 == 0) {
            list.update(Arrays.asList(index, index + 1, index + 2));
        } else if (rule % 3 == 0) {
            list.addAll(Arrays.asList(index, -index));
        } else {
            list.add(index);
        }
    }

    private void changeMap(long index, int rule) throws Exception {
        String mapKey = "k" + rule % 19;
        switch (rule % 7) {
            case 0:
                map.remove(mapKey);
                break;
            case 1:
                map.put(mapKey, nullValues == NullValues.SOME ? null : Long.valueOf(-index));
                break;
            case 2:
                for (Map.Entry<String, Long> entry : map.entries()) {
                    entry.setValue(entry.getValue() == null ? index : entry.getValue() + 1);
                }
                break;
            case 3:
                Iterator<String> keys = map.keys().iterator();
                while (keys.hasNext()) {
                    if (keys.next().hashCode() % 5 == rule % 5) {
                        keys.remove();
                    }
                }
                break;
            case 4:
                Map<String, Long> several = new TreeMap<>();
                several.put(mapKey, index);
                several.put("s" + rule % 5, -index);
                map.putAll(several);
                break;
            default:
                map.put(mapKey, index);
        }
        if (rule == 200) {
            map.clear();
        }
    }

    private static void changeTimers(long index, int rule, Context context) {
        context.timerService().registerEventTimeTimer(FIRST_TIMER + rule % 23);
        if (rule % 4 == 0) {
            context.timerService().deleteEventTimeTimer(FIRST_TIMER + (rule / 4) % 23);
        }
        if (rule % 97 == 0) {
            context.timerService().registerEventTimeTimer(FIRST_TIMER + 1000 + index);
        }
    }

    private String dump(Integer key) throws Exception {
        List<Long> elements = new ArrayList<>();
        Iterable<Long> listed = list.get();
        if (listed != null) {
            listed.forEach(elements::add);
        }
        Map<String, String> entries = new TreeMap<>();
        for (Map.Entry<String, Long> entry : map.entries()) {
            entries.put(entry.getKey(), String.valueOf(entry.getValue()));
        }
        return String.format(
                "state %d value=%s list=%s map=%s reducing=%s aggregating=%s",
                key, value.value(), elements, entries, reducing.get(), aggregating.get());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<String> out)
            throws Exception {
        out.collect(String.format("timer %d at %d", context.getCurrentKey(), timestamp));
    }

    private static final class CountAndSum
            implements AggregateFunction<Long, Tuple2<Long, Long>, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public Tuple2<Long, Long> createAccumulator() {
            return Tuple2.of(0L, 0L);
        }

        @Override
        public Tuple2<Long, Long> add(Long element, Tuple2<Long, Long> sum) {
            return Tuple2.of(sum.f0 + 1, sum.f1 + element);
        }

        @Override
        public String getResult(Tuple2<Long, Long> sum) {
            return sum.f0 + "/" + sum.f1;
        }

        @Override
        public Tuple2<Long, Long> merge(Tuple2<Long, Long> left, Tuple2<Long, Long> right) {
            return Tuple2.of(left.f0 + right.f0, left.f1 + right.f1);
        }
    }
}
