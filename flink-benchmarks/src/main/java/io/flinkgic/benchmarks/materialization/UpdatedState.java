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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;

/**
 * Replaces the value of each record's key by random bytes, which do not compress. Beside that it
 * asks every few milliseconds to be called on the task's thread, and notes how late that happens.
 */
final class UpdatedState extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<Long, Void>, ProcessingTimeCallback {

    private static final long serialVersionUID = 1L;
    private static final long PROBE_MS = 5;

    /** Flink calls a millisecond later than asked for, so that none is early. */
    private static final long DUE_NANOS = Duration.ofMillis(PROBE_MS + 1).toNanos();

    private final int valueBytes;

    private transient Clock clock;
    private transient ValueState<byte[]> state;
    private transient long dueNanos;

    UpdatedState(int valueBytes) {
        this.valueBytes = valueBytes;
    }

    @Override
    public void open() throws Exception {
        super.open();
        clock = SystemClock.getInstance();
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "value",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        probe();
    }

    @Override
    public void processElement(StreamRecord<Long> record) throws Exception {
        SplittableRandom random = new SplittableRandom(record.getValue());
        ByteBuffer value = ByteBuffer.allocate(valueBytes);
        while (value.remaining() >= Long.BYTES) {
            value.putLong(random.nextLong());
        }
        state.update(value.array());
        TaskObservations.IN_THIS_PROCESS.addRecord();
    }

    @Override
    public void onProcessingTime(long timestamp) {
        long lateNanos = Math.max(0, clock.relativeTimeNanos() - dueNanos);
        TaskObservations.IN_THIS_PROCESS.addProbe(
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                clock.absoluteTimeMillis(),
                Duration.ofNanos(lateNanos));
        probe();
    }

    /** Nothing cancels it: Flink calls no more when the task ends. */
    private void probe() {
        dueNanos = clock.relativeTimeNanos() + DUE_NANOS;
        ProcessingTimeService timers = getProcessingTimeService();
        ScheduledFuture<?> unused =
                timers.registerTimer(timers.getCurrentProcessingTime() + PROBE_MS, this);
    }
}
