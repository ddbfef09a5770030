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

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Each word's number of occurrences, as rows {@code (record, occurrence, due time)}. */
final class CountedWords
        extends KeyedProcessFunction<
                String, Tuple4<String, Long, Long, byte[]>, Tuple3<Long, Long, Long>>
        implements CheckpointListener {

    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(
            Tuple4<String, Long, Long, byte[]> record,
            Context context,
            Collector<Tuple3<Long, Long, Long>> rows)
            throws Exception {
        JobProbe.IN_THIS_PROCESS.take(record.f2);
        Long before = count.value();
        long occurrence = before == null ? 1 : before + 1;
        count.update(occurrence);
        rows.collect(Tuple3.of(record.f1, occurrence, record.f2));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        JobProbe.IN_THIS_PROCESS.completed(checkpointId);
    }
}
