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

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.Map;
import java.util.TreeMap;

/** Keeps sums in raw keyed state, beside a managed state that the changelog knows. */
final class RawKeyedSums extends AbstractStreamOperator<String>
        implements OneInputStreamOperator<Long, String> {
    private static final long serialVersionUID = 1L;

    private transient TreeMap<Integer, Long> sums;
    private transient ValueState<Long> managed;

    @Override
    protected boolean isUsingCustomRawKeyedState() {
        return true;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        sums = new TreeMap<>();
        managed =
                context.getKeyedStateStore()
                        .getState(new ValueStateDescriptor<>("managed", Types.LONG));
        for (KeyGroupStatePartitionStreamProvider keyGroup : context.getRawKeyedStateInputs()) {
            DataInputView in = new DataInputViewStreamWrapper(keyGroup.getStream());
            int keys = in.readInt();
            for (int i = 0; i < keys; i++) {
                int key = in.readInt();
                sums.put(key, in.readLong());
            }
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        KeyedStateCheckpointOutputStream stream = context.getRawKeyedOperatorStateOutput();
        DataOutputViewStreamWrapper out = new DataOutputViewStreamWrapper(stream);
        for (int keyGroup : stream.getKeyGroupList()) {
            TreeMap<Integer, Long> ofGroup = new TreeMap<>(sums);
            ofGroup.keySet().removeIf(key -> keyGroupOf(key) != keyGroup);
            stream.startNewKeyGroup(keyGroup);
            out.writeInt(ofGroup.size());
            for (Map.Entry<Integer, Long> sum : ofGroup.entrySet()) {
                out.writeInt(sum.getKey());
                out.writeLong(sum.getValue());
            }
        }
    }

    private static int keyGroupOf(Integer key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, StateKindsJob.MAX_PARALLELISM);
    }

    @Override
    public void processElement(StreamRecord<Long> element) throws Exception {
        Integer key = (Integer) getCurrentKey();
        long index = element.getValue();
        if (index < 0) {
            String line = "raw " + key + " sum=" + sums.get(key) + " managed=" + managed.value();
            output.collect(new StreamRecord<>(line, element.getTimestamp()));
            return;
        }
        sums.merge(key, index, Long::sum);
        Long before = managed.value();
        managed.update(before == null ? index : before + index);
    }
}
