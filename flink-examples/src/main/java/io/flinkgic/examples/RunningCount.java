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

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import io.flinkgic.examples.replay.CountRow;

/**
 * Counts each word in a value state and emits every new count as a {@link CountRow}. Public for
 * jobs with other sources and sinks.
 */
public final class RunningCount extends KeyedProcessFunction<String, Tuple2<Long, String>, String>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> count;
    private transient long attempt;

    @Override
    public void initializeState(FunctionInitializationContext context) {
        attempt = context.getRestoredCheckpointId().orElse(CountRow.FIRST_ATTEMPT);
    }

    /** There is nothing beside the state of the keys. */
    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(
            Tuple2<Long, String> occurrence, Context context, Collector<String> out)
            throws Exception {
        Long before = count.value();
        long now = before == null ? 1 : before + 1;
        count.update(now);
        out.collect(new CountRow(occurrence.f0, occurrence.f1, now, attempt).format());
    }
}
